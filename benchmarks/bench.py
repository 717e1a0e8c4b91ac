"""``nox -s bench``: one table of ratios, each of two things measured in turn in one run.

Figures of a run stand beside each other, for machines are noisy; ratios are what counts.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import boto3
from peers import decoders, session

from appstream_typed import AppStreamClient, Session

BASE = "boto3 (dicts)"
CREDENTIALS = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "x"}
COLD = {
    "boto3 (dicts)": """
import boto3
client = boto3.client("appstream", endpoint_url="{url}", region_name="us-east-1",
                      aws_access_key_id="123456789012", aws_secret_access_key="x")
assert client.describe_sessions(StackName="s", FleetName="f")["Sessions"]
""",
    "appstream-typed": """
from appstream_typed import AppStreamClient
client = AppStreamClient(endpoint_url="{url}", region_name="us-east-1",
                         aws_access_key_id="123456789012", aws_secret_access_key="x")
assert client.describe_sessions(stack_name="s", fleet_name="f").all()
""",
    "capo-appstream": """
from capo_appstream import AppStreamClient, Credentials
client = AppStreamClient(endpoint="{url}", region="us-east-1",
                         credentials=Credentials(access_key="123456789012", secret_key="x"))
assert client.describe_sessions(stack_name="s", fleet_name="f")["sessions"]
""",
}


def in_turn(
    things: Mapping[str, Callable[[], object]],
    rounds: int,
    each: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Median seconds of each thing, all of them measured in every round."""
    found: dict[str, list[float]] = {name: [] for name in things}
    for thing in things.values():
        thing()
    for _ in range(rounds):
        for name, thing in things.items():
            started = clock()
            for _ in range(each):
                thing()
            found[name].append((clock() - started) / each)
    return {name: median(values) for name, values in found.items()}


@contextmanager
def server() -> Iterator[str]:
    """A local AppStream in a process of its own, with 50 sessions; gives its URL."""
    seed = {
        "fleets": [{"Name": "f", "InstanceType": "stream.standard.small", "State": "RUNNING"}],
        "stacks": [{"Name": "s", "Fleets": ["f"]}],
        "sessions": [{"StackName": "s", "FleetName": "f", "Count": 50}],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seed.json"
        path.write_text(json.dumps(seed), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "appstream_typed.local",
            "--port",
            "0",
            "--seed",
            str(path),
        ]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdout is not None
            yield process.stdout.readline().strip().partition("=")[2]
            process.terminate()


def calls(url: str) -> dict[str, Callable[[], object]]:
    """A whole call for a page of 50 sessions, by package."""
    from capo_appstream import AppStreamClient as CapoClient
    from capo_appstream import Credentials

    options: dict[str, Any] = {"endpoint_url": url, "region_name": "us-east-1", **CREDENTIALS}
    plain: Any = boto3.client("appstream", **options)
    typed = AppStreamClient(**options)
    capo = CapoClient(
        endpoint=url,
        region="us-east-1",
        credentials=Credentials(access_key="123456789012", secret_key="x"),
    )
    return {
        BASE: lambda: plain.describe_sessions(StackName="s", FleetName="f", Limit=50),
        "appstream-typed": lambda: typed.describe_sessions(
            stack_name="s", fleet_name="f", page_size=50
        ).all(),
        "capo-appstream": lambda: capo.describe_sessions(stack_name="s", fleet_name="f", limit=50),
    }


def cold_starts(url: str, rounds: int) -> dict[str, float]:
    """Seconds of a new process that gets its first page, by package."""

    def start(code: str) -> Callable[[], object]:
        script = code.format(url=url)
        return lambda: subprocess.run([sys.executable, "-c", script], check=True)

    return in_turn({name: start(code) for name, code in COLD.items()}, rounds, 1)


def memory() -> dict[str, float]:
    """Bytes that a session takes, as boto3's dict and as our object."""
    from botocore.parsers import create_parser
    from peers import MODEL

    from appstream_typed._convert import structure_list

    count = 5000
    body = json.dumps({"Sessions": [session(n) for n in range(count)]}).encode()
    shape = MODEL.operation_model("DescribeSessions").output_shape
    parser = create_parser("json")
    found = {}
    for name, make in {
        BASE: lambda: parser.parse({"status_code": 200, "headers": {}, "body": body}, shape),
        "appstream-typed": lambda: structure_list(json.loads(body)["Sessions"], Session, "x"),
    }.items():
        make()
        gc.collect()
        tracemalloc.start()
        kept: object = make()
        gc.collect()
        found[name] = tracemalloc.get_traced_memory()[0] / count
        tracemalloc.stop()
        del kept
    return found


def growth(sessions: int) -> float:
    """MiB by which the process grows while it iterates over so many sessions."""
    from botocore.awsrequest import AWSResponse

    boto: Any = boto3.client("appstream", region_name="us-east-1", **CREDENTIALS)
    pages = iter(range(sessions // 50))
    items = json.dumps([session(n) for n in range(50)])

    class Raw:
        def __init__(self, body: bytes) -> None:
            self.body = body

        def stream(self) -> Iterator[bytes]:
            yield self.body

    def send(request: Any, **_: object) -> AWSResponse:
        number = next(pages)
        token = f', "NextToken": "token-{number}"' if number + 1 < sessions // 50 else ""
        raw: Any = Raw(f'{{"Sessions": {items}{token}}}'.encode())
        return AWSResponse(request.url, 200, {}, raw)

    boto.meta.events.register("before-send.appstream", send)
    walk = iter(AppStreamClient(boto).describe_sessions(stack_name="s", fleet_name="f"))
    for _ in range(5000):
        next(walk)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = 5000 + sum(1 for _ in walk)
    assert count == sessions, count
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def show(title: str, figures: Mapping[str, float], unit: str, scale: float) -> None:
    """Print the rows of one measurement, with ratios to boto3."""
    print(f"\n{title}")
    for name, value in figures.items():
        print(f"  {name:26} {value * scale:10.3f} {unit:5} {value / figures[BASE]:7.2f}")


def main() -> None:
    """Measure everything and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, to see that it runs")
    options = parser.parse_args()
    rounds = 3 if options.quick else 15
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    grown = growth(20_000 if options.quick else 1_000_000)
    for kind, things in decoders().items():
        show(f"body to objects, 50 {kind}", in_turn(things, rounds, 20), "ms", 1e3)
    with server() as url:
        show("whole call, CPU", in_turn(calls(url), rounds, 20, time.process_time), "ms", 1e3)
        show("cold start: process to first page", cold_starts(url, rounds), "ms", 1e3)
    show("memory of a session", memory(), "bytes", 1)
    print(f"\niterating over a million sessions: resident memory grows by {grown:.1f} MiB")


if __name__ == "__main__":
    main()
