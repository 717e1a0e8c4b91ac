"""Endpoints: partitions, variants, and URLs from every setting that botocore reads."""

from __future__ import annotations

from tests.environment.environment import Environment
from tests.environment.rows.expected import KEYS, USUAL, stacks

_CORP = "http://appstream.corp.example/"
_OTHER = "http://other.corp.example/"
_FIPS = "https://appstream2-fips.us-east-1.amazonaws.com/"
_DUAL = "https://appstream2.us-east-1.api.aws/"
_FIPS_DUAL = "https://appstream2-fips.us-east-1.api.aws/"
_SERVICES = f"""
[default]
services = corp
[services corp]
appstream =
  endpoint_url = {_CORP}
"""
_PROFILE = f"[default]\nendpoint_url = {_CORP}\n"

_PARTITIONS = {
    "China": ("cn-north-1", "https://appstream2.cn-north-1.amazonaws.com.cn/"),
    "GovCloud": ("us-gov-west-1", "https://appstream2.us-gov-west-1.amazonaws.com/"),
    "ISO": ("us-iso-east-1", "https://appstream2.us-iso-east-1.c2s.ic.gov/"),
    "ISO-B": ("us-isob-east-1", "https://appstream2.us-isob-east-1.sc2s.sgov.gov/"),
    "ISO-E": ("eu-isoe-west-1", "https://appstream2.eu-isoe-west-1.cloud.adc-e.uk/"),
    "ISO-F": ("us-isof-south-1", "https://appstream2.us-isof-south-1.csp.hci.ic.gov/"),
    "a region that botocore does not list": (
        "eu-north-9",
        "https://appstream2.eu-north-9.amazonaws.com/",
    ),
}

ENVIRONMENTS = (
    *(
        Environment(
            name=name,
            variables={**KEYS, "AWS_DEFAULT_REGION": region},
            requests=(stacks(region=region, url=url),),
        )
        for name, (region, url) in _PARTITIONS.items()
    ),
    Environment(
        name="FIPS",
        variables={**USUAL, "AWS_USE_FIPS_ENDPOINT": "true"},
        requests=(stacks(url=_FIPS),),
    ),
    Environment(
        name="FIPS in the config file",
        variables=USUAL,
        config="[default]\nuse_fips_endpoint = true\n",
        requests=(stacks(url=_FIPS),),
    ),
    Environment(
        name="FIPS in Config",
        variables=USUAL,
        options={"config": {"use_fips_endpoint": True}},
        requests=(stacks(url=_FIPS),),
    ),
    Environment(
        name="FIPS disabled in Config",
        variables={**USUAL, "AWS_USE_FIPS_ENDPOINT": "true"},
        options={"config": {"use_fips_endpoint": False}},
        requests=(stacks(),),
    ),
    Environment(
        name="FIPS in the region name",
        variables={**KEYS, "AWS_DEFAULT_REGION": "fips-us-east-1"},
        requests=(stacks(url=_FIPS),),
    ),
    Environment(
        name="FIPS in GovCloud",
        variables={
            **KEYS,
            "AWS_DEFAULT_REGION": "us-gov-west-1",
            "AWS_USE_FIPS_ENDPOINT": "true",
        },
        requests=(
            stacks(
                region="us-gov-west-1", url="https://appstream2-fips.us-gov-west-1.amazonaws.com/"
            ),
        ),
    ),
    Environment(
        name="dual stack",
        variables={**USUAL, "AWS_USE_DUALSTACK_ENDPOINT": "true"},
        requests=(stacks(url=_DUAL),),
    ),
    Environment(
        name="dual stack in the config file",
        variables=USUAL,
        config="[default]\nuse_dualstack_endpoint = true\n",
        requests=(stacks(url=_DUAL),),
    ),
    Environment(
        name="dual stack in Config",
        variables=USUAL,
        options={"config": {"use_dualstack_endpoint": True}},
        requests=(stacks(url=_DUAL),),
    ),
    Environment(
        name="FIPS and dual stack",
        variables={
            **USUAL,
            "AWS_USE_FIPS_ENDPOINT": "true",
            "AWS_USE_DUALSTACK_ENDPOINT": "true",
        },
        requests=(stacks(url=_FIPS_DUAL),),
    ),
    Environment(
        name="dual stack in ISO",
        variables={
            **KEYS,
            "AWS_DEFAULT_REGION": "us-iso-east-1",
            "AWS_USE_DUALSTACK_ENDPOINT": "true",
        },
        requests=(
            stacks(region="us-iso-east-1", url="https://appstream2.us-iso-east-1.api.aws.ic.gov/"),
        ),
    ),
    Environment(
        name="FIPS with a custom endpoint",
        variables={
            **USUAL,
            "AWS_USE_FIPS_ENDPOINT": "true",
            "AWS_ENDPOINT_URL_APPSTREAM": _CORP,
        },
        # AWS's endpoint rules reject this combination, but botocore ignores the FIPS setting.
        requests=(stacks(url=_CORP),),
    ),
    Environment(
        name="without TLS",
        variables=USUAL,
        options={"use_ssl": False},
        requests=(stacks(url="http://appstream2.us-east-1.amazonaws.com/"),),
    ),
    Environment(
        name="endpoint as argument",
        variables={**USUAL, "AWS_ENDPOINT_URL": _OTHER},
        options={"endpoint_url": _CORP},
        requests=(stacks(url=_CORP),),
    ),
    Environment(
        name="endpoint with a path and a port",
        variables=USUAL,
        options={"endpoint_url": "http://appstream.corp.example:8080/aws/"},
        requests=(stacks(url="http://appstream.corp.example:8080/aws/"),),
    ),
    Environment(
        name="endpoint is not a URL",
        variables=USUAL,
        options={"endpoint_url": "appstream.corp.example"},
        error="ValueError in construction",
    ),
    Environment(
        name="AWS_ENDPOINT_URL",
        variables={**USUAL, "AWS_ENDPOINT_URL": _CORP},
        requests=(stacks(url=_CORP),),
    ),
    Environment(
        name="AWS_ENDPOINT_URL_APPSTREAM",
        variables={
            **USUAL,
            "AWS_ENDPOINT_URL": _OTHER,
            "AWS_ENDPOINT_URL_APPSTREAM": _CORP,
        },
        requests=(stacks(url=_CORP),),
    ),
    Environment(
        name="endpoint in a services section",
        variables=USUAL,
        config=_SERVICES,
        requests=(stacks(url=_CORP),),
    ),
    Environment(
        name="AWS_ENDPOINT_URL overrides a services section",
        variables={**USUAL, "AWS_ENDPOINT_URL": _OTHER},
        config=_SERVICES,
        # Every variable takes precedence over the config file.
        requests=(stacks(url=_OTHER),),
    ),
    Environment(
        name="endpoint_url in a profile",
        variables=USUAL,
        config=_PROFILE,
        requests=(stacks(url=_CORP),),
    ),
    Environment(
        name="AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        variables={
            **USUAL,
            "AWS_ENDPOINT_URL": _OTHER,
            "AWS_ENDPOINT_URL_APPSTREAM": _OTHER,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        },
        config=_SERVICES,
        requests=(stacks(),),
    ),
    Environment(
        name="ignore_configured_endpoint_urls in the config file",
        variables={**USUAL, "AWS_ENDPOINT_URL": _OTHER},
        config="[default]\nignore_configured_endpoint_urls = true\n",
        requests=(stacks(),),
    ),
    Environment(
        name="ignore_configured_endpoint_urls in Config",
        variables={**USUAL, "AWS_ENDPOINT_URL": _OTHER},
        options={"config": {"ignore_configured_endpoint_urls": True}},
        requests=(stacks(),),
    ),
    Environment(
        name="AWS_IGNORE_CONFIGURED_ENDPOINT_URLS does not affect an argument",
        variables={**USUAL, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
        options={"endpoint_url": _CORP},
        requests=(stacks(url=_CORP),),
    ),
)
