"""The subscription to usage reports. An account has at most one in a region."""

from __future__ import annotations

from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.listings import describe, page
from appstream_typed.local.state.members import pick
from appstream_typed.local.state.table_names import USAGE_REPORTS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import ServiceError

_KEY = "subscription"


@operation("CreateUsageReportSubscription")
def create_usage_report_subscription(state: AccountState, request: Body) -> Body:
    """Subscribe to daily reports. Repeating the request has no effect (an assumption)."""
    record = state.table(USAGE_REPORTS).get(_KEY)
    if record is None:
        bucket = f"appstream-logs-{state.region}-{state.account_id}-local"
        body: Body = {"S3BucketName": bucket, "Schedule": "DAILY", "SubscriptionErrors": []}
        record = state.table(USAGE_REPORTS).add(_KEY, Record(body))
    return pick(record.body, ("S3BucketName", "Schedule"))


@operation("DescribeUsageReportSubscriptions")
def describe_usage_report_subscriptions(state: AccountState, request: Body) -> Body:
    """List the subscription, if it exists."""
    return page(
        state, request, "UsageReportSubscriptions", state.table(USAGE_REPORTS).after, describe
    )


@operation("DeleteUsageReportSubscription")
def delete_usage_report_subscription(state: AccountState, request: Body) -> Body:
    """Delete the subscription."""
    if _KEY not in state.table(USAGE_REPORTS):
        msg = "The usage report subscription does not exist."
        raise ServiceError("ResourceNotFoundException", msg)
    state.table(USAGE_REPORTS).remove(_KEY)
    return {}
