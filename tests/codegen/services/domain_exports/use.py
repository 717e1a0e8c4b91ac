"""A program that uses the generated package. ``test_other_services`` runs it."""

from domain_exports_typed import ExportStatus, ExportSummary, FailureCode, GetExportResponse
from domain_exports_typed.async_operations import AsyncAllOperations
from domain_exports_typed.errors.common import COMMON_ERRORS, ThrottlingException
from domain_exports_typed.operations import AllOperations
from domain_exports_typed.waiters.descriptions import EXPORT_SUCCEEDED

sent = {
    "exportArn": "arn:aws:sdb:us-east-1:123456789012:domain/d/export/e",
    "exportStatus": "ADDED_LATER",
    "requestedAt": "2026-01-02T03:04:05Z",
    "domainName": "d",
}
summary = ExportSummary.from_dict(sent)
assert summary.export_status == "ADDED_LATER"
assert not summary.export_status.is_known
assert summary.to_dict()["exportArn"] == sent["exportArn"]

export = GetExportResponse.from_dict({**sent, "failureCode": "AccessDenied"})
assert export.failure_code is FailureCode.ACCESS_DENIED
assert export.failure_code.retired

assert COMMON_ERRORS["Throttling"] is ThrottlingException
assert EXPORT_SUCCEEDED.success == (ExportStatus.SUCCEEDED,)
for operations in (AllOperations, AsyncAllOperations):
    assert {"get_export", "list_exports", "start_domain_export"} <= set(dir(operations))
    assert "wait_until_export_succeeded" in dir(operations)
