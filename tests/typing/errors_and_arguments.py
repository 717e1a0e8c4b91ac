"""Assert the types of errors and arguments. This file is type-checked but never run."""

# pyright: strict

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cattrs import Converter
from typing_extensions import assert_type

from appstream_typed import (
    AppStreamClient,
    ImageBuilder,
    VpcConfig,
    WaiterFailed,
    configure_converter,
)


def last_observed(error: WaiterFailed) -> str:
    if isinstance(error.last, ImageBuilder):
        assert_type(error.last, ImageBuilder)
        return error.last.name
    return "none" if error.last is None else str(error.last.to_dict())


def matched(error: WaiterFailed) -> str | None:
    match error.last:
        case ImageBuilder(name=name):
            return name
        case _:
            return None


def names() -> Iterator[str]:
    yield "a"


def lists(client: AppStreamClient) -> None:
    client.describe_fleets(names=names())
    client.describe_fleets(names={"a", "b"})
    client.describe_fleets(names={"a": 1}.keys())
    VpcConfig(subnet_ids=names(), security_group_ids=(name for name in names()))


def configure() -> None:
    configure_converter(Converter())


def newer_than_this_release(client: AppStreamClient) -> None:
    extra: dict[str, dict[str, bool]] = {"SomethingNew": {"Enabled": True}}
    assert_type(client.with_options(extra_parameters=extra), AppStreamClient)
    assert_type(client.with_options(extra_parameters=None), AppStreamClient)
    config = VpcConfig(subnet_ids=["a"], unknown_members={"SomethingNew": 1})
    assert_type(config.unknown_members, Mapping[str, object])
