"""Load sessions into a data frame. pandas accepts the rows that ``to_dict`` returns.

python examples/to_pandas.py --stack office --fleet office-fleet
python examples/to_pandas.py --local
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack

import pandas as pd

from appstream_typed import AppStreamClient
from appstream_typed.local import LocalAppStream
from appstream_typed.local.seeding import load_seed


def frame(client: AppStreamClient, stack: str, fleet: str) -> pd.DataFrame:
    """Return the sessions of a stack on a fleet, one per row. Nested members become columns."""
    sessions = client.describe_sessions(stack_name=stack, fleet_name=fleet)
    return pd.json_normalize([session.to_dict() for session in sessions])


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", default="office")
    parser.add_argument("--fleet", default="office-fleet")
    parser.add_argument("--local", action="store_true", help="use a local AppStream")
    options = parser.parse_args()
    with ExitStack() as stack:
        if options.local:
            local = stack.enter_context(LocalAppStream())
            local.seed(load_seed("demo"))
            client = stack.enter_context(local.client())
        else:
            client = stack.enter_context(AppStreamClient())
        table = frame(client, options.stack, options.fleet)
    columns = ["UserId", "State", "StartTime", "NetworkAccessConfiguration.EniIpv6Addresses"]
    print(table[columns].to_string(index=False))


if __name__ == "__main__":
    main()
