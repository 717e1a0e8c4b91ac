"""The command ``python -m appstream_typed.local``: a local AppStream for any client."""

from __future__ import annotations

import argparse
import gc
import logging
import re
import signal
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import NoReturn

from appstream_typed.local.clock import Clock, ManualClock, ServerClock
from appstream_typed.local.quotas import Quotas
from appstream_typed.local.record_command import record
from appstream_typed.local.seeding import load_seed
from appstream_typed.local.server import LocalAppStream
from appstream_typed.local.settings import (
    DEFAULT_ACCOUNT,
    DEFAULT_REGION,
    MOST_SECONDS,
    StateFileError,
    Timings,
    checked_account,
    checked_region,
)

USAGE_ERROR = 2
FASTEST = 1_000_000
"""The highest speed.

A faster clock would soon pass the year 9999, the last year that datetimes support.
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
        # The code and data loaded so far are never freed. Requests wait for a full garbage collection,
        # which is shorter without these objects.
        gc.freeze()
        print(_recipe(local), flush=True)
        print(_NOTE.format(url=local.endpoint_url), file=sys.stderr)
        # The waits are short, because on Windows a waiting thread receives no signals.
        while not stop.wait(1):
            pass
        local.stop()
    print("stopped", file=sys.stderr)
    return 0


def _create(options: argparse.Namespace) -> LocalAppStream[Clock]:
    """Create the server. Each option has the name of its keyword argument."""
    keywords = {**vars(options)}
    if options.seed is not None:
        keywords["seed"] = load_seed(options.seed)
    return LocalAppStream(**keywords)


_NOTE = """\
See it in a browser: {url}/
AWS CLI 1.29 and 2.13, boto3 1.28, and newer versions read AWS_ENDPOINT_URL_APPSTREAM. Older versions
ignore it and would call AWS: pass them the URL, as in
  aws appstream describe-stacks --endpoint-url {url}
Any credentials are accepted. An access key of 12 digits selects the account with that id.
Stop with Ctrl-C."""


def _recipe(local: LocalAppStream[Clock]) -> str:
    """Return shell lines that make clients call the local AppStream."""
    region = local.region_name
    return "\n".join(
        (
            f"export AWS_ENDPOINT_URL_APPSTREAM={local.endpoint_url}",
            f"export AWS_ACCESS_KEY_ID={local.account_id} AWS_SECRET_ACCESS_KEY=local",
            f"export AWS_DEFAULT_REGION={region} AWS_REGION={region}",
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


class _Parser(argparse.ArgumentParser):
    """An argument parser that reports an error on one line."""

    def error(self, message: str) -> NoReturn:
        """Report an error, and exit."""
        self.exit(USAGE_ERROR, f"error: {message}; see --help\n")


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(
        prog="python -m appstream_typed.local",
        description="Run a local AppStream for the AWS CLI, SDKs and other clients. The subcommand "
        "'record' prints the resources of an account as a seed; see 'record --help'.",
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=4600,
        help="the port to listen on; 0 selects a free one; default: %(default)s",
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen on; default: %(default)s, which only this machine can reach",
    )
    parser.add_argument(
        "--allow-host",
        dest="allow_hosts",
        action="append",
        default=[],
        metavar="NAME",
        help="a further host name to accept in the Host header; can be repeated; default: only "
        "loopback names and --host",
    )
    parser.add_argument(
        "--seed",
        metavar="FILE",
        help="the initial resources of the account in every region: a JSON file, a YAML file "
        "(needs PyYAML), or 'demo' for an example",
    )
    parser.add_argument(
        "--state",
        metavar="FILE",
        help="load all resources from this file, and store changes in it; default: memory only",
    )
    parser.add_argument(
        "--account",
        dest="account_id",
        type=_checked(checked_account),
        default=DEFAULT_ACCOUNT,
        metavar="ACCOUNT",
        help="the account that access keys select if they are not account ids; default: %(default)s",
    )
    parser.add_argument(
        "--account-per-key",
        action="store_true",
        help="use a separate account for each access key that is not an account id",
    )
    parser.add_argument(
        "--region",
        dest="region_name",
        type=_checked(checked_region),
        default=DEFAULT_REGION,
        metavar="REGION",
        help="the region in the printed export lines and in the seed's ARNs; default: %(default)s",
    )
    time = parser.add_mutually_exclusive_group()
    time.add_argument(
        "--speed",
        dest="clock",
        type=_clock,
        default=ServerClock(),
        metavar="X",
        help="run the clock X times as fast as real time",
    )
    time.add_argument(
        "--manual-clock",
        dest="clock",
        action="store_const",
        const=ManualClock(),
        help="stop the clock; only POST /_local/advance moves it forward",
    )
    parser.add_argument(
        "--timings",
        type=_timings,
        metavar="WHICH",
        help="durations of state changes: 'short' (seconds) or 'realistic' (minutes, as at AWS); "
        "default: short",
    )
    parser.add_argument(
        "--latency",
        type=_number(0, MOST_SECONDS),
        default=0.0,
        metavar="SECONDS",
        help="real seconds to wait before each response; default: %(default)s",
    )
    parser.add_argument(
        "--requests-per-second",
        type=_number(above=0),
        metavar="X",
        help="refuse requests beyond this rate with ThrottlingException; default: no limit",
    )
    parser.add_argument(
        "--quotas",
        action="store_const",
        const=Quotas(),
        help="apply AWS's quotas for new accounts; default: no limits",
    )
    parser.add_argument(
        "--max-page-size",
        type=_integer(1),
        metavar="N",
        help="the maximum number of items on a page, even if a request specifies a larger one",
    )
    parser.add_argument(
        "--request-log-bytes",
        type=_integer(0),
        default=64 << 20,
        metavar="N",
        help="the maximum size of the request log at /_local/requests; 0 turns it off; "
        "default: %(default)s",
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) >= 1 << 16:
        msg = f"{text!r} is not a port; use a number from 0 to 65535"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _clock(text: str) -> ServerClock:
    return ServerClock(_number(above=0)(text))


def _timings(text: str) -> Timings:
    known = {"short": Timings, "realistic": Timings.realistic}
    if text not in known:
        msg = f"{text!r} is not one of: {', '.join(known)}"
        raise argparse.ArgumentTypeError(msg)
    return known[text]()


def _number(
    least: float = 0.0, most: float = FASTEST, *, above: float | None = None
) -> Callable[[str], float]:
    """Return a function that reads a number from ``least`` to ``most``.

    If ``above`` is given, the number must also be greater than it.
    """

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not least <= number <= most or number == above:
            start = f"from {least:.0f}" if above is None else f"above {above:.0f} and up"
            msg = f"{text!r} is not a number {start} to {most:.0f}"
            raise argparse.ArgumentTypeError(msg)
        return number

    return read


def _integer(least: int) -> Callable[[str], int]:
    """Return a function that reads an integer of ``least`` or more."""

    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,18}", text) or int(text) < least:
            msg = f"{text!r} is not an integer of {least} or more"
            raise argparse.ArgumentTypeError(msg)
        return int(text)

    return read


def _checked(check: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that reads an argument and applies a check to it."""

    def read(text: str) -> str:
        try:
            return check(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def _explain(error: Exception, options: argparse.Namespace) -> str:
    if isinstance(error, StateFileError):
        return str(error)
    if isinstance(error, ValueError):
        return f"the seed cannot be used: {error}"
    return f"cannot listen on {options.host}:{options.port}: {error}; try another --port"


if __name__ == "__main__":
    sys.exit(main())
