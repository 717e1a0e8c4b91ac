"""Finds the versions, region, credentials and endpoint of a client, and their sources."""

from __future__ import annotations

import os
import platform
from bisect import bisect_left
from collections.abc import Iterable
from importlib.metadata import version
from ipaddress import ip_address
from typing import Any, cast
from urllib.parse import urlsplit

import boto3
from attrs import define, field, frozen
from botocore.config import Config
from botocore.credentials import DeferredRefreshableCredentials, RefreshableCredentials

from appstream_typed import AppStreamClient, ModelStatus, __version__, model_status
from appstream_typed._diagnosis import safe

_REGION_VARIABLES = ("AWS_DEFAULT_REGION",)
_PROFILE_VARIABLES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
_ENDPOINT_VARIABLES = ("AWS_ENDPOINT_URL_APPSTREAM", "AWS_ENDPOINT_URL")
_CONFIG_FILE = "the AWS config file"
_LONGEST_LIFE = 7 * 24 * 60
"""An upper bound of the validity of temporary credentials in minutes. AWS allows 36 hours."""


@frozen(kw_only=True)
class Region:
    """The region and its source."""

    name: str | None
    """``None`` without a region; hidden if botocore does not list it."""
    source: str | None
    """The argument, the environment variable or the file that sets the region."""
    has_appstream: bool
    """Whether botocore lists the region for AppStream."""


@frozen(kw_only=True)
class Credentials:
    """The kind of credentials, without anything that identifies them."""

    method: str
    """botocore's name for the provider that found the credentials, such as ``sso``."""
    is_temporary: bool = False
    minutes_left: int | None = None
    """Minutes until the credentials expire; ``None`` if unknown."""
    problem: str | None = None
    """The reason why the credentials cannot be used: ``expired``, or the class of the error."""


@frozen(kw_only=True)
class Endpoint:
    """The endpoint. For a custom endpoint, only the parts that identify nobody."""

    url: str | None
    """AWS's URL; ``None`` for a custom endpoint or a hidden region."""
    is_custom: bool
    scheme: str
    is_loopback: bool
    source: str | None
    """The source of a custom endpoint."""


@define(kw_only=True)
class Environment:
    """The environment that a client finds, without private data."""

    versions: dict[str, str]
    model: ModelStatus | str
    """The result of ``model_status()``, or the class of its error."""
    profile: str | None = None
    """The source of the profile name; ``None`` without a profile."""
    region: Region | None = None
    credentials: Credentials | None = None
    endpoint: Endpoint | None = None
    advice: list[str] = field(factory=list[str])
    """The actions that the user must take first; empty if no action is needed."""


def explore(profile: str | None, region: str | None) -> tuple[Environment, AppStreamClient | None]:
    """Return the environment and a client. The client is ``None`` if a setting is missing.

    Args:
        profile: The profile to use instead of the one that boto3 finds.
        region: The region to use instead of the one that boto3 finds.
    """
    source = "--profile" if profile else _first_set(_PROFILE_VARIABLES)
    found = Environment(versions=_versions(), model=_model(), profile=source)
    try:
        session = boto3.Session(profile_name=profile, region_name=region)
        found.region = _find_region(session, region)
    except Exception as error:  # noqa: BLE001 - its message may name the profile
        problem = type(error).__name__
        found.advice.append(f"The profile or the AWS config file cannot be used: {problem}.")
        return found, None
    if found.region.name is None:
        found.advice.append(_advice_on_region())
    found.credentials = _find_credentials(session)
    if advice := _advice_on_credentials(found.credentials):
        found.advice.append(advice)
    if found.advice:
        return found, None
    try:
        client = AppStreamClient(session=session)
        found.endpoint = find_endpoint(session, client, found.region)
    except Exception as error:  # noqa: BLE001 - its message may name the endpoint
        problem = type(error).__name__
        text = f"boto3 cannot create a client: {problem}. Check the endpoint and the region."
        found.advice.append(text)
        return found, None
    return found, client


def _versions() -> dict[str, str]:
    return {
        "appstream-typed": __version__,
        **{name: version(name) for name in ("boto3", "botocore", "attrs", "cattrs")},
        "Python": f"{platform.python_version()} {platform.python_implementation()}",
        "system": f"{platform.system()} {platform.machine()}",
    }


def _model() -> ModelStatus | str:
    try:
        return model_status()
    except Exception as error:  # noqa: BLE001 - its message may name the profile
        return type(error).__name__


def _first_set(variables: Iterable[str]) -> str | None:
    return next((name for name in variables if os.environ.get(name)), None)


def _find_region(session: boto3.Session, argument: str | None) -> Region:
    name = cast("str | None", session.region_name)
    if name is None:
        return Region(name=None, source=None, has_appstream=False)
    source = "--region" if argument else _first_set(_REGION_VARIABLES) or _CONFIG_FILE
    is_listed = name in _regions(session, "ec2")
    has_appstream = name in _regions(session, "appstream")
    shown = name if is_listed or has_appstream else safe.HIDDEN
    return Region(name=shown, source=source, has_appstream=has_appstream)


def _regions(session: boto3.Session, service: str) -> set[str]:
    return {
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions(service, partition_name=partition)
    }


def _find_credentials(session: boto3.Session) -> Credentials | None:
    method, credentials = safe.HIDDEN, None
    try:
        credentials = session.get_credentials()
        if credentials is None:
            return None
        method = safe.credential_method(credentials.method)
        token = credentials.get_frozen_credentials().token  # renews expired credentials
    except Exception as error:  # noqa: BLE001 - its message may name a profile or a role
        problem = "expired" if _is_expired(credentials) else type(error).__name__
        return Credentials(method=method, problem=problem)
    minutes_left = _minutes_left(credentials)
    return Credentials(method=method, is_temporary=bool(token), minutes_left=minutes_left)


def _is_expired(credentials: object) -> bool:
    return (
        isinstance(credentials, RefreshableCredentials)
        # Deferred credentials need a refresh until they are first loaded.
        and not isinstance(credentials, DeferredRefreshableCredentials)
        and credentials.refresh_needed(0)
    )


def _minutes_left(credentials: object) -> int | None:
    """Return the minutes until credentials expire; ``None`` if unknown."""
    if not isinstance(credentials, RefreshableCredentials):
        return None
    # botocore has no public attribute for the expiry time, only this method.
    minutes = range(1, _LONGEST_LIFE)
    found = bisect_left(minutes, 1, key=lambda m: int(credentials.refresh_needed(m * 60)))
    return found if found < len(minutes) else None


def find_endpoint(session: boto3.Session, client: AppStreamClient, region: Region) -> Endpoint:
    """Return a client's endpoint. It is custom if it differs from AWS's default endpoint."""
    url = client.boto3.meta.endpoint_url
    make_config: Any = Config  # the stubs lack this option
    config = make_config(ignore_configured_endpoint_urls=True)
    with AppStreamClient(session=session, config=config) as other:
        is_custom = url != other.boto3.meta.endpoint_url
    parts = urlsplit(url)
    return Endpoint(
        url=None if is_custom or region.name == safe.HIDDEN else url,
        is_custom=is_custom,
        scheme=parts.scheme,
        is_loopback=_is_loopback(parts.hostname or ""),
        source=(_first_set(_ENDPOINT_VARIABLES) or _CONFIG_FILE) if is_custom else None,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _advice_on_region() -> str:
    advice = (
        "No region was found. Pass --region, set AWS_DEFAULT_REGION, or set 'region' for the "
        "profile in the AWS config file."
    )
    return f"{advice} boto3 does not read AWS_REGION." if os.environ.get("AWS_REGION") else advice


def _advice_on_credentials(found: Credentials | None) -> str | None:
    if found is None:
        return (
            "No credentials were found. Pass --profile, set AWS_PROFILE, or set AWS_ACCESS_KEY_ID "
            "and AWS_SECRET_ACCESS_KEY."
        )
    if found.problem is not None:
        return (
            f"The credentials ({found.method}) cannot be used: {found.problem}. Sign in again, or "
            "pass --profile with another profile."
        )
    return None
