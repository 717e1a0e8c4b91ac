"""FastAPI accepts models and enums in bodies, parameters, responses and the OpenAPI schema."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Body, FastAPI

from appstream_typed import (
    DirectoryConfig,
    Fleet,
    FleetState,
    ServiceAccountCredentials,
    Session,
    VpcConfig,
    enums,
    models,
)

SECRET = "planted-5ecret"
FLEET = Fleet(
    arn="a",
    name="office",
    instance_type="stream.standard.small",
    compute_capacity_status=models.ComputeCapacityStatus(desired=1),
    state=FleetState("HIBERNATED"),
    created_time=datetime(2026, 1, 2, tzinfo=timezone.utc),
    vpc_config=VpcConfig(subnet_ids=["s"]),
)


@pytest.fixture
def app() -> FastAPI:
    api = FastAPI()

    @api.get("/fleets")
    def fleets(state: FleetState | None = None) -> list[Fleet]:
        return [FLEET] if state in (None, FLEET.state) else []

    @api.post("/networks")
    def network(config: Annotated[VpcConfig, Body()]) -> VpcConfig:
        return config

    @api.post("/directories")
    def directory(config: Annotated[DirectoryConfig, Body()]) -> DirectoryConfig:
        return config

    @api.get("/sessions")
    def sessions() -> list[Session]:
        return []

    return api


def send_request(app: FastAPI, method: str, path: str, **options: Any) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as browser:
            return await browser.request(method, path, **options)

    return asyncio.run(send())


def test_a_response_body_equals_to_json(app: FastAPI) -> None:
    (answer,) = send_request(app, "GET", "/fleets").json()
    assert answer["State"] == "HIBERNATED"
    assert answer["CreatedTime"] == "2026-01-02T00:00:00Z"
    assert Fleet.from_dict(answer) == FLEET


def test_an_enum_parameter_accepts_unknown_values(app: FastAPI) -> None:
    for value, number in (("HIBERNATED", 1), ("RUNNING", 0), ("ANOTHER", 0)):
        assert len(send_request(app, "GET", "/fleets", params={"state": value}).json()) == number


def test_a_request_body_is_read_like_from_dict(app: FastAPI) -> None:
    body = {"SubnetIds": ["a"], "AlsoAddedLater": [1]}
    assert send_request(app, "POST", "/networks", json=body).json() == body
    refused = send_request(app, "POST", "/networks", json={"SubnetIds": [7]})
    assert refused.status_code == 422
    (problem,) = refused.json()["detail"]
    assert problem["loc"] == ["body", "SubnetIds", 0]
    assert problem["msg"] == "expected a string, got int"


def test_an_error_response_hides_sensitive_values(app: FastAPI) -> None:
    credentials = {"AccountName": "n", "AccountPassword": [SECRET]}
    body = {"DirectoryName": "d", "ServiceAccountCredentials": credentials}
    refused = send_request(app, "POST", "/directories", json=body)
    assert refused.status_code == 422
    assert SECRET not in refused.text
    assert "AccountPassword" in refused.text


def test_the_openapi_schema_describes_the_models(app: FastAPI) -> None:
    page = app.openapi()
    schemas = page["components"]["schemas"]
    fleet = schemas["Fleet"]
    assert fleet["description"] == "A group of identical instances from which users stream."
    properties = fleet["properties"]
    assert properties["VpcConfig"]["$ref"] == "#/components/schemas/VpcConfig"
    assert properties["CreatedTime"]["format"] == "date-time"
    assert properties["State"]["$ref"] == "#/components/schemas/FleetState"
    assert properties["Name"]["minLength"] == 1
    assert set(fleet["required"]) == {
        "Arn",
        "Name",
        "InstanceType",
        "ComputeCapacityStatus",
        "State",
    }
    assert schemas["FleetState"]["examples"] == [str(member) for member in enums.FleetState]
    assert "enum" not in schemas["FleetState"]
    password = schemas[ServiceAccountCredentials.__name__]["properties"]["AccountPassword"]
    assert (password["format"], password["writeOnly"]) == ("password", True)
    answer = page["paths"]["/fleets"]["get"]["responses"]["200"]["content"]["application/json"]
    assert answer["schema"]["items"]["$ref"] == "#/components/schemas/Fleet"
    # Requests and responses share one schema.
    assert not [name for name in schemas if name.endswith(("-Input", "-Output"))]
