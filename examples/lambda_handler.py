"""An AWS Lambda function that gives the sessions of a fleet as JSON.

The client is made once for each execution environment, on the first event, and kept. The handler
takes ``{"stack": ..., "fleet": ...}`` and needs the permission ``appstream:DescribeSessions``.
"""

from __future__ import annotations

from functools import cache
from typing import TypedDict

from appstream_typed import (
    ApiError,
    AppStreamClient,
    InvalidParameterCombinationException,
    RetryPolicy,
)

PATIENCE = 8.0
"""Seconds after which no attempt starts; the function's own timeout should be longer."""


class Event(TypedDict):
    """What the function is called with."""

    stack: str
    fleet: str


class Answer(TypedDict):
    """What it gives, as API Gateway and function URLs want it."""

    statusCode: int
    body: str


@cache
def client() -> AppStreamClient:
    """Return the client of this execution environment."""
    return AppStreamClient(
        connect_timeout=2,
        read_timeout=5,
        retries=RetryPolicy(max_attempts=3, deadline=PATIENCE),
    )


def handler(event: Event, _context: object) -> Answer:
    """Answer one event."""
    try:
        sessions = client().describe_sessions(stack_name=event["stack"], fleet_name=event["fleet"])
        found = [session.to_json() for session in sessions]
    except InvalidParameterCombinationException as error:
        # Of DescribeSessions' model the only error: what it answers for names that are not there.
        return {"statusCode": 404, "body": error.message}
    except ApiError as error:
        return {"statusCode": 502, "body": f"{error.code}, request {error.request_id}"}
    return {"statusCode": 200, "body": f"[{', '.join(found)}]"}
