"""A program that uses this package together with boto3-stubs.

It is type-checked, and tests/docs runs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from appstream_typed import AppStreamClient, Session

if TYPE_CHECKING:
    from mypy_boto3_appstream import AppStreamClient as Boto3AppStreamClient
    from mypy_boto3_appstream.type_defs import SessionTypeDef


def running(client: Boto3AppStreamClient) -> list[str]:
    fleets = AppStreamClient(client).describe_fleets()
    return [fleet.name for fleet in fleets if fleet.state == "RUNNING"]


def user_of(session: SessionTypeDef) -> str:
    return Session.from_dict(session).user_id
