"""Roles and web identities."""

from __future__ import annotations

from tests.environment.environment import Environment
from tests.environment.rows.expected import KEYS, REGION, USUAL, assume, line, stacks, stacks_as

_ROLE = "arn:aws:iam::111122223333:role/{}"
_READER = f"""
[profile reader]
region = us-east-1
role_arn = {_ROLE.format("reader")}
"""
_SOURCE = """
[profile source]
aws_access_key_id = KEY-source
aws_secret_access_key = secret
"""
_BY_SOURCE = _READER + "source_profile = source\n"
_READER_PROFILE = {"AWS_PROFILE": "reader"}
_STS = "https://sts.us-east-1.amazonaws.com/"
_METADATA = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"


def _web_identity(url: str = _STS, **facts: str) -> str:
    operation = "AssumeRoleWithWebIdentity"
    return line(operation, url, role="reader", identity="identity-token", **facts)


ENVIRONMENTS = (
    Environment(
        name="role with source_profile",
        variables=_READER_PROFILE,
        config=_BY_SOURCE + _SOURCE,
        requests=(assume("reader", "KEY-source"), stacks_as("reader")),
    ),
    Environment(
        name="role with external id, session name and duration",
        variables=_READER_PROFILE,
        config=_BY_SOURCE
        + "external_id = outside\nrole_session_name = nightly\nduration_seconds = 1800\n"
        + _SOURCE,
        requests=(
            assume(
                "reader", "KEY-source", external_id="outside", duration="1800", session="nightly"
            ),
            stacks_as("reader"),
        ),
    ),
    Environment(
        name="role assumed by another role",
        variables=_READER_PROFILE,
        config=_READER
        + "source_profile = admin\n"
        + f"[profile admin]\nrole_arn = {_ROLE.format('admin')}\nsource_profile = source\n"
        + _SOURCE,
        requests=(
            assume("admin", "KEY-source"),
            assume("reader", "KEY-admin", token="token-admin"),
            stacks_as("reader"),
        ),
    ),
    Environment(
        name="role whose source is its own profile, with keys",
        variables=_READER_PROFILE,
        config=_READER + "source_profile = reader\n" + _SOURCE.partition("]\n")[2],
        requests=(assume("reader", "KEY-source"), stacks_as("reader")),
    ),
    Environment(
        name="role with credential_source Environment",
        variables=KEYS,
        config=_READER + "credential_source = Environment\n",
        # A variable cannot select this profile, because the keys would take precedence.
        default_session={"profile_name": "reader"},
        requests=(assume("reader"), stacks_as("reader")),
    ),
    Environment(
        name="role with credential_source Environment, session",
        variables=KEYS,
        config=_READER + "credential_source = Environment\n",
        session={"profile_name": "reader"},
        requests=(assume("reader"), stacks_as("reader")),
    ),
    Environment(
        name="keys override a role with credential_source Environment",
        variables={**_READER_PROFILE, **KEYS},
        config=_READER + "credential_source = Environment\n",
        requests=(stacks(),),
    ),
    Environment(
        name="role with credential_source Ec2InstanceMetadata",
        variables=_READER_PROFILE,
        config=_READER + "credential_source = Ec2InstanceMetadata\n",
        instance=True,
        requests=(
            line("PUT", "http://169.254.169.254/latest/api/token"),
            line("GET", _METADATA, session="session-token"),
            line("GET", _METADATA + "instance", session="session-token"),
            assume("reader", "KEY-instance", token="token-instance"),
            stacks_as("reader"),
        ),
    ),
    Environment(
        name="role with credential_source EcsContainer",
        variables={**_READER_PROFILE, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/keys"},
        config=_READER + "credential_source = EcsContainer\n",
        requests=(
            line("GET", "http://169.254.170.2/keys"),
            assume("reader", "KEY-container", token="token-container"),
            stacks_as("reader"),
        ),
    ),
    Environment(
        name="role with an unknown credential_source",
        variables=_READER_PROFILE,
        config=_READER + "credential_source = Nowhere\n",
        error="InvalidConfigError in construction",
    ),
    Environment(
        name="role without a source",
        variables=_READER_PROFILE,
        config=_READER,
        error="PartialCredentialsError in construction",
    ),
    Environment(
        name="role with a missing source_profile",
        variables=_READER_PROFILE,
        config=_BY_SOURCE,
        error="InvalidConfigError in construction",
    ),
    Environment(
        name="roles that are each other's source",
        variables=_READER_PROFILE,
        config=_READER
        + "source_profile = admin\n"
        + f"[profile admin]\nrole_arn = {_ROLE.format('admin')}\nsource_profile = reader\n",
        error="InfiniteLoopConfigError in construction",
    ),
    Environment(
        name="role that STS refuses",
        variables=_READER_PROFILE,
        config=_BY_SOURCE.replace("role/reader", "role/forbidden") + _SOURCE,
        requests=(assume("forbidden", "KEY-source"),),
        error="ClientError AccessDenied in the call",
    ),
    Environment(
        name="role with the global STS endpoint",
        variables={**_READER_PROFILE, "AWS_STS_REGIONAL_ENDPOINTS": "legacy"},
        config=_BY_SOURCE + _SOURCE,
        requests=(
            assume("reader", "KEY-source", url="https://sts.amazonaws.com/"),
            stacks_as("reader"),
        ),
    ),
    Environment(
        name="role with STS at AWS_ENDPOINT_URL_STS",
        variables={**_READER_PROFILE, "AWS_ENDPOINT_URL_STS": "http://sts.corp.example/sts/"},
        config=_BY_SOURCE + _SOURCE,
        requests=(
            assume("reader", "KEY-source", url="http://sts.corp.example/sts/"),
            stacks_as("reader"),
        ),
    ),
    Environment(
        name="role with STS in a services section",
        variables=_READER_PROFILE,
        config=_BY_SOURCE
        + "services = corp\n[services corp]\nsts =\n  endpoint_url = http://sts.corp.example/\n"
        + _SOURCE,
        requests=(
            assume("reader", "KEY-source", url="http://sts.corp.example/"),
            stacks_as("reader"),
        ),
    ),
    Environment(
        name="role with FIPS endpoints",
        variables={**_READER_PROFILE, "AWS_USE_FIPS_ENDPOINT": "true"},
        config=_BY_SOURCE + _SOURCE,
        requests=(
            assume("reader", "KEY-source", url="https://sts-fips.us-east-1.amazonaws.com/"),
            stacks_as("reader").replace("appstream2.", "appstream2-fips."),
        ),
    ),
    Environment(
        name="role in GovCloud",
        variables={**_READER_PROFILE, "AWS_DEFAULT_REGION": "us-gov-west-1"},
        config=_BY_SOURCE + _SOURCE,
        requests=(
            assume("reader", "KEY-source", "us-gov-west-1"),
            stacks_as("reader", "us-gov-west-1"),
        ),
    ),
    Environment(
        name="web identity in variables",
        variables={
            **REGION,
            "AWS_ROLE_ARN": _ROLE.format("reader"),
            "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/identity",
            "AWS_ROLE_SESSION_NAME": "pod",
        },
        files={"identity": "identity-token"},
        requests=(_web_identity(session="pod"), stacks_as("reader")),
    ),
    Environment(
        name="web identity in a profile",
        variables=_READER_PROFILE,
        config=_READER + "web_identity_token_file = {home}/identity\n",
        files={"identity": "identity-token"},
        requests=(_web_identity(), stacks_as("reader")),
    ),
    Environment(
        name="web identity as the source of a role",
        variables={"AWS_PROFILE": "admin"},
        config=_READER
        + "web_identity_token_file = {home}/identity\n"
        + f"[profile admin]\nrole_arn = {_ROLE.format('admin')}\nsource_profile = reader\n"
        + "region = us-east-1\n",
        files={"identity": "identity-token"},
        requests=(
            _web_identity(),
            assume("admin", "KEY-reader", token="token-reader"),
            stacks_as("admin"),
        ),
    ),
    Environment(
        name="web identity without a token file",
        variables=_READER_PROFILE,
        config=_READER + "web_identity_token_file = {home}/identity\n",
        error="FileNotFoundError in the call",
    ),
    Environment(
        name="keys override a role in a variable",
        variables={**USUAL, "AWS_ROLE_ARN": _ROLE.format("reader")},
        requests=(stacks(),),
    ),
)
