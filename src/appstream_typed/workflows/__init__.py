"""Workflows of several calls: change a fleet, tear down stacks, find idle machines.

Each function takes a client, and has a counterpart ``..._async`` for the asynchronous client. Both
perform the same steps. After any failure, a workflow can be run again. It then continues with the
remaining steps.
"""

from __future__ import annotations

from appstream_typed.workflows.change import change_fleet, change_fleet_async
from appstream_typed.workflows.fleet_changes import FleetChanges
from appstream_typed.workflows.idle import IdleResource, find_idle, find_idle_async
from appstream_typed.workflows.steps import StepKind, WorkflowError, WorkflowStep
from appstream_typed.workflows.teardown import (
    AsyncTeardownPlan,
    PlanOutdatedError,
    TeardownPlan,
    plan_teardown,
    plan_teardown_async,
)

__all__ = [
    "AsyncTeardownPlan",
    "FleetChanges",
    "IdleResource",
    "PlanOutdatedError",
    "StepKind",
    "TeardownPlan",
    "WorkflowError",
    "WorkflowStep",
    "change_fleet",
    "change_fleet_async",
    "find_idle",
    "find_idle_async",
    "plan_teardown",
    "plan_teardown_async",
]
