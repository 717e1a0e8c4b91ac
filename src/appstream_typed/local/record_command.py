"""The command ``python -m appstream_typed.local record``, which prints an account as a seed."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from appstream_typed.errors.base import AppStreamError

FAILED = 1


def record(arguments: Sequence[str]) -> int:
    """Print the resources of an account in a region as a seed. Return the exit status."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    import boto3

    from appstream_typed.client import AppStreamClient
    from appstream_typed.local.seeding.recording import record_seed

    try:
        session = boto3.Session(profile_name=options.profile)
        with AppStreamClient(
            session=session, region_name=options.region, endpoint_url=options.endpoint_url
        ) as client:
            seed = record_seed(client, anonymous=options.anonymous)
    except (AppStreamError, BotoCoreError, ClientError) as error:
        sys.stderr.write(f"error: {error}\n")
        return FAILED
    json.dump(seed, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m appstream_typed.local record",
        description="Print the resources of an account in a region as a seed. Only Describe and "
        "List requests are sent.",
    )
    parser.add_argument("--region", help="the region; default: the one that boto3 finds")
    parser.add_argument(
        "--profile", help="a profile in the AWS configuration; default: the one that boto3 finds"
    )
    parser.add_argument(
        "--endpoint-url", metavar="URL", help="the endpoint URL; default: the one that boto3 finds"
    )
    parser.add_argument(
        "--anonymous",
        action="store_true",
        help="replace user names, account ids, addresses and other identifiers",
    )
    return parser.parse_args(arguments)
