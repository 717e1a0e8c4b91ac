"""Workflows of several calls: change a fleet, tear down stacks, find what is idle.

Each function takes a client, and has a counterpart ``..._async`` for the asynchronous client. Both run
the same steps. A workflow can be run a second time after any failure: it does what is left to do.
"""

from __future__ import annotations

from appstream_typed.workflows.change import change_fleet, change_fleet_async
from appstream_typed.workflows.fleet_changes import FleetChanges
from appstream_typed.workflows.steps import WorkflowError, WorkflowStep

__all__ = [
    "FleetChanges",
    "WorkflowError",
    "WorkflowStep",
    "change_fleet",
    "change_fleet_async",
]
