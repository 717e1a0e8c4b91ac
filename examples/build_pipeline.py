"""Update an image, and switch a fleet to the new one.

    python examples/build_pipeline.py my-fleet my-image-2026-12
    python examples/build_pipeline.py --local

The pipeline creates an updated image from the fleet's image and waits until it is available. Then it
stops the fleet, changes its image, starts it, and waits until it runs. If the fleet does not start
with the new image, the pipeline switches it back to the old one.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from appstream_typed import ApiError, AppStreamClient, Fleet, WaiterFailed, WaiterTimeout
from appstream_typed.local import AcceleratedClock, LocalAppStream


def update_image(client: AppStreamClient, old: str, new: str, poll_interval: float) -> None:
    """Create an updated image, and wait until it is available."""
    print(f"creating {new} from {old}")
    client.create_updated_image(existing_image_name=old, new_image_name=new)
    states: list[str] = []

    def show(state: object) -> None:
        if str(state) not in states[-1:]:
            states.append(str(state))
            print(f"  {state}")

    client.wait_until_image_available(new, timeout=7200, poll_interval=poll_interval, on_poll=show)


def roll(client: AppStreamClient, fleet: str, image: str, poll_interval: float) -> Fleet:
    """Stop a fleet, change its image, and start it again."""
    print(f"stopping {fleet}")
    client.stop_fleet(name=fleet)
    client.wait_until_fleet_stopped(fleet, poll_interval=poll_interval)
    client.update_fleet(name=fleet, image_name=image)
    print(f"starting {fleet} with {image}")
    client.start_fleet(name=fleet)
    return client.wait_until_fleet_running(fleet, poll_interval=poll_interval)


def run(client: AppStreamClient, fleet: str, new: str, poll_interval: float) -> None:
    """Run the pipeline.

    Raises:
        SystemExit: A step failed. The message describes the failure and the state of the fleet.
    """
    old = client.describe_fleets(names=[fleet]).one().image_name
    if old is None:
        sys.exit(f"{fleet} uses an image of another account; set its image by name first")
    try:
        update_image(client, old, new, poll_interval)
    except (ApiError, WaiterFailed, WaiterTimeout) as error:
        sys.exit(f"no image was created, and the fleet is unchanged: {error}")
    try:
        running = roll(client, fleet, new, poll_interval)
    except (ApiError, WaiterFailed, WaiterTimeout) as error:
        print(f"the fleet does not start with {new}: {error}", file=sys.stderr)
        roll(client, fleet, old, poll_interval)
        sys.exit(f"{fleet} is running with {old} again")
    print(f"{running.name} is {running.state} with {running.image_name}")


def plant(local: LocalAppStream, client: AppStreamClient, fleet: str) -> None:
    """In a local AppStream, create an image and a running fleet that uses it."""
    hardware = {"InstanceType": "stream.standard.medium"}
    local.seed({"image_builders": [{"Name": "office-builder", "State": "RUNNING", **hardware}]})
    local.make_image("office-builder", "office-image")
    client.wait_until_image_available("office-image", poll_interval=0.1)
    running = {"Name": fleet, "ImageName": "office-image", "State": "RUNNING", **hardware}
    local.seed({"fleets": [running]})


def main() -> None:
    """Read the command line and run the pipeline."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fleet", nargs="?", default="office-fleet")
    parser.add_argument("image", nargs="?", default="office-updated", help="name of the new image")
    parser.add_argument("--local", action="store_true", help="use a local AppStream")
    options = parser.parse_args()
    with ExitStack() as stack:
        if options.local:
            local = stack.enter_context(LocalAppStream(clock=AcceleratedClock(200)))
            client = stack.enter_context(local.client())
            plant(local, client, options.fleet)
        else:
            client = stack.enter_context(AppStreamClient())
        run(client, options.fleet, options.image, poll_interval=0.1 if options.local else 30)


if __name__ == "__main__":
    main()
