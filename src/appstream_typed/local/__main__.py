"""The command ``python -m appstream_typed.local``: a local AppStream for any client."""

from __future__ import annotations

import argparse
import gc
import logging
import re
import signal
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from threading import Event
from types import FrameType

from appstream_typed.local.clock import AcceleratedClock, RealClock
from appstream_typed.local.record_command import record
from appstream_typed.local.seeding import load_seed
from appstream_typed.local.server import LocalAppStream
from appstream_typed.local.settings import DEFAULT_ACCOUNT, DEFAULT_REGION, StateFileError

USAGE_ERROR = 2
FASTEST = 1_000_000
"""The highest speed.

A higher one would soon pass the year 9999, the last that datetimes support.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a local AppStream until it is interrupted, or record a seed. Return the exit status."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["record"]:
        return record(given[1:])
    options = _parse(given)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S"
    )
    with _told_to_stop() as stop:
        try:
            local = _create(options)
            local.start()
        except (ValueError, OSError, StateFileError) as error:
            print(f"error: {_explain(error, options)}", file=sys.stderr)
            return USAGE_ERROR
        gc.freeze()  # existing objects are permanent; traversing them would delay all requests
        print(_recipe(local.endpoint_url, options), flush=True)
        print(_NOTE.format(url=local.endpoint_url), file=sys.stderr)
        while not stop.wait(1):  # in short waits: on Windows a waiting thread receives no signals
            pass
        local.stop()
    print("stopped", file=sys.stderr)
    return 0


def _create(options: argparse.Namespace) -> LocalAppStream:
    return LocalAppStream(
        host=options.host,
        port=options.port,
        clock=RealClock() if options.speed is None else AcceleratedClock(options.speed),
        seed=None if options.seed is None else load_seed(options.seed),
        account_id=options.account,
        region_name=options.region,
        account_per_key=options.account_per_key,
        allow_hosts=options.allow_host,
        state=options.state,
    )


_NOTE = """\
AWS CLI 1.29 and 2.13, boto3 1.28 and later versions read AWS_ENDPOINT_URL_APPSTREAM. Older clients
ignore it and would call AWS. Pass them the URL:
  aws appstream describe-stacks --endpoint-url {url}
Any credentials are accepted. An access key of 12 digits selects that account. Stop with Ctrl-C."""


def _recipe(url: str, options: argparse.Namespace) -> str:
    """Return shell commands that make clients use the local AppStream."""
    return "\n".join(
        (
            f"export AWS_ENDPOINT_URL_APPSTREAM={url}",
            f"export AWS_ACCESS_KEY_ID={options.account} AWS_SECRET_ACCESS_KEY=local",
            f"export AWS_DEFAULT_REGION={options.region} AWS_REGION={options.region}",
        )
    )


@contextmanager
def _told_to_stop() -> Generator[Event, None, None]:
    """Return an event that Ctrl-C and SIGTERM set instead of ending the process."""
    stop = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    former = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m appstream_typed.local",
        description="A local AppStream for the AWS CLI, SDKs and other clients. "
        "The subcommand record writes an account as a seed; see record --help.",
    )
    parser.add_argument(
        "--port", type=_port, default=4600, help="default: %(default)s; 0 selects a free port"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="default: %(default)s, this machine only"
    )
    parser.add_argument(
        "--seed",
        metavar="FILE",
        help="the account's resources in every region: a JSON file, a YAML file (needs PyYAML), or demo",
    )
    parser.add_argument(
        "--state",
        metavar="FILE",
        help="keep what is created in this file, and go on with what it has; default: memory only",
    )
    parser.add_argument("--speed", type=_speed, metavar="X", help="run the clock X times as fast")
    parser.add_argument(
        "--account",
        type=_account,
        default=DEFAULT_ACCOUNT,
        help="the account of access keys that are not account ids; default: %(default)s",
    )
    parser.add_argument(
        "--account-per-key",
        action="store_true",
        help="give each access key that is not an account id its own account",
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name that requests may have in Host, in addition to localhost; can be repeated",
    )
    parser.add_argument(
        "--region",
        type=_region,
        default=DEFAULT_REGION,
        help="the region of the printed commands and of ARNs in the seed; default: %(default)s",
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) >= 1 << 16:
        msg = f"{text!r} is not a port; use a number from 0 to 65535"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= FASTEST:
        msg = f"{text!r} is not a speed; use a number above 0 and up to {FASTEST}"
        raise argparse.ArgumentTypeError(msg)
    return speed


def _account(text: str) -> str:
    if not re.fullmatch("[0-9]{12}", text):
        msg = f"{text!r} is not an account id; use 12 digits"
        raise argparse.ArgumentTypeError(msg)
    return text


def _region(text: str) -> str:
    if not re.fullmatch("[a-z]{2,}(-[a-z]+)+-[0-9]+", text):
        msg = f"{text!r} is not a region; use a name such as {DEFAULT_REGION}"
        raise argparse.ArgumentTypeError(msg)
    return text


def _explain(error: Exception, options: argparse.Namespace) -> str:
    if isinstance(error, StateFileError):
        return str(error)
    if isinstance(error, ValueError):
        return f"the seed cannot be used: {error}"
    return f"cannot listen on {options.host}:{options.port}: {error}; try another --port"


if __name__ == "__main__":
    sys.exit(main())
