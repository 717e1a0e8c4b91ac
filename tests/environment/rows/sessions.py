"""boto3 sessions: a session that is passed to the client, and the default session."""

from __future__ import annotations

from tests.environment.environment import Environment, Options
from tests.environment.rows.expected import KEYS, assume, stacks, stacks_as

_CONFIG = """
[default]
region = us-east-1
[profile deploy]
region = eu-central-1
aws_access_key_id = KEY-deploy
aws_secret_access_key = secret
max_attempts = 2
[profile reader]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/reader
source_profile = deploy
services = corp
[services corp]
appstream =
  endpoint_url = http://appstream.corp.example/
"""
_OF_ARGUMENTS = {
    "aws_access_key_id": "KEY-session",
    "aws_secret_access_key": "secret",
    "aws_session_token": "token",
    "region_name": "us-west-2",
}
_THROTTLED = "ClientError ThrottlingException in the call"
_OF_SESSION = stacks("KEY-session", "us-west-2", token="token")
_OF_ROLE = (
    assume("reader", "KEY-deploy", "eu-west-1"),
    stacks_as("reader", "eu-west-1").replace(
        "https://appstream2.eu-west-1.amazonaws.com/", "http://appstream.corp.example/"
    ),
)

_SESSIONS: tuple[tuple[str, Options, Options, tuple[str, ...]], ...] = (
    ("with a profile", {"profile_name": "deploy"}, {}, (stacks("KEY-deploy", "eu-central-1"),)),
    ("with a role", {"profile_name": "reader"}, {}, _OF_ROLE),
    ("with keys and region", _OF_ARGUMENTS, {}, (_OF_SESSION,)),
    (
        "with keys, another region as argument",
        _OF_ARGUMENTS,
        {"region_name": "us-east-2"},
        (stacks("KEY-session", "us-east-2", token="token"),),
    ),
    ("without arguments", {}, {}, (stacks(),)),
)

ENVIRONMENTS = (
    *(
        Environment(
            name=f"session {what}",
            variables=KEYS,
            config=_CONFIG,
            session=session,
            options=options,
            requests=requests,
        )
        for what, session, options, requests in _SESSIONS
    ),
    *(
        Environment(
            name=f"default session {what}",
            variables=KEYS,
            config=_CONFIG,
            default_session=session,
            options=options,
            requests=requests,
        )
        for what, session, options, requests in _SESSIONS
    ),
    Environment(
        name="session with a profile that sets max_attempts, throttled",
        variables=KEYS,
        config=_CONFIG,
        session={"profile_name": "deploy"},
        answer="throttled",
        requests=(stacks("KEY-deploy", "eu-central-1"),),
        attempts=2,
        error=_THROTTLED,
    ),
    Environment(
        name="default session with a profile that sets max_attempts, throttled",
        variables=KEYS,
        config=_CONFIG,
        default_session={"profile_name": "deploy"},
        answer="throttled",
        requests=(stacks("KEY-deploy", "eu-central-1"),),
        attempts=2,
        error=_THROTTLED,
    ),
    Environment(
        name="session with an unknown profile",
        variables=KEYS,
        config=_CONFIG,
        session={"profile_name": "nobody"},
        error="ProfileNotFound in construction",
    ),
)
