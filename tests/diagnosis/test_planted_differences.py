"""The command against a server whose responses have faults or unexpected members."""

from __future__ import annotations

from typing import Any

import pytest

from appstream_typed.local import LocalAppStream, faults
from tests.diagnosis.answers import body
from tests.diagnosis.command import Ran, notes
from tests.diagnosis.conftest import Diagnose

DENIED = "User: arn:aws:iam::123456789012:user/planted is not authorized"

pytestmark = pytest.mark.usefixtures("full_account")


def all_others_are_equal(ran: Ran, *except_for: str) -> bool:
    return all(
        entry["result"] == "ok" and entry["is_equal"]
        for name, entry in ran.operations.items()
        if name not in except_for
    )


def test_unknown_members_and_values_are_notes(diagnose: Diagnose, local: LocalAppStream) -> None:
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


def test_unknown_members_and_values_are_in_the_json_report(
    diagnose: Diagnose, local: LocalAppStream
) -> None:
    local.add_fault(faults.unknown_members({"Planted": "x"}), "DescribeUsers", times=None)
    local.add_fault(faults.unknown_values("HIBERNATING", "State"), "DescribeFleets", times=None)
    ran = diagnose("--json")
    assert ran.status == 0
    assert all_others_are_equal(ran)
    assert ran.operations["DescribeUsers"]["unknown_members"] == [
        "DescribeUsersResult.Planted",
        "User.Planted",
    ]
    values = ran.operations["DescribeFleets"]["unknown_values"]
    assert values == [{"enum": "FleetState", "value": "HIBERNATING"}]


def test_a_denied_operation_skips_operations_that_need_its_response(
    diagnose: Diagnose, local: LocalAppStream
) -> None:
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


def test_throttled_requests_are_retried(diagnose: Diagnose, local: LocalAppStream) -> None:
    """The first fault ends after one request. The second fault never ends."""
    local.add_fault(faults.throttling(), "DescribeFleets")
    local.add_fault(faults.throttling(), "DescribeUsers", times=None)
    ran = diagnose(env={"AWS_MAX_ATTEMPTS": "2"})
    assert ran.status == 0, "throttling is not a difference"
    assert ran.rows["DescribeFleets"][0] == "ok"
    assert ran.rows["DescribeUsers"][0] == "failed"
    found = set(notes(ran))
    assert "DescribeFleets: sent again 1 time" in found
    assert "DescribeUsers: sent again 1 time" in found
    assert "DescribeUsers: failed, ThrottlingException, HTTP status 400" in found


def test_truncated_and_malformed_bodies_are_unreadable(
    diagnose: Diagnose, local: LocalAppStream
) -> None:
    # The error after a connection that was closed early depends on the version of urllib3.
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
    assert all_others_are_equal(ran, *broken, *no_source)


def test_a_member_of_a_wrong_type_is_named_without_its_value(
    diagnose: Diagnose, local: LocalAppStream
) -> None:
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


def test_missing_required_members_are_listed(diagnose: Diagnose, local: LocalAppStream) -> None:
    some = {"Fleets": [{"Name": "f", "InstanceType": "stream.standard.small", "State": "RUNNING"}]}
    local.add_fault(faults.response(body(some)), "DescribeFleets", times=None)
    ran = diagnose()
    assert ran.status == 0
    shown = (
        "DescribeFleets: required members that AWS omitted: Fleet.Arn; Fleet.ComputeCapacityStatus"
    )
    assert any(note.startswith(shown) for note in notes(ran))
    assert ran.err == "", "the report already has the warning"


def test_nulls_and_empty_tokens_are_not_a_difference(
    diagnose: Diagnose, local: LocalAppStream
) -> None:
    odd = {"Users": [None, {"AuthenticationType": "USERPOOL", "Arn": None}], "NextToken": ""}
    local.add_fault(faults.response(body(odd)), "DescribeUsers", times=None)
    local.add_fault(faults.response(b"{}"), "ListTagsForResource", times=None)
    ran = diagnose("--json")
    assert all_others_are_equal(ran)
    assert ran.operations["DescribeUsers"]["items"] == 1
    assert ran.operations["ListTagsForResource"]["items"] == 0


FAULTY = """
import appstream_typed
to_dict = appstream_typed.{name}.to_dict
appstream_typed.{name}.to_dict = lambda self: {{**to_dict(self), "{member}": "planted"}}
"""


def test_a_typed_result_that_differs_from_boto3s_is_reported(diagnose: Diagnose) -> None:
    """Code that runs before the command makes the client return a wrong result."""
    ran = diagnose(before=FAULTY.format(name="Fleet", member="Name"))
    assert ran.status == 1
    assert ran.rows["DescribeFleets"][0] == "ok"
    assert ran.rows["DescribeFleets"][-1] == "NO"
    shown = "DescribeFleets: differs from boto3: Fleet.Name: different value"
    assert shown in notes(ran)
    assert "Typed results that differ from boto3's: 1." in " ".join(ran.out.split())
    assert "planted" not in ran.out


def test_a_difference_in_an_unpaginated_operation_is_reported(diagnose: Diagnose) -> None:
    """DescribeThemeForStack is not paginated."""
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


def test_a_response_that_boto3_cannot_read_is_reported(diagnose: Diagnose) -> None:
    ran = diagnose("--json", before=UNREADABLE)
    assert ran.status == 1
    users = ran.operations["DescribeUsers"]
    assert users["differences"] in (["boto3 cannot read the response: ValueError"], [])
    assert users["is_equal"] is False or users["is_unreadable"]


def test_the_exit_status_is_2_if_every_operation_fails(
    diagnose: Diagnose, local: LocalAppStream
) -> None:
    local.add_fault(faults.error("UnrecognizedClientException", DENIED, 403), times=None)
    ran = diagnose("--json")
    assert ran.status == 2
    results = {entry["result"] for entry in ran.operations.values()}
    assert results == {"failed", "skipped"}
    assert ran.operations["DescribeStacks"]["error_code"] == "UnrecognizedClientException"
    assert ran.operations["DescribeStacks"]["http_status"] == 403


def test_an_html_page_of_a_proxy_is_not_shown(diagnose: Diagnose, local: LocalAppStream) -> None:
    page = faults.response(b"<html>planted</html>", status=403, content_type="text/html")
    local.add_fault(page, "DescribeUsers", times=None)
    ran = diagnose("--json")
    users = ran.operations["DescribeUsers"]
    assert (users["result"], users["http_status"]) == ("failed", 403)
    assert "planted" not in ran.out
