"""Stop the image builders that still run: they cost as long as they do.

    python examples/nightly_stop.py --hours 10 --dry-run
    python examples/nightly_stop.py --local --hours 0

AppStream does not tell whether somebody works on an image builder. Here one counts as idle if it
was created more than ``--hours`` ago and has no tag ``keep``. What cannot be stopped is reported at
the end, and does not keep the others from being stopped.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone

from appstream_typed import (
    ApiError,
    AppStreamClient,
    ImageBuilder,
    ImageBuilderState,
    WaiterFailed,
    WaiterTimeout,
)
from appstream_typed.local import LocalAppStream, Timings
from appstream_typed.local.seeding import load_seed


def is_idle(client: AppStreamClient, builder: ImageBuilder, since: datetime) -> bool:
    """Whether it runs, is old enough, and nobody wants it kept."""
    if builder.state != ImageBuilderState.RUNNING or builder.arn is None:
        return False
    if builder.created_time is None or builder.created_time > since:
        return False
    return "keep" not in client.list_tags_for_resource(resource_arn=builder.arn)


def stop(client: AppStreamClient, names: list[str], poll_interval: float) -> dict[str, str]:
    """Stop builders and wait until they are; gives what went wrong, by name."""
    problems: dict[str, str] = {}
    stopping: list[str] = []
    for name in names:
        try:
            client.stop_image_builder(name=name)
            stopping.append(name)
        except ApiError as error:
            problems[name] = error.message
    for name in stopping:
        try:
            client.wait_until_image_builder_stopped(name, poll_interval=poll_interval)
        except (WaiterFailed, WaiterTimeout) as error:
            problems[name] = error.reason
    return problems


def main() -> None:
    """Read the command line and stop what is idle."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=10, help="age from which one is idle")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would be stopped")
    parser.add_argument("--local", action="store_true", help="use a local AppStream")
    options = parser.parse_args()
    with ExitStack() as stack:
        if options.local:
            local = stack.enter_context(LocalAppStream(timings=Timings(image_builder_stop=0.5)))
            local.seed(load_seed("demo"))
            client = stack.enter_context(local.client())
        else:
            client = stack.enter_context(AppStreamClient())
        since = datetime.now(timezone.utc) - timedelta(hours=options.hours)
        names = [b.name for b in client.describe_image_builders() if is_idle(client, b, since)]
        for name in names:
            print(f"{'would stop' if options.dry_run else 'stopping'} {name}")
        if options.dry_run:
            return
        problems = stop(client, names, poll_interval=0.1 if options.local else 15)
    for name, problem in problems.items():
        print(f"{name}: {problem}", file=sys.stderr)
    print(f"{len(names) - len(problems)} of {len(names)} stopped")
    if problems:
        sys.exit(1)


if __name__ == "__main__":
    main()
