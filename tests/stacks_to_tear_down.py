"""An account with stacks for the tests of ``plan_teardown``, and helpers of these tests."""

from __future__ import annotations

import asyncio
from typing import Any

from appstream_typed import AsyncAppStreamClient
from appstream_typed.local import LocalAppStream
from appstream_typed.workflows import (
    AsyncTeardownPlan,
    TeardownPlan,
    plan_teardown,
    plan_teardown_async,
)

MEDIUM = "stream.standard.medium"
READS = ("Describe", "List")


def seed(local: LocalAppStream) -> None:
    """Create two stacks. ``office`` has two fleets that no other stack uses, and a shared fleet."""
    capacity = {"DesiredInstances": 5}
    s3 = {"S3Bucket": "bucket", "S3Key": "key"}
    attributes = [{"Name": "department", "Value": "x"}]
    users = [f"user-{n}@example.com" for n in range(27)]
    local.seed(
        {
            "fleets": [
                {
                    "Name": "own",
                    "InstanceType": MEDIUM,
                    "State": "RUNNING",
                    "ComputeCapacity": capacity,
                },
                {"Name": "spare", "InstanceType": MEDIUM, "ComputeCapacity": capacity},
                {
                    "Name": "shared",
                    "InstanceType": MEDIUM,
                    "State": "RUNNING",
                    "ComputeCapacity": capacity,
                },
                {"Name": "alone", "InstanceType": MEDIUM, "State": "RUNNING"},
            ],
            "stacks": [
                {"Name": "office", "Fleets": ["own", "spare", "shared"]},
                {"Name": "other", "Fleets": ["shared"]},
            ],
            "entitlements": [
                {
                    "Name": name,
                    "StackName": stack,
                    "AppVisibility": "ALL",
                    "Attributes": attributes,
                }
                for stack, name in (("office", "a"), ("office", "b"), ("other", "a"))
            ],
            "themes": [
                {
                    "StackName": stack,
                    "TitleText": "t",
                    "ThemeStyling": "BLUE",
                    "OrganizationLogoS3Location": s3,
                    "FaviconS3Location": s3,
                }
                for stack in ("office", "other")
            ],
            "users": [
                {"UserName": user, "AuthenticationType": "USERPOOL", "MessageAction": "SUPPRESS"}
                for user in users
            ],
            "user_stack_associations": [
                {"StackName": stack, "UserName": user, "AuthenticationType": "USERPOOL"}
                for stack in ("office", "other")
                for user in users
            ],
        }
    )
    local.clear_requests()


Plan = TeardownPlan | AsyncTeardownPlan


class Runner:
    """Plans and runs teardowns with the sync or the async client."""

    def __init__(self, local: LocalAppStream, *, is_async: bool) -> None:
        self.local = local
        self.is_async = is_async

    def plan(self, *names: str, **options: Any) -> Plan:
        if not self.is_async:
            return plan_teardown(self.local.client(), names, **options)

        async def run() -> AsyncTeardownPlan:
            return await plan_teardown_async(self._client(), stack_names=names, **options)

        return asyncio.run(run())

    def run(self, plan: Plan, **options: Any) -> list[str]:
        """Run a plan. Return the method of each completed step."""
        done = plan.run(poll_interval=0.001, **options)
        if not isinstance(done, tuple):
            done = asyncio.run(_result(done))
        return [step.method for step in done]

    def _client(self) -> AsyncAppStreamClient:
        return AsyncAppStreamClient(self.local.boto3_client())


async def _result(done: Any) -> Any:
    return await done


def writes(local: LocalAppStream) -> list[str]:
    found = [r.operation for r in local.requests if not r.operation.startswith(READS)]
    local.clear_requests()
    return found


def state(local: LocalAppStream) -> dict[str, Any]:
    """Return all resources that a teardown may change."""
    client = local.client()
    stacks = [stack.name for stack in client.describe_stacks()]
    return {
        "stacks": stacks,
        "fleets": {fleet.name: str(fleet.state) for fleet in client.describe_fleets()},
        "associations": {
            stack: client.list_associated_fleets(stack_name=stack).all() for stack in stacks
        },
        "entitlements": {
            stack: [e.name for e in client.describe_entitlements(stack_name=stack)]
            for stack in stacks
        },
        "users": {
            stack: len(client.describe_user_stack_associations(stack_name=stack).all())
            for stack in stacks
        },
        "pool": len(client.describe_users(authentication_type="USERPOOL").all()),
    }


AFTER: dict[str, Any] = {
    "stacks": ["other"],
    "fleets": {"shared": "RUNNING", "alone": "RUNNING"},
    "associations": {"other": ["shared"]},
    "entitlements": {"other": ["a"]},
    "users": {"other": 27},
    "pool": 27,
}
