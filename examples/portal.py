"""A portal in FastAPI, with the asynchronous client: who is connected, and a URL to get in.

    uvicorn portal:app                 from this folder, with an AWS account
    APPSTREAM_LOCAL=1 uvicorn portal:app

With ``APPSTREAM_LOCAL`` it speaks to a local AppStream, and no AWS account is needed.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from appstream_typed import (
    ApiError,
    AsyncAppStreamClient,
    InvalidParameterCombinationException,
    OperationNotPermittedException,
    ResourceNotAvailableException,
    ResourceNotFoundException,
)
from appstream_typed.local import LocalAppStream
from appstream_typed.local.seeding import load_seed

STATUSES: dict[type[ApiError], int] = {
    ResourceNotFoundException: 404,
    ResourceNotAvailableException: 409,
    OperationNotPermittedException: 403,
    InvalidParameterCombinationException: 400,
}


class Connection(BaseModel):
    """Who is connected, and where."""

    user: str
    state: str
    addresses: list[str]


class Entry(BaseModel):
    """A way in. Whoever has the URL gets in."""

    url: str


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    """Make the client once, and close it at the end."""
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
    """The client that all requests share."""
    client: AsyncAppStreamClient = request.app.state.appstream
    return client


@app.exception_handler(ApiError)
async def refused(_: Request, error: ApiError) -> JSONResponse:
    """What AppStream refuses, as an HTTP status."""
    content = {"code": error.code, "message": error.message, "request": error.request_id}
    return JSONResponse(content, STATUSES.get(type(error), 502))


@app.get("/stacks/{stack}/fleets/{fleet}/sessions")
async def sessions(request: Request, stack: str, fleet: str) -> list[Connection]:
    """The sessions of a stack on a fleet."""
    pager = client_of(request).describe_sessions(stack_name=stack, fleet_name=fleet)
    found: list[Connection] = []
    async for session in pager:
        network = session.network_access_configuration
        addresses = list(network.eni_ipv6_addresses) if network else []
        found.append(Connection(user=session.user_id, state=session.state, addresses=addresses))
    return found


@app.post("/stacks/{stack}/fleets/{fleet}/entries/{user}")
async def enter(request: Request, stack: str, fleet: str, user: str) -> Entry:
    """A URL by which the user gets in; good for five minutes."""
    made = await client_of(request).create_streaming_url(
        stack_name=stack, fleet_name=fleet, user_id=user, validity=300
    )
    return Entry(url=made.streaming_url or "")
