"""Print ddtrace's spans of boto3 calls and typed calls as JSON."""

import json
from typing import Any

from ddtrace.trace import Span, TraceFilter, tracer

from appstream_typed import AppStreamClient
from tests.tools.programs.calls_under_trace import appstream, call_all
from tests.tools.programs.report_with_ddtrace import count_fleets


class Collector(TraceFilter):
    """Stores spans instead of sending them to an agent."""

    def __init__(self) -> None:
        self.traces: dict[str, list[dict[str, Any]]] = {}

    def process_trace(self, trace: list[Span]) -> None:
        """Store a finished trace."""
        root, *spans = trace
        self.traces[root.name] = [
            {
                "name": span.name,
                "resource": span.resource,
                "service": span.service,
                "type": span.span_type,
                "error": span.error,
                "meta": span.get_tags(),
                "metrics": span.get_metrics(),
                "parent is root": span.parent_id == root.span_id,
            }
            for span in spans
        ]


def main() -> None:
    collector = Collector()
    tracer.configure(trace_processors=[collector])
    with appstream() as url:
        with AppStreamClient(endpoint_url=url) as client:
            assert count_fleets(client) == 3
        call_all(url, tracer.trace)
    print(json.dumps(collector.traces))


if __name__ == "__main__":
    main()
