"""Write the addresses of every image builder and session as CSV, with a line for each interface.

    python examples/ipv6_inventory.py --output addresses.csv
    python examples/ipv6_inventory.py --local

With ``--local`` it reads a local AppStream, and no AWS account is needed.
"""

from __future__ import annotations

import argparse
import csv
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from appstream_typed import AppStreamClient, ImageBuilder, SweepError
from appstream_typed.local import LocalAppStream
from appstream_typed.local.seeding import load_seed

COLUMNS = ["kind", "owner", "eni", "ipv4", "ipv6"]


def write(client: AppStreamClient, out: TextIO) -> int:
    """Write a line for each interface. Return the number of interfaces.

    Raises:
        SweepError: Some stacks or fleets could not be read. The interfaces of the others are written.
    """
    table = csv.writer(out)
    table.writerow(COLUMNS)
    count = 0
    for interface in client.iter_network_interfaces(ordered=True):
        owner = interface.owner
        kind = "image builder" if isinstance(owner, ImageBuilder) else "session"
        name = owner.name if isinstance(owner, ImageBuilder) else owner.id
        ipv6 = " ".join(interface.ipv6_addresses)
        table.writerow([kind, name, interface.eni_id, interface.private_ip_address, ipv6])
        count += 1
    return count


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--local", action="store_true", help="read a local AppStream")
    parser.add_argument("--output", type=Path, help="default: standard output")
    options = parser.parse_args()
    with ExitStack() as stack:
        if options.local:
            local = stack.enter_context(LocalAppStream())
            local.seed(load_seed("demo"))
            client = stack.enter_context(local.client())
        else:
            client = stack.enter_context(AppStreamClient())
        out = sys.stdout
        if options.output:
            out = stack.enter_context(options.output.open("w", newline="", encoding="utf-8"))
        try:
            count = write(client, out)
        except SweepError as error:
            sys.exit(f"incomplete: {error}")
    print(f"{count} interfaces", file=sys.stderr)


if __name__ == "__main__":
    main()
