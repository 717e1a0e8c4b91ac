"""Measures how long clients of a local AppStream wait while another client's request is processed.

The server has 100,000 sessions. A probe in its own process calls DescribeStacks in a loop, while the
benchmark calls each operation in turn. Measurements are noisy, so compare the probe's latencies with
those on an idle server.

``python benchmarks/waiting.py [--sessions N] [--state]``
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from botocore.session import Session

from appstream_typed.local import LocalAppStream, ManualClock

WINDOW = 0.4
"""Seconds for which each operation is called in a loop."""
IDLE_WINDOWS = 5
PLACE = {"StackName": "s", "FleetName": "f"}
KEY = "AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/appstream/aws4_request"


def seed(sessions: int) -> dict[str, Any]:
    """Return a seed with a running fleet and its sessions, two on each instance."""
    fleet = {
        "Name": "f",
        "InstanceType": "stream.standard.small",
        "State": "RUNNING",
        "ComputeCapacity": {"DesiredSessions": 10},
        "MaxSessionsPerInstance": 2,
    }
    return {
        "fleets": [fleet],
        "stacks": [{"Name": "s", "Fleets": ["f"]}],
        "sessions": [{**PLACE, "Count": sessions}],
    }


def serve(sessions: int, state: str | None) -> None:
    """Run a local AppStream. Each line of standard input advances its clock by a number of seconds."""
    with LocalAppStream(clock=ManualClock(), seed=seed(sessions), state=state) as local:
        gc.freeze()  # as ``python -m appstream_typed.local`` does
        print(local.port, flush=True)
        for line in sys.stdin:
            local.clock.advance(float(line))
            print("done", flush=True)


def call(connection: HTTPConnection, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    """Send a request, and return the response, which may be an error."""
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"PhotonAdminProxyService.{operation}",
        "Authorization": KEY,
    }
    connection.request("POST", "/", json.dumps(request), headers)
    answer: dict[str, Any] = json.loads(connection.getresponse().read() or "{}")
    return answer


def probe(port: int) -> None:
    """Send requests in a loop. Print the start and the duration of each in seconds."""
    connection = HTTPConnection("127.0.0.1", port)
    while True:
        started = time.monotonic()
        call(connection, "DescribeStacks", {})
        print(started, time.monotonic() - started, flush=True)
        time.sleep(0.001)


def plausible(operation: str) -> dict[str, Any]:
    """Return a request with the required members. Most of the resources that it names do not exist."""
    shape = _SERVICE.operation_model(operation).input_shape
    return (
        {}
        if shape is None
        else {name: _fit(shape.members[name]) for name in shape.required_members}
    )


_SERVICE = Session().get_service_model("appstream")


def _fit(shape: Any) -> Any:
    if shape.type_name == "structure":
        return {name: _fit(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [_fit(shape.member)]
    if shape.type_name == "map":
        return {"key": "value"}
    if shape.type_name == "string":
        return shape.enum[0] if getattr(shape, "enum", ()) else "f"
    return {"boolean": True, "timestamp": 0}.get(shape.type_name, 1)


class Bench:
    """A server, a probe and a client, each in its own process."""

    def __init__(self, server: subprocess.Popen[str], port: int, record: Path) -> None:
        self._server = server
        self._record = record
        self.client = HTTPConnection("127.0.0.1", port)
        self.rows: list[tuple[str, int, float, float, float]] = []

    def advance(self, seconds: float) -> None:
        """Advance the clock of the server."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        print(seconds, file=self._server.stdin, flush=True)
        self._server.stdout.readline()

    def measure(self, name: str, act: Callable[[], object], *, once: bool = False) -> None:
        """Call a function in a loop, or once, and record the latencies of the probe."""
        started = time.monotonic()
        calls, longest = 0, 0.0
        while not calls or (not once and time.monotonic() < started + WINDOW):
            before = time.monotonic()
            act()
            longest = max(longest, time.monotonic() - before)
            calls += 1
        ended = time.monotonic()
        pairs: list[tuple[float, float]] = []
        while not pairs or pairs[-1][0] < max(ended, started + WINDOW):
            time.sleep(0.05)  # the probe's request may take longer than this
            lines = self._record.read_text(encoding="utf-8").splitlines()[:-1]
            pairs = [(float(sent), float(took)) for sent, took in map(str.split, lines)]
        # All of the probe's requests that overlap with the calls.
        found = sorted(took for sent, took in pairs if sent + took > started and sent < ended)
        p99 = found[min(int(len(found) * 0.99), len(found) - 1)] if found else 0.0
        self.rows.append((name, calls, longest, p99, found[-1] if found else 0.0))
        print(_line(*self.rows[-1]), flush=True)


def _line(name: str, calls: int, longest: float, p99: float, worst: float) -> str:
    figures = f"{longest * 1e3:10.1f}{p99 * 1e3:10.1f}{worst * 1e3:10.1f}"
    return f"{name:58}{calls:7}{figures}"


@contextmanager
def bench(sessions: int, *, state: bool) -> Iterator[Bench]:
    """Start the server and the probe."""
    program = [sys.executable, __file__, "--sessions", str(sessions)]
    with tempfile.TemporaryDirectory() as folder:
        file = ["--file", str(Path(folder) / "state")] if state else []
        record = Path(folder) / "probe"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen([*program, "--serve", *file], **pipes) as server:  # type: ignore[call-overload]  # options in a dict
            port = int(server.stdout.readline())
            with (
                record.open("w", encoding="utf-8") as lines,
                subprocess.Popen([*program, "--probe", str(port)], stdout=lines) as prober,
            ):
                try:
                    yield Bench(server, port, record)
                finally:
                    prober.kill()
                    server.kill()


def measure(sessions: int, *, state: bool) -> None:
    """Call every operation, and print the latencies of the calls and of the probe."""
    print(f"{'':58}{'calls':>7}{'longest':>10}{'p99':>10}{'worst':>10}")
    print(f"{'':65}{'call, ms':>10}{'probe, ms':>20}")
    with bench(sessions, state=state) as running:
        ask = running.client
        for number in range(IDLE_WINDOWS):
            running.measure(f"nothing else ({number + 1})", lambda: time.sleep(0.01))
        for operation in _SERVICE.operation_names:
            request = plausible(operation)
            running.measure(operation, lambda o=operation, r=request: call(ask, o, r))
        first = call(ask, "DescribeSessions", PLACE)["Sessions"][0]
        api = {"AuthenticationType": "API"}
        for more in (
            {},
            api,
            {"AuthenticationType": "SAML"},
            {**api, "UserId": first["UserId"]},
            {"InstanceId": first["InstanceId"]},
        ):
            name = f"DescribeSessions by {', '.join(more) or 'nothing'}"
            running.measure(name, lambda m=more: call(ask, "DescribeSessions", {**PLACE, **m}))
        running.measure("all pages of sessions", lambda: walk(ask), once=True)
        running.measure("StopFleet", lambda: call(ask, "StopFleet", {"Name": "f"}), once=True)
        running.advance(100)
        for name in ("first DescribeSessions after its sessions have ended", "second"):
            running.measure(name, lambda: call(ask, "DescribeSessions", PLACE), once=True)
    for operation in ("DescribeFleets", "DescribeSessions", "ExpireSession", "StopFleet"):
        with bench(sessions, state=state) as running:
            ask, request = (
                running.client,
                {**plausible(operation), **(PLACE if operation == "DescribeSessions" else {})},
            )
            if operation == "DescribeFleets":
                request = {}
            running.advance(57_601)
            name = f"first {operation} after all sessions have expired"
            running.measure(name, lambda o=operation, r=request: call(ask, o, r), once=True)
            running.advance(61)
            name = "first DescribeSessions a minute later"
            running.measure(name, lambda: call(ask, "DescribeSessions", PLACE), once=True)


def walk(connection: HTTPConnection) -> None:
    """Read all pages of sessions."""
    request: dict[str, Any] = {**PLACE, "Limit": 50}
    while token := call(connection, "DescribeSessions", request).get("NextToken"):
        request["NextToken"] = token


def main() -> None:
    """Run the benchmark, or the process that a hidden option selects."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--state", action="store_true", help="with a state file")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    parser.add_argument("--probe", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    if options.serve:
        serve(options.sessions, options.file)
    elif options.probe is not None:
        probe(options.probe)
    else:
        measure(options.sessions, state=options.state)


if __name__ == "__main__":
    main()
