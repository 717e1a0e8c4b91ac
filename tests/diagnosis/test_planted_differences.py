"""Responses with planted differences."""

from __future__ import annotations

from typing import Any

import pytest

from appstream_typed.local import LocalAppStream, faults
from tests.diagnosis.answers import body
from tests.diagnosis.command import Ran, notes
from tests.diagnosis.conftest import Diagnose

DENIED = "User: arn:aws:iam::123456789012:user/planted is not authorized"

pytestmark = pytest.mark.usefixtures("full_account")


def others_are_well(ran: Ran, *but: str) -> bool:
    return all(
        entry["result"] == "ok" and entry["is_equal"]
        for name, entry in ran.operations.items()
        if name not in but
    )


def test_unknown_members_and_values(diagnose: Diagnose, local: LocalAppStream) -> None:
    local.add_fault(faults.unknown_members({"Planted": "x"}), "DescribeSessions", times=None)
    local.add_fault(faults.unknown_values("HIBERNATING", "State"), "DescribeFleets", times=None)
    ran = diagnose()
    assert ran.status == 0
    for operation in ("DescribeSessions", "DescribeFleets"):
        assert (ran.rows[operation][0], ran.rows[operation][-1]) == ("ok", "yes")
    found = set(notes(ran))
    assert "DescribeFleets: unknown values: FleetState 'HIBERNATING'" in found
    assert (
        "DescribeSessions: unknown members: DescribeSessionsResult.Planted; "
        "NetworkAccessConfiguration.Planted; Session.Planted"
    ) in found


def test_unknown_members_and_values_in_json(diagnose: Diagnose, local: LocalAppStream) -> None:
    local.add_fault(faults.unknown_members({"Planted": "x"}), "DescribeUsers", times=None)
    local.add_fault(faults.unknown_values("HIBERNATING", "State"), "DescribeFleets", times=None)
    ran = diagnose("--json")
    assert ran.status == 0
    assert others_are_well(ran)
    assert ran.operations["DescribeUsers"]["unknown_members"] == [
        "DescribeUsersResult.Planted",
        "User.Planted",
    ]
    values = ran.operations["DescribeFleets"]["unknown_values"]
    assert values == [{"enum": "FleetState", "value": "HIBERNATING"}]


def test_access_denied(diagnose: Diagnose, local: LocalAppStream) -> None:
    denied = faults.error("AccessDeniedException", DENIED)
    local.add_fault(denied, "DescribeStacks", times=None)
    local.add_fault(faults.error("AccessDenied", DENIED, 403), "DescribeUsers", times=None)
    ran = diagnose()
    assert ran.status == 0
    assert ran.rows["DescribeStacks"][0] == ran.rows["DescribeUsers"][0] == "denied"
    assert ran.rows["DescribeStacks"][-1] == ""
    assert ran.rows["DescribeFleets"][0] == "ok"
    assert ran.rows["ListAssociatedFleets"][0] == "skipped"
    found = set(notes(ran))
    assert "DescribeStacks: denied, AccessDeniedException, HTTP status 400" in found
    assert "DescribeUsers: denied, AccessDenied, HTTP status 403" in found
    assert "ListAssociatedFleets: skipped, no response from DescribeStacks" in found
    assert "DescribeSessions: skipped, no stack with a fleet" in found


def test_throttling(diagnose: Diagnose, local: LocalAppStream) -> None:
    """A throttled request is retried. If throttling never ends, the operation fails."""
    local.add_fault(faults.throttling(), "DescribeFleets")
    local.add_fault(faults.throttling(), "DescribeUsers", times=None)
    ran = diagnose(env={"AWS_MAX_ATTEMPTS": "2"})
    assert ran.status == 0, "responses arrived and could be read"
    assert ran.rows["DescribeFleets"][0] == "ok"
    assert ran.rows["DescribeUsers"][0] == "failed"
    found = set(notes(ran))
    assert "DescribeFleets: sent again 1 time" in found
    assert "DescribeUsers: sent again 1 time" in found
    assert "DescribeUsers: failed, ThrottlingException, HTTP status 400" in found


def test_truncated_and_malformed_bodies(diagnose: Diagnose, local: LocalAppStream) -> None:
    # The error of a connection that closes too early depends on the version of urllib3.
    closed = {"ConnectionClosedError", "the body ends after 9 of"}
    broken: dict[str, tuple[faults.Fault, set[str]]] = {
        "DescribeAppBlocks": (faults.truncated_body(), {"the body is not JSON"}),
        "DescribeUsers": (faults.dropped_connection(9), closed),
        "DescribeThemeForStack": (faults.dropped_connection(), {"ConnectionClosedError"}),
        "ListTagsForResource": (faults.response(b""), {"the body is empty"}),
        "ListExportImageTasks": (faults.response(b"[]"), {"expected an object, got list"}),
    }
    for operation, (fault, _) in broken.items():
        local.add_fault(fault, operation, times=None)
    ran = diagnose("--json", env={"AWS_MAX_ATTEMPTS": "2"})
    assert ran.status == 1
    for operation, (_, reasons) in broken.items():
        found = ran.operations[operation]
        assert (found["result"], found["is_unreadable"]) == ("failed", True), operation
        assert any(reason in found["reason"] for reason in reasons), found["reason"]
    assert ran.operations["DescribeAppBlocks"]["retries"] == 1
    assert ran.operations["DescribeUsers"]["retries"] == 1
    no_source = ("GetExportImageTask", "DescribeAppBlockBuilderAppBlockAssociations")
    assert others_are_well(ran, *broken, *no_source)


def test_a_member_of_a_wrong_type(diagnose: Diagnose, local: LocalAppStream) -> None:
    wrong: Any = {"Fleets": [{"Name": "f", "Arn": "a", "State": ["planted"]}]}
    local.add_fault(faults.response(body(wrong)), "DescribeFleets", times=None)
    ran = diagnose()
    assert ran.status == 1
    assert ran.rows["DescribeFleets"][0] == "failed"
    assert (
        "DescribeFleets: failed, the response cannot be read, DescribeFleets.Fleets[].State: "
        "expected a string, got list"
    ) in notes(ran)
    assert "planted" not in ran.out
    assert "Responses that could not be read: 1." in " ".join(ran.out.split())


def test_the_key_of_a_map_is_not_part_of_a_path(diagnose: Diagnose, local: LocalAppStream) -> None:
    wrong = {"Tags": {"planted": 3}}
    local.add_fault(faults.response(body(wrong)), "ListTagsForResource", times=None)
    ran = diagnose()
    assert ran.status == 1
    shown = "ListTagsForResource: failed, the response cannot be read, ListTagsForResource.Tags"
    assert any(note.startswith(shown) for note in notes(ran))
    assert "planted" not in ran.out


def test_required_members_that_are_missing(diagnose: Diagnose, local: LocalAppStream) -> None:
    some = {"Fleets": [{"Name": "f", "InstanceType": "stream.standard.small", "State": "RUNNING"}]}
    local.add_fault(faults.response(body(some)), "DescribeFleets", times=None)
    ran = diagnose()
    assert ran.status == 0
    shown = (
        "DescribeFleets: required members that AWS omitted: Fleet.Arn; Fleet.ComputeCapacityStatus"
    )
    assert any(note.startswith(shown) for note in notes(ran))
    assert ran.err == "", "the warning about them is in the report"


def test_nulls_and_empty_tokens_are_not_a_difference(
    diagnose: Diagnose, local: LocalAppStream
) -> None:
    odd = {"Users": [None, {"AuthenticationType": "USERPOOL", "Arn": None}], "NextToken": ""}
    local.add_fault(faults.response(body(odd)), "DescribeUsers", times=None)
    local.add_fault(faults.response(b"{}"), "ListTagsForResource", times=None)
    ran = diagnose("--json")
    assert others_are_well(ran)
    assert ran.operations["DescribeUsers"]["items"] == 1
    assert ran.operations["ListTagsForResource"]["items"] == 0


FAULTY = """
import appstream_typed
to_dict = appstream_typed.{name}.to_dict
appstream_typed.{name}.to_dict = lambda self: {{**to_dict(self), "{member}": "planted"}}
"""


def test_a_typed_result_that_differs_from_boto3s(diagnose: Diagnose) -> None:
    """The client is modified to return a wrong result."""
    ran = diagnose(before=FAULTY.format(name="Fleet", member="Name"))
    assert ran.status == 1
    assert ran.rows["DescribeFleets"][0] == "ok"
    assert ran.rows["DescribeFleets"][-1] == "NO"
    shown = "DescribeFleets: differs from boto3: Fleet.Name: different value"
    assert shown in notes(ran)
    assert "Typed results that differ from boto3's: 1." in " ".join(ran.out.split())
    assert "planted" not in ran.out


def test_a_theme_that_differs_from_boto3s(diagnose: Diagnose) -> None:
    """An operation that is not paged returns a wrong result."""
    ran = diagnose("--json", before=FAULTY.format(name="Theme", member="ThemeTitleText"))
    assert (ran.status, ran.operations["DescribeThemeForStack"]["is_equal"]) == (1, False)


UNREADABLE = """
from botocore.parsers import JSONParser
parse = JSONParser.parse
def fail(self, response, shape):
    if b"UserName" in response["body"]:
        raise ValueError("planted")
    return parse(self, response, shape)
JSONParser.parse = fail
"""


def test_a_response_that_only_the_typed_client_can_read(diagnose: Diagnose) -> None:
    ran = diagnose("--json", before=UNREADABLE)
    assert ran.status == 1
    users = ran.operations["DescribeUsers"]
    assert users["differences"] in (["boto3 cannot read the response: ValueError"], [])
    assert users["is_equal"] is False or users["is_unreadable"]


def test_errors_of_every_operation_leave_nothing_to_compare(
    diagnose: Diagnose, local: LocalAppStream
) -> None:
    local.add_fault(faults.error("UnrecognizedClientException", DENIED, 403), times=None)
    ran = diagnose("--json")
    assert ran.status == 2
    results = {entry["result"] for entry in ran.operations.values()}
    assert results == {"failed", "skipped"}
    assert ran.operations["DescribeStacks"]["error_code"] == "UnrecognizedClientException"
    assert ran.operations["DescribeStacks"]["http_status"] == 403


def test_a_page_of_a_proxy_is_not_shown(diagnose: Diagnose, local: LocalAppStream) -> None:
    page = faults.response(b"<html>planted</html>", status=403, content_type="text/html")
    local.add_fault(page, "DescribeUsers", times=None)
    ran = diagnose("--json")
    users = ran.operations["DescribeUsers"]
    assert (users["result"], users["http_status"]) == ("failed", 403)
    assert "planted" not in ran.out
