"""Assert the types of sweeps and workflows. This file is type-checked but never run."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from datetime import timedelta

from typing_extensions import assert_type

import appstream_typed as a
from appstream_typed import (
    AppStreamClient,
    AsyncAppStreamClient,
    Fleet,
    ResourceKind,
    ResourceRecord,
    Session,
    SweepError,
    VpcConfig,
)
from appstream_typed.workflows import (
    AsyncTeardownPlan,
    IdleResource,
    TeardownPlan,
    WorkflowStep,
    change_fleet,
    change_fleet_async,
    find_idle,
    find_idle_async,
    plan_teardown,
    plan_teardown_async,
)


def sweeps(client: AppStreamClient, other: AsyncAppStreamClient, error: SweepError) -> None:
    assert_type(client.in_region("eu-west-1"), AppStreamClient)
    assert_type(other.in_region("eu-west-1"), AsyncAppStreamClient)
    assert_type(client.available_regions(), tuple[str, ...])
    assert_type(
        client.iter_resources(kinds=["fleet", ResourceKind.STACK], regions=("eu-west-1",)),
        Generator[ResourceRecord, None, None],
    )
    assert_type(other.iter_resources(resume=error.parts), AsyncGenerator[ResourceRecord, None])
    assert_type(
        client.iter_all_sessions(regions=client.available_regions()),
        Generator[Session, None, None],
    )
    for record in client.iter_resources():
        assert_type(record.name, str | None)
        assert_type(record.parent, ResourceRecord | None)
        if isinstance(record.resource, Fleet):
            assert_type(record.resource.vpc_config, VpcConfig | None)
    client.iter_resources(kinds=["flet"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


def workflows(client: AppStreamClient) -> None:
    assert_type(change_fleet(client, "f", stream_view="DESKTOP", on_step=print), Fleet)
    plan = plan_teardown(client, stack_names=["s"])
    assert_type(plan, TeardownPlan)
    assert_type(plan.steps, tuple[WorkflowStep, ...])
    assert_type(plan.run(timeout=60), tuple[WorkflowStep, ...])
    assert_type(find_idle(client, older_than=timedelta(hours=2)), list[IdleResource])
    assert_type(a.workflows.change_fleet(client, "f", display_name="F"), Fleet)
    change_fleet(client, "f", stream_view="DESKTO")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    change_fleet(client, "f", steam_view="APP")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def async_workflows(client: AsyncAppStreamClient) -> None:
    assert_type(await change_fleet_async(client, "f", description="d"), Fleet)
    plan = await plan_teardown_async(client, ["s"])
    assert_type(plan, AsyncTeardownPlan)
    assert_type(await plan.run(), tuple[WorkflowStep, ...])
    assert_type(await find_idle_async(client), list[IdleResource])
