"""Mistakes that type checkers must find. This file is type-checked but never run.

Each ignore comment is an assertion, because both checkers report unused ignore comments.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import assert_never

from appstream_typed import (
    AppStreamClient,
    AsyncAppStreamClient,
    FleetState,
    ImageBuilder,
    RetryPolicy,
    VpcConfig,
)


def one(state: FleetState | None) -> None: ...
def several(states: Mapping[str, FleetState | None]) -> None: ...


def wrong(client: AppStreamClient, builder: ImageBuilder) -> None:
    client.create_stack()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.create_stack(nam="s")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.create_stack("s")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.create_stack(name=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.create_image_builder(
        name="b",
        instance_type="stream.standard.smal",  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    )
    client.create_image_builder(
        name="b",
        instance_type="stream.standard.small",
        vpc_config={"SubnetIds": ["a"]},  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    )
    client.describe_stacks(page_size=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.create_fleet(
        name="f",
        instance_type="stream.standard.small",
        fleet_type="ALWAYS_OF",  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    )
    VpcConfig(subnet_id=["a"])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    VpcConfig(subnet_ids=[3])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    builder.name = "x"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    builder.nam  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    client.wait_until_fleet_running(3)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    client.wait_until_fleet_running(client.describe_fleets().one())  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    client.wait_until_fleet_running("f", on_poll=several)  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue, reportArgumentType]
    client.wait_until_fleet_running(["f"], on_poll=one)  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue, reportArgumentType]
    client.wait_until_session_expired("i")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    client.start_flet(name="f")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    builder.to_dict(indent=2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.with_options(retries=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.with_options(extra_parameters=["A"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    RetryPolicy(attempts=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    ImageBuilder.from_dict("b")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def incomplete(state: FleetState) -> str:
    match state:
        case FleetState.RUNNING | FleetState.STARTING | FleetState.STOPPING:
            return "on"
        case _:
            assert_never(state)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def not_awaited(client: AsyncAppStreamClient) -> None:
    await client.wait_until_fleet_running("f", on_poll=several)  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue, reportArgumentType]
    client.wait_until_fleet_running("f").name  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    client.create_stack(name="s").name  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    for _ in client.describe_stacks():  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
        pass
