"""An AWS Lambda function that returns the sessions of a fleet as JSON.

Each execution environment creates the client once, on the first event. The handler takes
``{"stack": ..., "fleet": ...}`` and needs the permission ``appstream:DescribeSessions``.
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
"""Seconds after which no attempt starts. The function's timeout should be longer."""


class Event(TypedDict):
    """The event."""

    stack: str
    fleet: str


class Answer(TypedDict):
    """The response in the form of API Gateway and function URLs."""

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
    """Handle an event."""
    try:
        sessions = client().describe_sessions(stack_name=event["stack"], fleet_name=event["fleet"])
        found = [session.to_json() for session in sessions]
    except InvalidParameterCombinationException as error:
        # The only modelled error of DescribeSessions. AWS returns it for an unknown stack or fleet.
        return {"statusCode": 404, "body": error.message}
    except ApiError as error:
        return {"statusCode": 502, "body": f"{error.code}, request {error.request_id}"}
    return {"statusCode": 200, "body": f"[{', '.join(found)}]"}
