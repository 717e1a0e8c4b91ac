"""A FastAPI portal that uses the asynchronous client: fleets, sessions and streaming URLs.

    uvicorn portal:app                      with an AWS account; run it in this folder
    APPSTREAM_LOCAL=1 uvicorn portal:app    with a local AppStream; needs no AWS account

Requests and responses contain this package's models. ``/docs`` shows their schemas.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, TypeAlias

from fastapi import Body, FastAPI, Request
from fastapi.responses import JSONResponse

from appstream_typed import (
    ApiError,
    AsyncAppStreamClient,
    ComputeCapacity,
    CreateStreamingURLResult,
    Fleet,
    FleetState,
    InvalidParameterCombinationException,
    OperationNotPermittedException,
    ResourceNotAvailableException,
    ResourceNotFoundException,
    Session,
)
from appstream_typed.local import LocalAppStream
from appstream_typed.local.seeding import load_seed

STATUSES: dict[type[ApiError], int] = {
    ResourceNotFoundException: 404,
    ResourceNotAvailableException: 409,
    OperationNotPermittedException: 403,
    InvalidParameterCombinationException: 400,
}


Capacity: TypeAlias = Annotated[ComputeCapacity, Body()]
"""The body of a request.

Without ``Body()``, FastAPI would read the model from the query string, because it is not a pydantic model.
"""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    """Create the client once, and close it at the end."""
    if not os.environ.get("APPSTREAM_LOCAL"):
        async with AsyncAppStreamClient() as app.state.appstream:
            yield
        return
    with LocalAppStream() as local:
        local.seed(load_seed("demo"))
        async with AsyncAppStreamClient(local.boto3_client()) as app.state.appstream:
            yield


app = FastAPI(title="Portal", lifespan=lifespan)


def client_of(request: Request) -> AsyncAppStreamClient:
    """Return the client that all requests share."""
    client: AsyncAppStreamClient = request.app.state.appstream
    return client


@app.exception_handler(ApiError)
async def refused(_: Request, error: ApiError) -> JSONResponse:
    """Convert an AppStream error to an HTTP status."""
    content = {"code": error.code, "message": error.message, "request": error.request_id}
    return JSONResponse(content, STATUSES.get(type(error), 502))


@app.get("/fleets")
async def fleets(request: Request, state: FleetState | None = None) -> list[Fleet]:
    """Return all fleets of the account, or those in one state."""
    found = client_of(request).describe_fleets()
    return [fleet async for fleet in found if state in (None, fleet.state)]


@app.put("/fleets/{fleet}/capacity")
async def resize(request: Request, fleet: str, capacity: Capacity) -> Fleet:
    """Change the number of instances of a fleet."""
    return await client_of(request).update_fleet(name=fleet, compute_capacity=capacity)


@app.get("/stacks/{stack}/fleets/{fleet}/sessions")
async def sessions(request: Request, stack: str, fleet: str) -> list[Session]:
    """Return the sessions of a stack on a fleet."""
    return await client_of(request).describe_sessions(stack_name=stack, fleet_name=fleet).all()


@app.post("/stacks/{stack}/fleets/{fleet}/entries/{user}")
async def enter(request: Request, stack: str, fleet: str, user: str) -> CreateStreamingURLResult:
    """Return a streaming URL, valid for five minutes. Anyone who has it can use the session."""
    return await client_of(request).create_streaming_url(
        stack_name=stack, fleet_name=fleet, user_id=user, validity=300
    )
