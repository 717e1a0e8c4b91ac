"""The command ``python -m appstream_typed.local``: a local AppStream for any client."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType

from appstream_typed.local.clock import AcceleratedClock, RealClock
from appstream_typed.local.seeding import load_seed
from appstream_typed.local.server import DEFAULT_ACCOUNT, DEFAULT_REGION, LocalAppStream

USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a local AppStream until it is told to stop; gives the exit status."""
    options = _parse(arguments)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S"
    )
    clock = RealClock() if options.speed is None else AcceleratedClock(options.speed)
    local = LocalAppStream(host=options.host, port=options.port, clock=clock)
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    try:
        if options.seed is not None:
            local.seed(
                load_seed(options.seed), account_id=options.account, region_name=options.region
            )
        local.start()
    except (ValueError, OSError) as error:
        print(f"error: {_explain(error, options)}", file=sys.stderr)
        return USAGE_ERROR
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    print(f"export AWS_ENDPOINT_URL_APPSTREAM={local.endpoint_url}", flush=True)
    print(
        f"Any credentials will do; an access key of 12 digits is the account, {options.account} for "
        f"one. Stop with Ctrl-C.",
        file=sys.stderr,
    )
    stop.wait()
    local.stop()
    print("stopped", file=sys.stderr)
    return 0


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
        "--account", default=DEFAULT_ACCOUNT, help="of the seed; default: %(default)s"
    )
    parser.add_argument(
        "--region", default=DEFAULT_REGION, help="of the seed; default: %(default)s"
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 1 << 16:
        msg = f"{port} is not a port"
        raise argparse.ArgumentTypeError(msg)
    return port


def _speed(text: str) -> float:
    speed = float(text)
    if not speed > 0:
        msg = f"{text} is not more than 0"
        raise argparse.ArgumentTypeError(msg)
    return speed


def _explain(error: Exception, options: argparse.Namespace) -> str:
    if isinstance(error, ValueError):
        return f"the seed cannot be used: {error}"
    return f"cannot listen on {options.host}:{options.port}: {error}; try another --port"


if __name__ == "__main__":
    sys.exit(main())
