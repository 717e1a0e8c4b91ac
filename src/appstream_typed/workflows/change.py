"""``change_fleet``, which changes a fleet and stops it only if AWS requires that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from appstream_typed._support.suggestions import did_you_mean
from appstream_typed._transport.request_check import check_request
from appstream_typed.workflows._fleet_change import FleetChange
from appstream_typed.workflows._fleet_differences import given_changes
from appstream_typed.workflows._run import Workflow, run, run_async
from appstream_typed.workflows.fleet_changes import FleetChanges

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from appstream_typed.async_client import AsyncAppStreamClient
    from appstream_typed.client import AppStreamClient
    from appstream_typed.models.fleets import Fleet
    from appstream_typed.workflows.steps import WorkflowStep

__all__ = ["change_fleet", "change_fleet_async"]


def change_fleet(
    client: AppStreamClient,
    name: str,
    *,
    timeout: float = 1800,
    poll_interval: float = 15,
    on_step: Callable[[WorkflowStep], object] | None = None,
    resumable: bool = True,
    **changes: Unpack[FleetChanges],
) -> Fleet:
    """Change a fleet, and stop it only if AWS requires that.

    The type of a fleet determines the attributes that AWS can change while the fleet is running. To
    change any other attribute, the function stops the fleet, changes it, starts it again, and waits
    until it is running. **The fleet's sessions end.** A stopped fleet is changed and stays stopped.
    Attributes that already have the new value are not sent, so a second call has no effect.

    If AWS rejects the change, the fleet is started again unchanged. If the program ends during the
    change, call the function again with the same arguments. The tag ``appstream-typed:start-again``
    on the fleet records that the fleet must be started.

    Args:
        client: The client.
        name: The name of the fleet.
        timeout: The timeout of each wait for a state in seconds.
        poll_interval: Seconds between polls.
        on_step: A function to call with each ``WorkflowStep`` before it starts.
        resumable: Whether to tag the fleet while it is stopped, which needs the permissions
            ``appstream:ListTagsForResource``, ``TagResource`` and ``UntagResource``. Without the tag, a
            second call after a crash leaves the fleet stopped.
        **changes: The keywords of ``update_fleet``.

    Returns:
        The fleet after the change.

    Raises:
        WorkflowError: A step failed: the stop, the change, the start, or a wait.
        ApiError: The fleet could not be read. Nothing was changed.
        TypeError: ``update_fleet`` does not have a keyword. No request was sent.
        botocore.exceptions.ParamValidationError: An argument is invalid. No request was sent.

    See https://docs.aws.amazon.com/appstream2/latest/APIReference/API_UpdateFleet.html
    """
    steps = _steps(client, name, changes, timeout, poll_interval, resumable=resumable)
    return run(client, steps, on_step)


async def change_fleet_async(
    client: AsyncAppStreamClient,
    name: str,
    *,
    timeout: float = 1800,
    poll_interval: float = 15,
    on_step: Callable[[WorkflowStep], object] | None = None,
    resumable: bool = True,
    **changes: Unpack[FleetChanges],
) -> Fleet:
    """Change a fleet with the asynchronous client, as ``change_fleet`` does."""
    steps = _steps(client, name, changes, timeout, poll_interval, resumable=resumable)
    return await run_async(client, steps, on_step)


def _steps(
    client: AppStreamClient | AsyncAppStreamClient,
    name: str,
    changes: Mapping[str, object],
    timeout: float,
    poll_interval: float,
    *,
    resumable: bool,
) -> Workflow[Fleet]:
    """Return the workflow. Reject invalid changes before the fleet is stopped."""
    known = FleetChanges.__optional_keys__
    for keyword in changes:
        if keyword not in known:
            advice = did_you_mean(keyword, known, "; see update_fleet")
            raise TypeError(
                f"change_fleet() got an unexpected keyword argument {keyword!r}{advice}"
            )
    given = given_changes(changes)
    check_request(client.boto3, "UpdateFleet", {"name": name, **given})
    return FleetChange(
        name=name,
        changes=given,
        timeout=timeout,
        poll_interval=poll_interval,
        resumable=resumable,
    ).steps()
