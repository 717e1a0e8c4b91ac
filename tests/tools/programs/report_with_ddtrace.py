"""The ddtrace code of the guide. ``trace_with_ddtrace.py`` runs it."""

from ddtrace import patch
from ddtrace.trace import tracer

from appstream_typed import AppStreamClient

patch(botocore=True)


def count_fleets(client: AppStreamClient) -> int:
    with tracer.trace("nightly-report"):
        return len(client.describe_fleets().all())
