"""The AWS X-Ray code of the guide. ``trace_with_xray.py`` runs it."""

from aws_xray_sdk.core import patch, xray_recorder

from appstream_typed import AppStreamClient

patch(["botocore"])


def count_fleets(client: AppStreamClient) -> int:
    with xray_recorder.in_segment("nightly-report"):
        return len(client.describe_fleets().all())
