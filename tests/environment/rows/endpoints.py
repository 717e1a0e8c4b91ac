"""Endpoints: partitions, variants, and URLs from every place that AWS reads."""

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
            arrives=(stacks(region=region, url=url),),
        )
        for name, (region, url) in _PARTITIONS.items()
    ),
    Environment(
        name="FIPS",
        variables={**USUAL, "AWS_USE_FIPS_ENDPOINT": "true"},
        arrives=(stacks(url=_FIPS),),
    ),
    Environment(
        name="FIPS by file",
        variables=USUAL,
        config="[default]\nuse_fips_endpoint = true\n",
        arrives=(stacks(url=_FIPS),),
    ),
    Environment(
        name="FIPS by Config",
        variables=USUAL,
        options={"config": {"use_fips_endpoint": True}},
        arrives=(stacks(url=_FIPS),),
    ),
    Environment(
        name="FIPS by Config, switched off",
        variables={**USUAL, "AWS_USE_FIPS_ENDPOINT": "true"},
        options={"config": {"use_fips_endpoint": False}},
        arrives=(stacks(),),
    ),
    Environment(
        name="FIPS by the name of the region",
        variables={**KEYS, "AWS_DEFAULT_REGION": "fips-us-east-1"},
        arrives=(stacks(url=_FIPS),),
    ),
    Environment(
        name="FIPS in GovCloud",
        variables={
            **KEYS,
            "AWS_DEFAULT_REGION": "us-gov-west-1",
            "AWS_USE_FIPS_ENDPOINT": "true",
        },
        arrives=(
            stacks(
                region="us-gov-west-1", url="https://appstream2-fips.us-gov-west-1.amazonaws.com/"
            ),
        ),
    ),
    Environment(
        name="dual stack",
        variables={**USUAL, "AWS_USE_DUALSTACK_ENDPOINT": "true"},
        arrives=(stacks(url=_DUAL),),
    ),
    Environment(
        name="dual stack by file",
        variables=USUAL,
        config="[default]\nuse_dualstack_endpoint = true\n",
        arrives=(stacks(url=_DUAL),),
    ),
    Environment(
        name="dual stack by Config",
        variables=USUAL,
        options={"config": {"use_dualstack_endpoint": True}},
        arrives=(stacks(url=_DUAL),),
    ),
    Environment(
        name="FIPS and dual stack",
        variables={
            **USUAL,
            "AWS_USE_FIPS_ENDPOINT": "true",
            "AWS_USE_DUALSTACK_ENDPOINT": "true",
        },
        arrives=(stacks(url=_FIPS_DUAL),),
    ),
    Environment(
        name="dual stack in ISO",
        variables={
            **KEYS,
            "AWS_DEFAULT_REGION": "us-iso-east-1",
            "AWS_USE_DUALSTACK_ENDPOINT": "true",
        },
        arrives=(
            stacks(region="us-iso-east-1", url="https://appstream2.us-iso-east-1.api.aws.ic.gov/"),
        ),
    ),
    Environment(
        name="FIPS with an endpoint of one's own",
        variables={
            **USUAL,
            "AWS_USE_FIPS_ENDPOINT": "true",
            "AWS_ENDPOINT_URL_APPSTREAM": _CORP,
        },
        # botocore then ignores the variable, although AWS's rules refuse the combination.
        arrives=(stacks(url=_CORP),),
    ),
    Environment(
        name="without TLS",
        variables=USUAL,
        options={"use_ssl": False},
        arrives=(stacks(url="http://appstream2.us-east-1.amazonaws.com/"),),
    ),
    Environment(
        name="endpoint as argument",
        variables={**USUAL, "AWS_ENDPOINT_URL": _OTHER},
        options={"endpoint_url": _CORP},
        arrives=(stacks(url=_CORP),),
    ),
    Environment(
        name="endpoint with a path and a port",
        variables=USUAL,
        options={"endpoint_url": "http://appstream.corp.example:8080/aws/"},
        arrives=(stacks(url="http://appstream.corp.example:8080/aws/"),),
    ),
    Environment(
        name="endpoint that is no URL",
        variables=USUAL,
        options={"endpoint_url": "appstream.corp.example"},
        error="ValueError in construction",
    ),
    Environment(
        name="AWS_ENDPOINT_URL",
        variables={**USUAL, "AWS_ENDPOINT_URL": _CORP},
        arrives=(stacks(url=_CORP),),
    ),
    Environment(
        name="AWS_ENDPOINT_URL_APPSTREAM",
        variables={
            **USUAL,
            "AWS_ENDPOINT_URL": _OTHER,
            "AWS_ENDPOINT_URL_APPSTREAM": _CORP,
        },
        arrives=(stacks(url=_CORP),),
    ),
    Environment(
        name="endpoint in a services section",
        variables=USUAL,
        config=_SERVICES,
        arrives=(stacks(url=_CORP),),
    ),
    Environment(
        name="endpoint in a services section, AWS_ENDPOINT_URL",
        variables={**USUAL, "AWS_ENDPOINT_URL": _OTHER},
        config=_SERVICES,
        # Any variable takes precedence over any file.
        arrives=(stacks(url=_OTHER),),
    ),
    Environment(
        name="endpoint_url of a profile",
        variables=USUAL,
        config=_PROFILE,
        arrives=(stacks(url=_CORP),),
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
        arrives=(stacks(),),
    ),
    Environment(
        name="ignore_configured_endpoint_urls by file",
        variables={**USUAL, "AWS_ENDPOINT_URL": _OTHER},
        config="[default]\nignore_configured_endpoint_urls = true\n",
        arrives=(stacks(),),
    ),
    Environment(
        name="ignore_configured_endpoint_urls by Config",
        variables={**USUAL, "AWS_ENDPOINT_URL": _OTHER},
        options={"config": {"ignore_configured_endpoint_urls": True}},
        arrives=(stacks(),),
    ),
    Environment(
        name="AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, endpoint as argument",
        variables={**USUAL, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
        options={"endpoint_url": _CORP},
        arrives=(stacks(url=_CORP),),
    ),
)
