"""Print the AWS X-Ray SDK's segments of boto3 calls and typed calls as JSON."""

import json
from typing import Any

from aws_xray_sdk.core import xray_recorder

from appstream_typed import AppStreamClient
from tests.tools.programs.calls_under_trace import appstream, call_all
from tests.tools.programs.report_with_xray import count_fleets


class Collector:
    """Stores segments instead of sending them to a daemon."""

    def __init__(self) -> None:
        self.segments: list[dict[str, Any]] = []

    def send_entity(self, entity: Any) -> None:
        """Store a finished segment."""
        self.segments.append(json.loads(entity.serialize()))


def main() -> None:
    collector = Collector()
    xray_recorder.configure(service="test", sampling=False, emitter=collector)
    with appstream() as url:
        with AppStreamClient(endpoint_url=url) as client:
            assert count_fleets(client) == 3
        call_all(url, xray_recorder.in_segment)
    print(json.dumps({item["name"]: item.get("subsegments", []) for item in collector.segments}))


if __name__ == "__main__":
    main()
