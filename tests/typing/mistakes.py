"""Mistakes that type checkers must find. Checked, never run.

Each comment that silences one is an assertion: both checkers complain if there is nothing to silence.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from appstream_typed import AppStreamClient, ImageBuilder, VpcConfig


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
    client.start_flet(name="f")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
