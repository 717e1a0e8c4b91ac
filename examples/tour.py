"""A tour of appstream-typed: image builders, pages, sessions, a typed error, and whole accounts.

Without options, it starts a local AppStream and uses it over HTTP. No AWS account is needed. With
``--aws`` it uses AWS with your default credentials, and only reads. With ``--write`` it creates
three image builders there, which cost money until they are deleted at the end.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from itertools import groupby

from botocore.exceptions import BotoCoreError

from appstream_typed import (
    AppStreamClient,
    AppStreamError,
    ComputeCapacity,
    ImageBuilder,
    ImageBuilderState,
    InstanceType,
    NetworkAccessConfiguration,
    ResourceNotFoundException,
    Session,
    SweepError,
    VpcConfig,
)
from appstream_typed.local import AcceleratedClock, LocalAppStream
from appstream_typed.workflows import WorkflowStep, change_fleet, find_idle, plan_teardown

IMAGE = "AppStream-WinServer2022-07-12-2026"
GRAPHICS_IMAGE = "AppStream-Graphics-G4dn-WinServer2022-07-12-2026"
STACK, FLEET = "office", "office-fleet"
BUILDERS = {
    "tour-design": InstanceType.STREAM_GRAPHICS_G4DN_XLARGE,
    "tour-office": InstanceType.STREAM_STANDARD_MEDIUM,
    "tour-modelling": InstanceType.STREAM_MEMORY_Z1D_LARGE,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tour. Return the exit status."""
    options = parse(arguments)
    try:
        with connect(options) as client:
            tour(client, options)
    except (AppStreamError, BotoCoreError) as error:
        print(f"\nThe tour ended early: {error}", file=sys.stderr)
        return 1
    return 0


def tour(client: AppStreamClient, options: argparse.Namespace) -> None:
    """Show what the client can do."""
    print(client)
    if options.aws and not options.write:
        look_around(client)
        return
    try:
        create_builders(client, options)
        stop_and_start(client, "tour-office", options)
        look_around(client)
        if not options.aws:  # in AWS, people may be using the stack and the fleet
            change_and_tear_down(client, options)
    finally:
        delete_builders(client)


def look_around(client: AppStreamClient) -> None:
    """Show the resources without changing anything."""
    list_builders(client)
    list_sessions(client)
    show_error(client)
    take_inventory(client)


def image_for(instance_type: str) -> str:
    """Return a base image that fits an instance type."""
    return GRAPHICS_IMAGE if ".graphics." in instance_type else IMAGE


def create_builders(client: AppStreamClient, options: argparse.Namespace) -> None:
    """Create image builders with typed arguments, and wait until they run."""
    heading("Create image builders")
    vpc = VpcConfig(subnet_ids=[options.subnet]) if options.subnet else None
    for name, instance_type in BUILDERS.items():
        builder = client.create_image_builder(
            name=name,
            instance_type=instance_type,
            image_name=options.image or image_for(instance_type),
            vpc_config=vpc,
            tags={"made-by": "tour"},
        )
        family = builder.instance_type.family if builder.instance_type else "?"
        print(f"  {builder.name} is {builder.state}, instance family {family}")
    for builder in client.wait_until_image_builder_running(
        [*BUILDERS], poll_interval=pause(options)
    ):
        print(f"  {builder.name} is {builder.state}")


def stop_and_start(client: AppStreamClient, name: str, options: argparse.Namespace) -> None:
    """Stop an image builder, start it again, and show every observed state."""
    heading("Stop one and start it again")
    seconds = pause(options)
    seen: list[ImageBuilderState | None] = [client.stop_image_builder(name=name).state]
    client.wait_until_image_builder_stopped(name, poll_interval=seconds, on_poll=seen.append)
    seen.append(client.start_image_builder(name=name).state)
    client.wait_until_image_builder_running(name, poll_interval=seconds, on_poll=seen.append)
    states = [str(state) for state, _ in groupby(seen)]
    print(f"  {name} is {', then '.join(states)}")


def pause(options: argparse.Namespace) -> float:
    """Return the seconds between polls. The local AppStream allows short intervals."""
    return 15 if options.aws else 0.05


def list_builders(client: AppStreamClient) -> None:
    """List image builders page by page, then all in one table."""
    heading("List image builders, two per page")
    builders: list[ImageBuilder] = []
    for number, page in enumerate(client.describe_image_builders(page_size=2).pages(), 1):
        names = ", ".join(builder.name for builder in page.items) or "nothing"
        print(f"  page {number}: {names} (request {page.metadata.request_id})")
        builders += page.items
    print()
    print_table(builder_row(builder) for builder in builders)


def list_sessions(client: AppStreamClient) -> None:
    """List the sessions of every fleet of every stack."""
    heading("List sessions")
    sessions: list[Session] = []
    for stack in client.describe_stacks():
        for fleet_name in client.list_associated_fleets(stack_name=stack.name):
            sessions += client.describe_sessions(stack_name=stack.name, fleet_name=fleet_name)
    fleets = {fleet.name: fleet.instance_type for fleet in client.describe_fleets()}
    print_table(
        row(
            f"{s.user_id} on {s.fleet_name}",
            s.state,
            fleets[s.fleet_name],
            s.network_access_configuration,
        )
        for s in sessions
    )


def show_error(client: AppStreamClient) -> None:
    """Catch an error by its class."""
    heading("Catch a typed error")
    try:
        client.describe_image_builders(names=["no-such-builder"]).one()
    except ResourceNotFoundException as error:
        print(f"  {type(error).__name__}: {error.message}")
        print(f"  operation {error.operation}, HTTP status {error.http_status}")


def take_inventory(client: AppStreamClient) -> None:
    """Count the resources of the account with concurrent requests, and find idle ones."""
    heading("Take an inventory")
    numbers: Counter[str] = Counter()
    try:
        for record in client.iter_resources():
            numbers[record.kind] += 1
    except SweepError as error:  # the other parts were read
        print(f"  incomplete: {error}")
    for kind, number in sorted(numbers.items()):
        print(f"  {kind:<24} {number}")
    for idle in find_idle(client):
        print(f"  idle: {idle}")


def change_and_tear_down(client: AppStreamClient, options: argparse.Namespace) -> None:
    """Change the fleet while users are connected, then plan the teardown of its stack and run it."""
    heading("Change a fleet")
    change_fleet(client, FLEET, display_name="Office", on_step=print_step)
    heading("Tear down its stack")
    plan = plan_teardown(client, [STACK])
    print(plan)
    plan.run(poll_interval=pause(options))
    print(f"  stacks now: {len(client.describe_stacks().all())}")


def print_step(step: WorkflowStep) -> None:
    """Print the next step of a workflow."""
    print(f"  {step}")


def delete_builders(client: AppStreamClient) -> None:
    """Delete the resources that the tour has created."""
    heading("Delete them")
    for name in BUILDERS:
        try:
            print(f"  {name} is {client.delete_image_builder(name=name).state}")
        except ResourceNotFoundException:
            print(f"  {name} did not exist")


# --- output ------------------------------------------------------------------------------------


def builder_row(builder: ImageBuilder) -> tuple[str, ...]:
    """Return the table row of an image builder."""
    network = builder.network_access_configuration
    return row(builder.name, builder.state, builder.instance_type, network)


def row(
    name: str,
    state: str | None,
    instance_type: InstanceType | None,
    network: NetworkAccessConfiguration | None,
) -> tuple[str, ...]:
    """Return a table row, with ``-`` for missing values."""
    ipv4 = network.eni_private_ip_address if network else None
    ipv6 = ", ".join(network.eni_ipv6_addresses) if network else None
    return tuple(str(cell) if cell else "-" for cell in (name, state, instance_type, ipv4, ipv6))


def print_table(rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows with aligned columns."""
    lines = [("NAME", "STATE", "INSTANCE TYPE", "IPV4", "IPV6"), *rows]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print(("  " + "  ".join(cells)).rstrip())
    if len(lines) == 1:
        print("  (none)")


def heading(text: str) -> None:
    """Print the title of the next part."""
    print(f"\n{text}")


# --- command line ------------------------------------------------------------------------------


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--aws", action="store_true", help="use AWS; only reads without --write")
    parser.add_argument("--write", action="store_true", help="with --aws: create and delete")
    parser.add_argument("--region", help="with --aws: the region; default: the configured one")
    parser.add_argument(
        "--image", help=f"image of all builders (default: {IMAGE}, and one for graphics types)"
    )
    parser.add_argument("--subnet", help="subnet of the builders; use a dual-stack subnet for IPv6")
    options = parser.parse_args(arguments)
    if options.write and not options.aws:
        parser.error("use --write only with --aws; the tour always writes to the local AppStream")
    return options


@contextmanager
def connect(options: argparse.Namespace) -> Generator[AppStreamClient]:
    """Yield a client of AWS, or of a local AppStream with connected users."""
    if options.aws:
        with AppStreamClient(region_name=options.region) as client:
            yield client
        return
    with LocalAppStream(clock=AcceleratedClock(speed=20)) as local, local.client() as client:
        let_users_work(local, client)
        yield client


def let_users_work(local: LocalAppStream, client: AppStreamClient) -> None:
    """Create a stack with a running fleet, and connect users to it."""
    client.create_stack(name=STACK)
    client.create_fleet(
        name=FLEET,
        instance_type=InstanceType.STREAM_STANDARD_LARGE,
        fleet_type="ALWAYS_ON",
        image_name=IMAGE,
        compute_capacity=ComputeCapacity(desired_instances=5),
    )
    client.associate_fleet(fleet_name=FLEET, stack_name=STACK)
    client.start_fleet(name=FLEET)
    client.wait_until_fleet_running(FLEET, poll_interval=0.05)
    for user in ("ada", "grace", "linus"):
        local.user_connects(STACK, FLEET, user)


if __name__ == "__main__":
    sys.exit(main())
