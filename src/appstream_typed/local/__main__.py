"""The command ``python -m appstream_typed.local``: a local AppStream for any client."""

from __future__ import annotations

import argparse
import logging
import re
import signal
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from threading import Event
from types import FrameType

from appstream_typed.local.clock import AcceleratedClock, RealClock
from appstream_typed.local.seeding import load_seed
from appstream_typed.local.server import LocalAppStream
from appstream_typed.local.settings import DEFAULT_ACCOUNT, DEFAULT_REGION

USAGE_ERROR = 2
FASTEST = 1_000_000
"""The highest speed: with it the year 9999 is a few days away."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a local AppStream until it is told to stop; gives the exit status."""
    options = _parse(arguments)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S"
    )
    clock = RealClock() if options.speed is None else AcceleratedClock(options.speed)
    local = LocalAppStream(host=options.host, port=options.port, clock=clock)
    with _told_to_stop() as stop:
        try:
            if options.seed is not None:
                seed = load_seed(options.seed)
                local.scope(account_id=options.account, region_name=options.region).seed(seed)
            local.start()
        except (ValueError, OSError) as error:
            print(f"error: {_explain(error, options)}", file=sys.stderr)
            return USAGE_ERROR
        print(f"export AWS_ENDPOINT_URL_APPSTREAM={local.endpoint_url}", flush=True)
        print(
            f"Any credentials will do; an access key of 12 digits is the account, "
            f"{options.account} for one. Stop with Ctrl-C.",
            file=sys.stderr,
        )
        while not stop.wait(1):  # in pieces, for Windows has no signals while a thread waits
            pass
        local.stop()
    print("stopped", file=sys.stderr)
    return 0


@contextmanager
def _told_to_stop() -> Generator[Event, None, None]:
    """An event that Ctrl-C and SIGTERM set, instead of ending the process."""
    stop = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    former = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m appstream_typed.local",
        description="A local AppStream for the AWS CLI, SDKs and other clients.",
    )
    parser.add_argument(
        "--port", type=_port, default=4600, help="default: %(default)s; 0: any free"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="default: %(default)s, this machine only"
    )
    parser.add_argument("--seed", metavar="FILE", help="JSON file to begin with, or: demo")
    parser.add_argument("--speed", type=_speed, metavar="X", help="let time pass X times as fast")
    parser.add_argument(
        "--account",
        type=_account,
        default=DEFAULT_ACCOUNT,
        help="of the seed; default: %(default)s",
    )
    parser.add_argument(
        "--region", default=DEFAULT_REGION, help="of the seed; default: %(default)s"
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) >= 1 << 16:
        msg = f"{text!r} is not a port"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= FASTEST:
        msg = f"{text!r} is not a number above 0 and up to {FASTEST}"
        raise argparse.ArgumentTypeError(msg)
    return speed


def _account(text: str) -> str:
    if not re.fullmatch("[0-9]{12}", text):
        msg = f"{text!r} is not an account: 12 digits"
        raise argparse.ArgumentTypeError(msg)
    return text


def _explain(error: Exception, options: argparse.Namespace) -> str:
    if isinstance(error, ValueError):
        return f"the seed cannot be used: {error}"
    return f"cannot listen on {options.host}:{options.port}: {error}; try another --port"


if __name__ == "__main__":
    sys.exit(main())
