"""Keys, profiles, regions and credential processes."""

from __future__ import annotations

from tests.environment.environment import Environment
from tests.environment.rows.expected import KEYS, REGION, USUAL, stacks

_PROFILES = """
[default]
region = eu-west-1
[profile deploy]
region = eu-central-1
aws_access_key_id = KEY-deploy
aws_secret_access_key = secret
"""
_SHARED = """
[default]
aws_access_key_id = KEY-default
aws_secret_access_key = secret
[other]
aws_access_key_id = KEY-other
aws_secret_access_key = secret
aws_session_token = token-other
"""
_PROCESS = """
[profile process]
credential_process = cat {home}/keys.json
"""
_ISSUED = '{"Version": 1, "AccessKeyId": "KEY-process", "SecretAccessKey": "secret"'

ENVIRONMENTS = (
    Environment(name="keys", variables=USUAL, requests=(stacks(),)),
    Environment(
        name="keys and token",
        variables={**USUAL, "AWS_SESSION_TOKEN": "token"},
        requests=(stacks(token="token"),),
    ),
    Environment(
        name="keys, and a token in AWS_SECURITY_TOKEN",
        variables={**USUAL, "AWS_SECURITY_TOKEN": "token"},
        requests=(stacks(token="token"),),
    ),
    Environment(
        name="access key without a secret key",
        variables={**REGION, "AWS_ACCESS_KEY_ID": "KEY"},
        error="PartialCredentialsError in construction",
    ),
    Environment(
        name="keys as arguments",
        options={
            "region_name": "us-west-2",
            "aws_access_key_id": "KEY-argument",
            "aws_secret_access_key": "secret",
            "aws_session_token": "token",
        },
        variables=USUAL,
        requests=(stacks("KEY-argument", "us-west-2", token="token"),),
    ),
    Environment(
        name="access key without a secret key as argument",
        options={"aws_access_key_id": "KEY-argument"},
        variables=USUAL,
        error="PartialCredentialsError in construction",
    ),
    Environment(
        name="no credentials",
        variables={**REGION, "AWS_EC2_METADATA_DISABLED": "true"},
        error="NoCredentialsError in the call",
    ),
    Environment(
        name="default profile",
        config=_PROFILES,
        credentials=_SHARED,
        requests=(stacks("KEY-default", "eu-west-1"),),
    ),
    Environment(
        name="profile",
        variables={"AWS_PROFILE": "deploy"},
        config=_PROFILES,
        requests=(stacks("KEY-deploy", "eu-central-1"),),
    ),
    Environment(
        name="AWS_DEFAULT_PROFILE overrides AWS_PROFILE",
        variables={"AWS_DEFAULT_PROFILE": "deploy", "AWS_PROFILE": "other"},
        config=_PROFILES,
        credentials=_SHARED,
        requests=(stacks("KEY-deploy", "eu-central-1"),),
    ),
    Environment(
        name="profile in the credentials file",
        variables={**REGION, "AWS_PROFILE": "other"},
        credentials=_SHARED,
        requests=(stacks("KEY-other", token="token-other"),),
    ),
    Environment(
        name="keys in variables override the profile",
        variables={**KEYS, "AWS_PROFILE": "deploy"},
        config=_PROFILES,
        requests=(stacks("KEY", "eu-central-1"),),
    ),
    Environment(
        name="config and credentials files at other paths",
        variables={
            "AWS_PROFILE": "deploy",
            "AWS_CONFIG_FILE": "{home}/config.ini",
            "AWS_SHARED_CREDENTIALS_FILE": "~/credentials.ini",
        },
        files={
            "config.ini": "[profile deploy]\nregion = sa-east-1\n",
            "credentials.ini": _SHARED.replace("other", "deploy"),
        },
        requests=(stacks("KEY-deploy", "sa-east-1", token="token-deploy"),),
    ),
    Environment(
        name="unknown profile",
        variables={**USUAL, "AWS_PROFILE": "nobody"},
        config=_PROFILES,
        error="ProfileNotFound in construction",
    ),
    Environment(
        name="config file that cannot be parsed",
        variables=USUAL,
        config="[default\nregion = eu-west-1\n",
        error="ConfigParseError in construction",
    ),
    Environment(name="no region", variables=KEYS, error="NoRegionError in construction"),
    Environment(
        name="region in a variable that boto3 does not read",
        variables={**KEYS, "AWS_REGION": "us-west-2"},
        error="NoRegionError in construction",
    ),
    Environment(
        name="invalid region name",
        variables={**KEYS, "AWS_DEFAULT_REGION": "us east 1"},
        error="InvalidRegionError in construction",
    ),
    Environment(
        name="region as argument",
        variables=USUAL,
        options={"region_name": "ap-south-1"},
        requests=(stacks(region="ap-south-1"),),
    ),
    Environment(
        name="region in Config",
        variables=USUAL,
        options={"config": {"region_name": "ap-south-1"}},
        requests=(stacks(region="ap-south-1"),),
    ),
    Environment(
        name="credential_process",
        variables={**REGION, "AWS_PROFILE": "process"},
        config=_PROCESS,
        files={"keys.json": _ISSUED + "}"},
        requests=(stacks("KEY-process"),),
    ),
    Environment(
        name="credential_process with a token",
        variables={**REGION, "AWS_PROFILE": "process"},
        config=_PROCESS,
        files={
            "keys.json": _ISSUED
            + ', "SessionToken": "token-process", "Expiration": "2099-01-01T00:00:00Z"}'
        },
        requests=(stacks("KEY-process", token="token-process"),),
    ),
    Environment(
        name="credential_process that fails",
        variables={**REGION, "AWS_PROFILE": "process"},
        config=_PROCESS,
        error="CredentialRetrievalError in construction",
    ),
)
