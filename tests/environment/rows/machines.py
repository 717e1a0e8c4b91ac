"""Credentials that containers and instances get from AWS."""

from __future__ import annotations

from tests.environment.environment import Environment
from tests.environment.rows.expected import REGION, line, stacks_as

_RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
_FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
_TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
_TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
_IMDS = "http://169.254.169.254"


def _instance_requests(base: str = _IMDS) -> tuple[str, ...]:
    keys = f"{base}/latest/meta-data/iam/security-credentials/"
    return (
        line("PUT", f"{base}/latest/api/token"),
        line("GET", keys, session="session-token"),
        line("GET", f"{keys}instance", session="session-token"),
        stacks_as("instance"),
    )


ENVIRONMENTS = (
    Environment(
        name="container, relative URI",
        variables={**REGION, _RELATIVE: "/keys/task"},
        requests=(line("GET", "http://169.254.170.2/keys/task"), stacks_as("container")),
    ),
    Environment(
        name="container, relative URI with an authorization token",
        variables={**REGION, _RELATIVE: "/keys/task", _TOKEN: "Basic abc"},
        requests=(
            line("GET", "http://169.254.170.2/keys/task", authorization="Basic abc"),
            stacks_as("container"),
        ),
    ),
    Environment(
        name="container, full URI",
        variables={**REGION, _FULL: "http://localhost/keys"},
        requests=(line("GET", "http://localhost/keys"), stacks_as("container")),
    ),
    Environment(
        name="container, full URI with an authorization token",
        variables={**REGION, _FULL: "http://localhost/keys", _TOKEN: "Basic abc"},
        requests=(
            line("GET", "http://localhost/keys", authorization="Basic abc"),
            stacks_as("container"),
        ),
    ),
    Environment(
        name="container, full URI with a token in a file (EKS)",
        variables={
            **REGION,
            _FULL: "http://169.254.170.23/keys",
            _TOKEN_FILE: "{home}/token",
            _TOKEN: "Basic unused",
        },
        files={"token": "Basic abc"},
        requests=(
            line("GET", "http://169.254.170.23/keys", authorization="Basic abc"),
            stacks_as("container"),
        ),
    ),
    Environment(
        name="container, full URI with a host that is not allowed",
        variables={**REGION, _FULL: "http://keys.example/keys"},
        error="ValueError in construction",
    ),
    Environment(
        name="instance",
        variables=REGION,
        instance=True,
        requests=_instance_requests(),
    ),
    Environment(
        name="no instance metadata service",
        variables=REGION,
        requests=(
            line("PUT", f"{_IMDS}/latest/api/token"),
            line("GET", f"{_IMDS}/latest/meta-data/iam/security-credentials/"),
        ),
        error="NoCredentialsError in the call",
    ),
    Environment(
        name="no instance metadata service, version 1 disabled",
        variables={**REGION, "AWS_EC2_METADATA_V1_DISABLED": "true"},
        requests=(line("PUT", f"{_IMDS}/latest/api/token"),),
        error="MetadataRetrievalError in construction",
    ),
    Environment(
        name="instance with metadata disabled",
        variables={**REGION, "AWS_EC2_METADATA_DISABLED": "true"},
        instance=True,
        error="NoCredentialsError in the call",
    ),
    Environment(
        name="instance with IPv6 metadata",
        variables={**REGION, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv6"},
        instance=True,
        requests=_instance_requests("http://[fd00:ec2::254]"),
    ),
    Environment(
        name="instance with metadata at another endpoint",
        variables={
            **REGION,
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://metadata.example/imds/",
            "AWS_METADATA_SERVICE_TIMEOUT": "7",
        },
        instance=True,
        requests=_instance_requests("http://metadata.example/imds"),
    ),
)
