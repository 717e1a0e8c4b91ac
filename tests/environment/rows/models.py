"""Settings that determine which model botocore loads: users' models and the API version."""

from __future__ import annotations

import json

from tests.environment.environment import Environment
from tests.environment.rows.expected import USUAL, assume, stacks, stacks_as

_VERSION = "2016-12-01"
_RULES = json.dumps(
    {
        "version": "1.0",
        "parameters": {
            "Region": {"builtIn": "AWS::Region", "type": "string"},
            "UseDualStack": {"builtIn": "AWS::UseDualStack", "type": "boolean"},
            "UseFIPS": {"builtIn": "AWS::UseFIPS", "type": "boolean"},
            "Endpoint": {"builtIn": "SDK::Endpoint", "type": "string"},
        },
        "rules": [
            {
                "conditions": [],
                "endpoint": {
                    "url": "https://appstream.rules.example",
                    "properties": {},
                    "headers": {},
                },
                "type": "endpoint",
            }
        ],
    }
)
"""Endpoint rules that send every request to one URL."""

_RULED = stacks(url="https://appstream.rules.example/")
_DEFAULTS = json.dumps(
    {
        "version": 1,
        "base": {"retryMode": "standard", "connectTimeoutInMillis": 4000},
        "modes": {"standard": {}, "in-region": {}, "cross-region": {}, "mobile": {}},
    }
)


def _versions(version: str) -> str:
    return f"[default]\napi_versions =\n  appstream = {version}\n"


ENVIRONMENTS = (
    Environment(
        name="endpoint rules in AWS_DATA_PATH",
        variables={**USUAL, "AWS_DATA_PATH": "{home}/models"},
        files={f"models/appstream/{_VERSION}/endpoint-rule-set-1.json": _RULES},
        requests=(_RULED,),
    ),
    Environment(
        name="endpoint rules in data_path of the config file",
        variables=USUAL,
        config="[default]\ndata_path = {home}/models\n",
        files={f"models/appstream/{_VERSION}/endpoint-rule-set-1.json": _RULES},
        requests=(_RULED,),
    ),
    Environment(
        name="endpoint rules in ~/.aws/models",
        variables=USUAL,
        files={f".aws/models/appstream/{_VERSION}/endpoint-rule-set-1.json": _RULES},
        requests=(_RULED,),
    ),
    Environment(
        name="endpoint rules of STS in AWS_DATA_PATH",
        variables={"AWS_PROFILE": "reader", "AWS_DATA_PATH": "{home}/models"},
        config="[profile reader]\nregion = us-east-1\nsource_profile = reader\n"
        "role_arn = arn:aws:iam::111122223333:role/reader\n"
        "aws_access_key_id = KEY\naws_secret_access_key = secret\n",
        files={"models/sts/2011-06-15/endpoint-rule-set-1.json": _RULES},
        requests=(assume("reader", url="https://appstream.rules.example/"), stacks_as("reader")),
    ),
    Environment(
        name="defaults modes in AWS_DATA_PATH",
        variables={**USUAL, "AWS_DATA_PATH": "{home}/models", "AWS_DEFAULTS_MODE": "standard"},
        files={"models/sdk-default-configuration.json": _DEFAULTS},
        requests=(stacks(),),
        settings={"connect_timeout": 4.0},
    ),
    Environment(
        name="API version in the config file",
        variables=USUAL,
        config=_versions(_VERSION),
        requests=(stacks(),),
    ),
    Environment(
        name="unknown API version in the config file",
        variables=USUAL,
        config=_versions("2001-01-01"),
        error="DataNotFoundError in construction",
    ),
    Environment(
        name="API version as argument",
        variables=USUAL,
        config=_versions("2001-01-01"),
        options={"api_version": _VERSION},
        requests=(stacks(),),
    ),
)
