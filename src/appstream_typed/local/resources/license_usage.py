"""The users of licensed software in each month.

If the image of a fleet has licensed software, all users of the fleet are counted (the page
license-included-applications of the guide). The names of licenses and the ARNs of users are
assumptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.software_store import present
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.listings import list_matching
from appstream_typed.local.state.table_names import LICENSE_USAGE, USERS
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import bad_combination

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@operation("DescribeAppLicenseUsage")
def describe_app_license_usage(state: AccountState, request: Body) -> Body:
    """List the users of licenses in a month."""
    month = request["BillingPeriod"]
    if not _MONTH.fullmatch(month):
        raise bad_combination("BillingPeriod must be a month, such as 2025-08.")
    return list_matching(
        state, request, LICENSE_USAGE, "AppLicenseUsages", {"BillingPeriod": month}
    )


def count_users(state: AccountState, fleet: Body, kind: str, users: Iterable[str]) -> None:
    """Record users who started to stream from a fleet."""
    image = fleet.get("ImageArn")  # elastic fleets have no image
    software = present(state, image) if image else ()
    licenses = dict.fromkeys(" ".join(name.split("_")[:2]) for name in software)
    if not licenses:
        return
    now = state.now()
    table = state.table(LICENSE_USAGE)
    for user in users:
        arn = _user_arn(state, kind, user)
        for license_type in licenses:
            key = (f"{now:%Y-%m}", arn, license_type)
            record = table.get(key)
            if record is not None:
                record.body["SubscriptionLastUsedDate"] = now
                continue
            body: Body = {
                "UserArn": arn,
                "BillingPeriod": key[0],
                "OwnerAWSAccountId": state.account_id,
                "SubscriptionFirstUsedDate": now,
                "SubscriptionLastUsedDate": now,
                "LicenseType": license_type,
                "UserId": user,
            }
            table.add(key, Record(body))


def _user_arn(state: AccountState, kind: str, user: str) -> str:
    known = state.table(USERS).get(user) if kind == "USERPOOL" else None
    return state.arn(f"user/{kind.lower()}", user) if known is None else str(known.body["Arn"])
