"""Start an image builder, and show a progress bar with rich until it runs.

With ``--local`` the script uses a local AppStream, and no AWS account is needed.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from appstream_typed import AppStreamClient, ImageBuilderState, WaiterFailed
from appstream_typed.local import LocalAppStream

STEPS = [ImageBuilderState.STOPPED, ImageBuilderState.PENDING, ImageBuilderState.RUNNING]


def start(client: AppStreamClient, name: str, poll_interval: float) -> None:
    """Start the builder and wait until it runs."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns) as progress:
        task = progress.add_task(name, total=len(STEPS) - 1)

        def show(state: ImageBuilderState | None) -> None:
            done = STEPS.index(state) if state is not None and state in STEPS else 0
            progress.update(task, description=f"{name} is {state}", completed=done)

        client.start_image_builder(name=name)
        builder = client.wait_until_image_builder_running(
            name, poll_interval=poll_interval, on_poll=show
        )
    network = builder.network_access_configuration
    print(builder.name, builder.state, network.eni_private_ip_address if network else "")


def main() -> None:
    """Read the command line and start the builder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", default="office-builder")
    parser.add_argument("--local", action="store_true", help="use a local AppStream")
    options = parser.parse_args()
    with ExitStack() as stack:
        if options.local:
            local = stack.enter_context(LocalAppStream())
            builder = {"Name": options.name, "InstanceType": "stream.standard.medium"}
            local.seed({"image_builders": [{**builder, "State": "STOPPED"}]})
            client = stack.enter_context(local.client())
        else:
            client = stack.enter_context(AppStreamClient())
        try:
            start(client, options.name, poll_interval=0.2 if options.local else 15)
        except WaiterFailed as error:
            sys.exit(error.reason)


if __name__ == "__main__":
    main()
