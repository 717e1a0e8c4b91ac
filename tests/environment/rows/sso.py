"""IAM Identity Center (SSO): legacy and ``sso-session`` profiles, and the states of a login."""

from __future__ import annotations

import json
from hashlib import sha1

from tests.environment.environment import Environment
from tests.environment.rows.expected import assume, line, stacks_as

_START = "https://corp.awsapps.com/start"
_FUTURE = "2099-01-01T00:00:00Z"
_PAST = "2020-01-01T00:00:00Z"
_ACCOUNT = "sso_account_id = 111122223333\nsso_role_name = viewer\nregion = us-east-1\n"
_OLD = f"""
[profile viewer]
sso_start_url = {_START}
sso_region = eu-west-1
{_ACCOUNT}"""
_SESSION = f"""
[profile viewer]
sso_session = corp
{_ACCOUNT}
[sso-session corp]
sso_start_url = {_START}
sso_region = eu-west-1
"""
_VIEWER = {"AWS_PROFILE": "viewer"}
_PORTAL = "/federation/credentials?role_name=viewer&account_id=111122223333"
_KEYS = "https://portal.sso.eu-west-1.amazonaws.com" + _PORTAL


def _cached(key: str, expires: str, **more: str) -> dict[str, str]:
    """Return a token file as ``aws sso login`` writes it."""
    name = sha1(key.encode(), usedforsecurity=False).hexdigest()
    token = {"accessToken": "cached-token", "expiresAt": expires, "region": "eu-west-1"}
    return {f".aws/sso/cache/{name}.json": json.dumps({**token, "startUrl": _START, **more})}


_REFRESHABLE = {
    "refreshToken": "refresh-token",
    "clientId": "client",
    "clientSecret": "secret",
    "registrationExpiresAt": _FUTURE,
}

ENVIRONMENTS = (
    Environment(
        name="SSO, legacy profile",
        variables=_VIEWER,
        config=_OLD,
        files=_cached(_START, _FUTURE),
        requests=(line("GET", _KEYS, bearer="cached-token"), stacks_as("viewer")),
    ),
    Environment(
        name="SSO, legacy profile, not logged in",
        variables=_VIEWER,
        config=_OLD,
        error="SSOTokenLoadError in the call",
    ),
    Environment(
        name="SSO, legacy profile, expired",
        variables=_VIEWER,
        config=_OLD,
        files=_cached(_START, _PAST),
        error="UnauthorizedSSOTokenError in the call",
    ),
    Environment(
        name="SSO, sso-session",
        variables=_VIEWER,
        config=_SESSION,
        files=_cached("corp", _FUTURE),
        requests=(line("GET", _KEYS, bearer="cached-token"), stacks_as("viewer")),
    ),
    Environment(
        name="SSO, sso-session, not logged in",
        variables=_VIEWER,
        config=_SESSION,
        error="SSOTokenLoadError in the call",
    ),
    Environment(
        name="SSO, sso-session, expired",
        variables=_VIEWER,
        config=_SESSION,
        files=_cached("corp", _PAST),
        error="TokenRetrievalError in the call",
    ),
    Environment(
        name="SSO, sso-session, expired, with a refresh token",
        variables=_VIEWER,
        config=_SESSION,
        files=_cached("corp", _PAST, **_REFRESHABLE),
        requests=(
            line(
                "POST",
                "https://oidc.eu-west-1.amazonaws.com/token",
                refresh="refresh-token",
                client="client",
            ),
            line("GET", _KEYS, bearer="renewed-token"),
            stacks_as("viewer"),
        ),
    ),
    Environment(
        name="SSO, sso-session that is not defined",
        variables=_VIEWER,
        config=_SESSION.partition("[sso-session")[0],
        error="InvalidConfigError in construction",
    ),
    Environment(
        name="SSO, incomplete profile",
        variables=_VIEWER,
        config=_OLD.replace("sso_role_name = viewer", ""),
        error="InvalidConfigError in construction",
    ),
    Environment(
        name="SSO with services at AWS_ENDPOINT_URL_SSO and _SSO_OIDC",
        variables={
            **_VIEWER,
            "AWS_ENDPOINT_URL_SSO": "http://sso.corp.example",
            "AWS_ENDPOINT_URL_SSO_OIDC": "http://oidc.corp.example",
        },
        config=_SESSION,
        files=_cached("corp", _PAST, **_REFRESHABLE),
        requests=(
            line(
                "POST", "http://oidc.corp.example/token", refresh="refresh-token", client="client"
            ),
            line("GET", "http://sso.corp.example" + _PORTAL, bearer="renewed-token"),
            stacks_as("viewer"),
        ),
    ),
    Environment(
        name="SSO as the source of a role",
        variables={"AWS_PROFILE": "reader"},
        config=_SESSION
        + "[profile reader]\nregion = us-east-1\nsource_profile = viewer\n"
        + "role_arn = arn:aws:iam::111122223333:role/reader\n",
        files=_cached("corp", _FUTURE),
        requests=(
            line("GET", _KEYS, bearer="cached-token"),
            assume("reader", "KEY-viewer", token="token-viewer"),
            stacks_as("reader"),
        ),
    ),
)
