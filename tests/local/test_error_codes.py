"""Operations return only errors that the model declares for them, or errors of AWS's front end."""

from __future__ import annotations

import json
from typing import Any

from botocore.model import OperationModel
from hypothesis import given, settings
from hypothesis import strategies as st

from appstream_typed.local import LocalAppStream, ManualClock
from appstream_typed.local.controls import Controls
from appstream_typed.local.settings import Settings
from appstream_typed.local.simulation import Simulation
from appstream_typed.local.wire.messages import Request
from appstream_typed.local.wire.observations import USER_AUTHENTICATION_TYPE
from appstream_typed.local.wire.protocols import CBOR, JSON
from appstream_typed.local.wire.scope import Scope
from appstream_typed.local.wire.service_errors import ServiceError
from tests.local.random_requests import SEED, STEPS, requests
from tests.shapes import SERVICE

FRONT_END = {"ValidationException", "SerializationException"}
"""Errors that AWS's front end returns for any operation."""
OBSERVED = {("CreateUser", USER_AUTHENTICATION_TYPE.code)}
"""Observed errors of operations for which the model does not declare them."""

HERE = Scope("123456789012", "us-east-1")


def bound(operation: OperationModel) -> set[str]:
    return {shape.name for shape in operation.error_shapes}


@settings(max_examples=150)
@given(st.lists(STEPS, min_size=20, max_size=40))
def test_random_requests_get_only_errors_of_the_model(
    steps: list[tuple[str, dict[str, Any]]],
) -> None:
    clock = ManualClock()
    simulation = Simulation(Settings(clock=clock), HERE, None, None)
    controls = Controls(simulation, HERE)
    controls.seed(SEED)
    session = controls.user_connects("b", "b", "grace")
    for operation, request in requests(steps, clock, session):
        try:
            simulation.call(operation, request, HERE)
        except ServiceError as error:
            allowed = FRONT_END | bound(SERVICE.operation_model(operation))
            assert error.code in allowed or (operation, error.code) in OBSERVED, (
                f"{operation} returned {error.code}, which the model does not declare for it"
            )


def test_operations_without_modeled_errors_accept_unknown_names(local: LocalAppStream) -> None:
    boto: Any = local.boto3_client()
    assert boto.list_associated_fleets(StackName="absent")["Names"] == []
    assert boto.list_associated_stacks(FleetName="absent")["Names"] == []
    boto.expire_session(SessionId="absent")


def test_the_source_of_an_error_determines_the_member_of_its_message() -> None:
    """Errors of the model have ``Message``, because generated clients read only that member.

    Errors of the front end have ``message``.
    """
    front_end = Simulation(Settings(), HERE, None, None).front_end
    signed = {"authorization": "AWS4-HMAC-SHA256 Credential=1/20260101/us-east-1/appstream/x, "}
    target = "PhotonAdminProxyService."
    for operation, body, member in (
        ("DescribeStacks", b'{"Names": ["absent"]}', "Message"),
        ("CreateStack", b'{"Name": "-"}', "message"),
        ("Nothing", b"{}", "message"),
    ):
        headers = {**signed, "x-amz-target": target + operation}
        answer = front_end.handle(Request(path="/", query="", headers=headers, body=body))
        read = json.loads(answer.body)
        assert set(read) == {"__type", member}, operation
        assert read[member]
    for member in ("Message", "message"):
        assert member.encode() in CBOR.write_error("E", "text", member)
        assert member.encode() in JSON.write_error("E", "text", member)
