"""A program that uses the generated package. ``test_other_services`` runs it."""

from datetime import datetime, timezone

from home_region_typed import ApiError, HomeRegionControl, Target, TargetType, ThrottlingException
from home_region_typed.async_operations import AsyncAllOperations
from home_region_typed.operations import AllOperations

sent = {
    "ControlId": "hrc-1",
    "Target": {"Type": "ACCOUNT", "Id": "123456789012"},
    "RequestedTime": datetime(2026, 1, 2, tzinfo=timezone.utc),
}
control = HomeRegionControl.from_dict(sent)
assert control.target == Target(type=TargetType.ACCOUNT, id="123456789012")
assert control.home_region is None
assert control.to_dict() == sent
assert issubclass(ThrottlingException, ApiError)

methods = {
    "create_home_region_control",
    "delete_home_region_control",
    "describe_home_region_controls",
    "get_home_region",
}
for operations in (AllOperations, AsyncAllOperations):
    assert methods <= set(dir(operations))
    assert not any(name.startswith("wait_until_") for name in dir(operations))
