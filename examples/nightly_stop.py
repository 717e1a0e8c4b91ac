"""Stop running image builders and app block builders, which cost money while they run.

    python examples/nightly_stop.py --hours 10 --dry-run
    python examples/nightly_stop.py --local --hours 0

Builders with a tag ``keep`` are not stopped. Fleets without sessions are not stopped either, because
that would lock users out. If a builder cannot be stopped, the script stops the others and reports it
at the end.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from datetime import timedelta

from appstream_typed import ApiError, AppStreamClient, ImageBuilder
from appstream_typed.local import LocalAppStream, Timings
from appstream_typed.local.seeding import load_seed
from appstream_typed.workflows import IdleResource, find_idle


def stop(client: AppStreamClient, idle: IdleResource) -> str | None:
    """Stop a builder. Return the error, if there is one."""
    try:
        if isinstance(idle.resource, ImageBuilder):
            client.stop_image_builder(name=idle.name)
        else:
            client.stop_app_block_builder(name=idle.name)
    except ApiError as error:
        return error.message
    return None


def is_kept(client: AppStreamClient, idle: IdleResource) -> bool:
    """Return whether a resource has the tag ``keep``, or is a fleet."""
    return idle.kind == "fleet" or "keep" in client.list_tags_for_resource(
        resource_arn=idle.resource.arn or ""
    )


def main() -> None:
    """Read the command line and stop idle builders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=10, help="minimum age of an idle builder")
    parser.add_argument("--dry-run", action="store_true", help="only list what would be stopped")
    parser.add_argument("--local", action="store_true", help="use a local AppStream")
    options = parser.parse_args()
    with ExitStack() as stack:
        if options.local:
            local = stack.enter_context(LocalAppStream(timings=Timings(image_builder_stop=0.5)))
            local.seed(load_seed("demo"))
            client = stack.enter_context(local.client())
        else:
            client = stack.enter_context(AppStreamClient())
        found = find_idle(client, older_than=timedelta(hours=options.hours))
        idle = [each for each in found if not is_kept(client, each)]
        for each in idle:
            print(f"{'would stop' if options.dry_run else 'stopping'} {each.name}")
        if options.dry_run:
            return
        problems = {each.name: problem for each in idle if (problem := stop(client, each))}
    for name, problem in problems.items():
        print(f"{name}: {problem}", file=sys.stderr)
    print(f"{len(idle) - len(problems)} of {len(idle)} stopped")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
