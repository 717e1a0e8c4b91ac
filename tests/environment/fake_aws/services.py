"""The services of the fake AWS. Each returns the relevant facts of a request and its response."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.environment.fake_aws.request import Request

EXPIRATION = "2099-01-01T00:00:00Z"
_XML = "https://sts.amazonaws.com/doc/2011-06-15/"


class Answer(NamedTuple):
    """A response. A status of 0 drops the connection."""

    status: int
    body: str = ""
    content_type: str = "application/json"


class Exchange(NamedTuple):
    """The relevant facts of a request, and the response."""

    facts: Mapping[str, str]
    """The relevant facts except the URL and the signature."""
    answer: Answer


DROP = Answer(0)
_JSON = "application/x-amz-json-1.1"


def _refusal(code: str, status: int = 400) -> Answer:
    return Answer(status, json.dumps({"__type": code, "message": "refused"}), _JSON)


ANSWERS = {
    "result": Answer(200, json.dumps({"Stacks": []}), _JSON),
    "throttled": _refusal("ThrottlingException"),
    "busy": _refusal("ConcurrentModificationException"),
    "broken": _refusal("InternalFailure", 500),
    "dropped": DROP,
}
"""AppStream's responses."""


def appstream(request: Request, answer: str) -> Exchange:
    """Respond as AppStream."""
    return Exchange(request.app_id, ANSWERS[answer])


def sts(request: Request) -> Exchange:
    """Respond as STS to AssumeRole and AssumeRoleWithWebIdentity.

    The access key contains the name of the role.
    """
    form = request.form
    role = form["RoleArn"].rpartition("/")[2]
    names = {
        "ExternalId": "external_id",
        "DurationSeconds": "duration",
        "WebIdentityToken": "identity",
        "RoleSessionName": "session",
    }
    facts = {"role": role} | {names[name]: form[name] for name in names if name in form}
    if facts["session"].startswith("botocore-session-"):  # a default name, which contains the time
        del facts["session"]
    if role == "forbidden":
        error = "<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>"
        return Exchange(
            facts, Answer(403, f'<ErrorResponse xmlns="{_XML}">{error}</ErrorResponse>')
        )
    action = form["Action"]
    body = (
        f'<{action}Response xmlns="{_XML}"><{action}Result><Credentials>'
        f"<AccessKeyId>KEY-{role}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>"
        f"<SessionToken>token-{role}</SessionToken><Expiration>{EXPIRATION}</Expiration>"
        f"</Credentials></{action}Result></{action}Response>"
    )
    return Exchange(facts, Answer(200, body, "text/xml"))


def sso_portal(request: Request) -> Exchange:
    """Respond as the SSO portal to GetRoleCredentials."""
    role = request.query["role_name"]
    token = request.headers["x-amz-sso_bearer_token"]
    keys = {
        "accessKeyId": f"KEY-{role}",
        "secretAccessKey": "secret",
        "sessionToken": f"token-{role}",
        "expiration": 4_070_908_800_000,
    }
    return Exchange({"bearer": token}, Answer(200, json.dumps({"roleCredentials": keys})))


def sso_oidc(request: Request) -> Exchange:
    """Respond as the OIDC service to CreateToken."""
    given = request.json
    body = {"accessToken": "renewed-token", "expiresIn": 3600, "tokenType": "Bearer"}
    facts = {"refresh": given["refreshToken"], "client": given["clientId"]}
    return Exchange(facts, Answer(200, json.dumps(body)))


def _machine_keys(name: str) -> str:
    return json.dumps(
        {
            "Code": "Success",
            "AccessKeyId": f"KEY-{name}",
            "SecretAccessKey": "secret",
            "Token": f"token-{name}",
            "Expiration": EXPIRATION,
        }
    )


def container(request: Request) -> Exchange:
    """Respond as the credentials endpoint of a container."""
    token = request.headers.get("authorization")
    return Exchange(
        {} if token is None else {"authorization": token}, Answer(200, _machine_keys("container"))
    )


_METADATA = {
    "/latest/api/token": Answer(200, "session-token", "text/plain"),
    "/latest/meta-data/iam/security-credentials/": Answer(200, "instance", "text/plain"),
    "/latest/meta-data/iam/security-credentials/instance": Answer(200, _machine_keys("instance")),
    "/latest/meta-data/placement/availability-zone/": Answer(200, "eu-west-1b", "text/plain"),
    "/latest/meta-data/placement/availability-zone": Answer(200, "eu-west-1b", "text/plain"),
}


def instance(request: Request, *, exists: bool) -> Exchange:
    """Respond as the metadata service of an instance, or drop the connection if there is none."""
    token = request.headers.get("x-aws-ec2-metadata-token")
    facts = {} if token is None else {"session": token}
    path = "/latest/" + request.path.partition("/latest/")[2]
    return Exchange(facts, _METADATA.get(path, Answer(404)) if exists else DROP)


def respond(request: Request, answer: str, *, is_instance: bool) -> Exchange:
    """Find the service of the request, and respond as that service."""
    services: list[tuple[bool, Callable[[], Exchange]]] = [
        (
            request.headers.get("x-amz-target", "").startswith("PhotonAdminProxyService."),
            lambda: appstream(request, answer),
        ),
        (request.is_form, lambda: sts(request)),
        (request.path.startswith("/federation/credentials"), lambda: sso_portal(request)),
        (request.path == "/token", lambda: sso_oidc(request)),
        ("/latest/" in request.path, lambda: instance(request, exists=is_instance)),
        (request.path.startswith("/keys"), lambda: container(request)),
    ]
    for matches, service in services:
        if matches:
            return service()
    return Exchange({"unknown": "service"}, Answer(404))
