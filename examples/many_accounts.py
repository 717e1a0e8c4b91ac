"""Inventory of network interfaces over many accounts and regions, on a Dask cluster.

Each place is read by a worker of its own, with a client made there. Models come back by pickle. With
``--local`` the accounts are those of a local AppStream, and no AWS account is needed.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence

import boto3
from attrs import frozen
from dask.distributed import Client, LocalCluster

from appstream_typed import AppStreamClient, ImageBuilder, NetworkInterface
from appstream_typed.local import LocalAppStream


@frozen
class Place:
    """An account and region to read."""

    account_id: str
    region_name: str
    role_name: str | None
    """A role of the account that may read AppStream; ``None`` for a local AppStream."""
    endpoint_url: str | None = None


def read(place: Place) -> list[NetworkInterface]:
    """Read the network interfaces of a place. Runs in a worker."""
    with connect(place) as client:
        return list(client.iter_network_interfaces(ordered=True))


def connect(place: Place) -> AppStreamClient:
    """Make a client of a place, with credentials of its role."""
    if place.role_name is None:
        return connect_locally(place)
    arn = f"arn:aws:iam::{place.account_id}:role/{place.role_name}"
    answer = boto3.client("sts").assume_role(RoleArn=arn, RoleSessionName="inventory")
    return AppStreamClient(
        region_name=place.region_name,
        aws_access_key_id=answer["Credentials"]["AccessKeyId"],
        aws_secret_access_key=answer["Credentials"]["SecretAccessKey"],
        aws_session_token=answer["Credentials"]["SessionToken"],
    )


def connect_locally(place: Place) -> AppStreamClient:
    """Make a client of an account of a local AppStream."""
    return AppStreamClient(
        endpoint_url=place.endpoint_url,
        region_name=place.region_name,
        aws_access_key_id=place.account_id,
        aws_secret_access_key="local",  # noqa: S106 - there is nothing to protect
    )


def read_all(places: Sequence[Place], workers: int) -> list[list[NetworkInterface]]:
    """Read all places, at most as many at a time as there are workers."""
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as dask,
    ):
        found: list[list[NetworkInterface]] = dask.gather(dask.map(read, places))
    return found


def inventory(places: Sequence[Place], workers: int) -> None:
    """Read all places, and write a line of CSV for each interface."""
    table = csv.writer(sys.stdout)
    table.writerow(["account", "region", "owner", "eni", "ipv4", "ipv6"])
    for place, found in zip(places, read_all(places, workers), strict=True):
        for interface in found:
            owner = interface.owner
            name = owner.name if isinstance(owner, ImageBuilder) else owner.id
            table.writerow(
                [
                    place.account_id,
                    place.region_name,
                    name,
                    interface.eni_id,
                    interface.private_ip_address,
                    " ".join(interface.ipv6_addresses),
                ]
            )


def main() -> None:
    """Read the command line and take the inventory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--local", action="store_true", help="read a local AppStream")
    parser.add_argument("--role", default="AppStreamReader", help="role to assume in each account")
    parser.add_argument("--account", action="append", default=[], help="account id; repeatable")
    parser.add_argument("--region", action="append", default=[], help="region; repeatable")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    accounts = options.account or ["111111111111", "222222222222"]
    regions = options.region or ["eu-west-1", "us-east-1"]
    if not options.local:
        places = [
            Place(account, region, options.role) for account in accounts for region in regions
        ]
        inventory(places, options.workers)
        return
    with LocalAppStream() as local:
        places = [
            Place(account, region, None, local.endpoint_url)
            for account in accounts
            for region in regions
        ]
        for number, place in enumerate(places, 1):
            there = local.scope(account_id=place.account_id, region_name=place.region_name)
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
        inventory(places, options.workers)


if __name__ == "__main__":
    main()
