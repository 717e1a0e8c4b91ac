"""An inventory of network interfaces in many accounts and regions, on a Dask cluster.

Each worker creates a client, reads all regions of one account at the same time, and returns the models
as pickles. With ``--local`` the script reads accounts of a local AppStream, and no AWS account is needed.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence

import boto3
from attrs import field, frozen
from dask.distributed import Client, LocalCluster

from appstream_typed import (
    AppStreamClient,
    ImageBuilder,
    NetworkInterface,
    SweepError,
    SweepFailure,
)
from appstream_typed.local import LocalAppStream


@frozen
class Account:
    """An account to read."""

    account_id: str
    region_names: tuple[str, ...]
    role_name: str | None
    """A role in the account, with permission to read AppStream; ``None`` for a local AppStream."""
    endpoint_url: str | None = None


@frozen
class Inventory:
    """The result of reading an account."""

    account: Account
    interfaces: list[NetworkInterface] = field(factory=list[NetworkInterface])
    failures: list[SweepFailure] = field(factory=list[SweepFailure])


def read(account: Account) -> Inventory:
    """Read an account in all its regions. This function runs in a worker."""
    inventory = Inventory(account)
    with connect(account) as client:
        try:
            for interface in client.iter_network_interfaces(
                regions=account.region_names, ordered=True
            ):
                inventory.interfaces.append(interface)
        except SweepError as error:  # inventory already contains everything that could be read
            inventory.failures.extend(error.failures)
    return inventory


def connect(account: Account) -> AppStreamClient:
    """Create a client of an account with the credentials of its role."""
    if account.role_name is None:
        return connect_locally(account)
    arn = f"arn:aws:iam::{account.account_id}:role/{account.role_name}"
    answer = boto3.client("sts").assume_role(RoleArn=arn, RoleSessionName="inventory")
    return AppStreamClient(
        region_name=account.region_names[0],
        aws_access_key_id=answer["Credentials"]["AccessKeyId"],
        aws_secret_access_key=answer["Credentials"]["SecretAccessKey"],
        aws_session_token=answer["Credentials"]["SessionToken"],
        connect_timeout=5,
    )


def connect_locally(account: Account) -> AppStreamClient:
    """Create a client of an account of a local AppStream."""
    return AppStreamClient(
        endpoint_url=account.endpoint_url,
        region_name=account.region_names[0],
        aws_access_key_id=account.account_id,
        aws_secret_access_key="local",  # noqa: S106 - the local AppStream accepts any secret
    )


def read_all(accounts: Sequence[Account], workers: int) -> list[Inventory]:
    """Read all accounts, at most one per worker at a time."""
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as dask,
    ):
        found: list[Inventory] = dask.gather(dask.map(read, accounts))
    return found


def write(accounts: Sequence[Account], workers: int) -> int:
    """Read all accounts, and write a line of CSV for each interface. Return the number of failures."""
    table = csv.writer(sys.stdout)
    table.writerow(["account", "region", "owner", "eni", "ipv4", "ipv6"])
    failures = 0
    for inventory in read_all(accounts, workers):
        account_id = inventory.account.account_id
        for interface in inventory.interfaces:
            owner = interface.owner
            table.writerow(
                [
                    account_id,
                    interface.region,
                    owner.name if isinstance(owner, ImageBuilder) else owner.id,
                    interface.eni_id,
                    interface.private_ip_address,
                    " ".join(interface.ipv6_addresses),
                ]
            )
        for failure in inventory.failures:
            print(f"{account_id}: {failure.part}: {failure.error}", file=sys.stderr)
        failures += len(inventory.failures)
    return failures


def main() -> None:
    """Read the command line and create the inventory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--local", action="store_true", help="read a local AppStream")
    parser.add_argument("--role", default="AppStreamReader", help="role to assume in each account")
    parser.add_argument("--account", action="append", default=[], help="account id; repeatable")
    parser.add_argument("--region", action="append", default=[], help="region; repeatable")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    names = options.account or ["111111111111", "222222222222"]
    regions = tuple(options.region) or ("eu-west-1", "us-east-1")
    if not options.local:
        sys.exit(bool(write([Account(a, regions, options.role) for a in names], options.workers)))
    with LocalAppStream() as local:
        accounts = [Account(name, regions, None, local.endpoint_url) for name in names]
        number = 0
        for account in accounts:
            for region in regions:
                number += 1
                there = local.scope(account_id=account.account_id, region_name=region)
                there.seed(
                    {
                        "image_builders": [
                            {
                                "Name": f"builder-{index}",
                                "InstanceType": "stream.standard.medium",
                                "State": "RUNNING",
                            }
                            for index in range(number)
                        ]
                    }
                )
        write(accounts, options.workers)


if __name__ == "__main__":
    main()
