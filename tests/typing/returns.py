"""Assert the types of results. This file is type-checked but never run."""

# pyright: strict, reportUnusedExpression=false, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime

from botocore.client import BaseClient
from typing_extensions import assert_never, assert_type

from appstream_typed import (
    AppStreamClient,
    AsyncAppStreamClient,
    AsyncPager,
    CreateStreamingURLResult,
    ExportImageTask,
    Fleet,
    FleetState,
    Image,
    ImageBuilder,
    ImageBuilderState,
    InstanceType,
    NetworkAccessConfiguration,
    Page,
    Pager,
    ResourceNotFoundException,
    Session,
    SessionState,
    Theme,
    UserStackAssociation,
    UserStackAssociationError,
)
from appstream_typed.metadata import ResponseMetadata
from appstream_typed.waiters import OnPoll, OnPollAll


def operations(client: AppStreamClient) -> None:
    client.start_fleet(name="f")
    assert_type(
        client.create_image_builder(name="b", instance_type="stream.standard.small"), ImageBuilder
    )
    assert_type(
        client.copy_image(
            source_image_name="a", destination_image_name="b", destination_region="c"
        ),
        str,
    )
    assert_type(
        client.create_streaming_url(stack_name="s", fleet_name="f", user_id="u"),
        CreateStreamingURLResult,
    )
    assert_type(client.list_tags_for_resource(resource_arn="a"), dict[str, str])
    assert_type(client.describe_theme_for_stack(stack_name="s"), Theme)
    assert_type(client.get_export_image_task(task_id="t"), ExportImageTask)
    assert_type(
        client.batch_associate_user_stack(
            user_stack_associations=[
                UserStackAssociation(stack_name="s", user_name="u", authentication_type="USERPOOL")
            ]
        ),
        tuple[UserStackAssociationError, ...],
    )
    plain: BaseClient = client.boto3
    assert_type(plain.meta.region_name, str)
    name: str = client.boto3.describe_fleets()["Fleets"][0]["Name"]
    assert name


def pagers(client: AppStreamClient) -> None:
    sessions = client.describe_sessions(stack_name="s", fleet_name="f", page_size=5)
    assert_type(sessions, Pager[Session])
    assert_type(iter(sessions), Iterator[Session])
    assert_type(sessions.first(), Session | None)
    assert_type(sessions.all(), list[Session])
    assert_type(sessions.one(), Session)
    for page in sessions.pages():
        assert_type(page, Page[Session])
        assert_type(page.items, tuple[Session, ...])
        assert_type(page.next_token, str | None)
        assert_type(page.metadata, ResponseMetadata)
    assert_type(client.list_associated_fleets(stack_name="s"), Pager[str])


def fields(session: Session, builder: ImageBuilder) -> None:
    assert_type(session.id, str)
    assert_type(session.state, SessionState)
    assert_type(session.start_time, datetime | None)
    assert_type(session.network_access_configuration, NetworkAccessConfiguration | None)
    assert_type(builder.instance_type, InstanceType | None)
    if session.network_access_configuration:
        assert_type(session.network_access_configuration.eni_ipv6_addresses, tuple[str, ...])
    assert_type(builder.to_dict(), dict[str, object])
    assert_type(ImageBuilder.from_dict({}), ImageBuilder)
    assert_type(ImageBuilder.from_json("{}"), ImageBuilder)
    assert_type(ImageBuilderState.RUNNING.is_known, bool)


def metadata(client: AppStreamClient, error: ResourceNotFoundException) -> None:
    with client.capture_metadata() as calls:
        assert_type(calls, list[ResponseMetadata])
    assert_type(error.code, str)
    assert_type(error.request_id, str | None)
    assert_type(error.http_status, int | None)
    assert_type(client.with_options(retries=None), AppStreamClient)


def waiters(client: AppStreamClient) -> None:
    assert_type(client.wait_until_image_builder_running("b"), ImageBuilder)
    assert_type(client.wait_until_fleet_stopped(["a", "b"]), tuple[Fleet, ...])
    assert_type(client.wait_until_image_builder_deleted("b"), ImageBuilder | None)

    def one(state: ImageBuilderState | None) -> None: ...
    def many(states: Mapping[str, ImageBuilderState | None]) -> None: ...

    client.wait_until_image_builder_running("b", on_poll=one)
    client.wait_until_image_builder_running(["b"], on_poll=many)
    assert_type(client.wait_until_image_deleted(("i", "j")), tuple[Image | None, ...])
    assert_type(client.wait_until_export_image_task_completed(task_id="t"), ExportImageTask)
    assert_type(
        client.wait_until_session_expired(
            "i", stack_name="s", fleet_name="f", authentication_type="SAML"
        ),
        Session | None,
    )
    annotated: OnPoll[FleetState] = print
    client.wait_until_fleet_running("f", on_poll=annotated)
    all_annotated: OnPollAll[FleetState] = print
    client.wait_until_fleet_running(["f"], on_poll=all_annotated)


async def asynchronous(client: AsyncAppStreamClient) -> None:
    await client.start_fleet(name="f")
    assert_type(
        await client.create_image_builder(
            name="b", instance_type=InstanceType.STREAM_STANDARD_SMALL
        ),
        ImageBuilder,
    )
    fleets = client.describe_fleets()
    assert_type(fleets, AsyncPager[Fleet])
    assert_type(fleets.pages(), AsyncIterator[Page[Fleet]])
    async for fleet in fleets:
        assert_type(fleet, Fleet)
    assert_type(await fleets.first(), Fleet | None)
    assert_type(await fleets.one(), Fleet)
    assert_type(await client.wait_until_fleet_running("f"), Fleet)
    assert_type(await client.wait_until_fleet_stopped(["f"]), tuple[Fleet, ...])
    assert_type(await client.wait_until_image_builder_deleted("b"), ImageBuilder | None)
    assert_type(
        await client.wait_until_session_expired(["i"], stack_name="s", fleet_name="f"),
        tuple[Session | None, ...],
    )


def traffic_light(state: FleetState) -> str:
    """Type checkers accept this match statement as exhaustive, as the guide on types states."""
    if not state.is_known:
        return "grey"
    match state:
        case FleetState.RUNNING:
            return "green"
        case FleetState.STARTING | FleetState.STOPPING:
            return "yellow"
        case FleetState.STOPPED:
            return "red"
        case _:
            assert_never(state)
