"""``plan_teardown`` with both clients and a local AppStream, also with a crash before every step."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator

import pytest

from appstream_typed import EntitlementAttribute, S3Location
from appstream_typed.local import AcceleratedClock, LocalAppStream, ManualClock, Timings, faults
from appstream_typed.workflows import (
    PlanOutdatedError,
    WorkflowError,
    WorkflowStep,
    plan_teardown,
)
from tests.stacks_to_tear_down import AFTER, Runner, seed, state, writes

DENIED = faults.error("AccessDeniedException")
EVERYTHING = [
    "DeleteEntitlement",
    "DeleteEntitlement",
    "BatchDisassociateUserStack",
    "BatchDisassociateUserStack",
    "DeleteThemeForStack",
    "TagResource",
    "StopFleet",
    "DisassociateFleet",
    "DisassociateFleet",
    "DisassociateFleet",
    "DeleteFleet",
    "DeleteFleet",
    "DeleteStack",
]


@pytest.fixture
def local() -> Iterator[LocalAppStream]:
    with LocalAppStream(clock=AcceleratedClock(2000)) as running:
        seed(running)
        yield running


@pytest.fixture(params=["sync", "async"])
def runner(request: pytest.FixtureRequest, local: LocalAppStream) -> Runner:
    return Runner(local, is_async=request.param == "async")


def test_planning_only_reads(local: LocalAppStream, runner: Runner) -> None:
    before = state(local)
    local.clear_requests()
    seen: list[WorkflowStep] = []
    runner.plan("office", on_step=seen.append)
    assert {step.kind for step in seen} == {"read"}
    assert len(seen) == len(local.requests)
    assert writes(local) == []
    assert state(local) == before


def test_resources_are_deleted_in_the_order_that_aws_requires(
    local: LocalAppStream, runner: Runner
) -> None:
    plan = runner.plan("office")
    steps = plan.steps
    local.clear_requests()
    seen: list[WorkflowStep] = []
    assert runner.run(plan, on_step=seen.append) == [step.method for step in steps]
    assert writes(local) == EVERYTHING
    assert [str(step) for step in seen if step.kind != "read"] == [str(step) for step in steps]
    assert state(local) == AFTER
    assert local.client().describe_theme_for_stack(stack_name="other").stack_name == "other"


def test_a_plan_prints_its_steps(runner: Runner) -> None:
    plan = runner.plan("office", "missing")
    assert str(plan) == (
        "Tear down office, missing\n"
        "  1. Delete entitlement a of stack office\n"
        "  2. Delete entitlement b of stack office\n"
        "  3. Disassociate 25 users from stack office\n"
        "  4. Disassociate 2 users from stack office\n"
        "  5. Delete the theme of stack office\n"
        "  6. Tag stack office to delete fleet own, spare\n"
        "  7. Stop fleet own\n"
        "  8. Wait until fleet own is stopped\n"
        "  9. Disassociate fleet own from stack office\n"
        " 10. Disassociate fleet spare from stack office\n"
        " 11. Disassociate fleet shared from stack office; it is kept for stack other\n"
        " 12. Delete fleet own\n"
        " 13. Delete fleet spare\n"
        " 14. Delete stack office\n"
        "Stack missing does not exist."
    )
    assert plan.kept_fleets == ("shared",)
    assert plan.missing_stacks == ("missing",)
    for step in plan.steps:
        assert str(step) in repr(plan)
        assert f'<td style="text-align:left">{step}</td>' in plan._repr_html_()
    assert "user-1@example.com" not in repr(plan) + plan._repr_html_() + repr(plan.steps)


def test_a_second_run_of_a_plan_changes_nothing(local: LocalAppStream, runner: Runner) -> None:
    plan = runner.plan("office")
    runner.run(plan)
    local.clear_requests()
    assert runner.run(plan) == []
    assert writes(local) == []
    again = runner.plan("office")
    assert str(again) == "Tear down office\nThere is nothing to do.\nStack office does not exist."
    assert runner.run(again) == []


def test_a_shared_fleet_is_deleted_with_both_stacks(local: LocalAppStream, runner: Runner) -> None:
    plan = runner.plan("office", "other")
    assert plan.kept_fleets == ()
    runner.run(plan)
    assert state(local)["fleets"] == {"alone": "RUNNING"}
    assert state(local)["stacks"] == []


def test_the_plan_names_sessions_that_stopping_a_fleet_ends(runner: Runner) -> None:
    clock = ManualClock()
    with LocalAppStream(clock=clock, timings=Timings(fleet_stop=0)) as local:
        seed(local)
        local.user_connects("office", "own", "grace")
        runner.local = local
        plan = runner.plan("office")
        assert "Stop fleet own, which ends the sessions on 1 instance" in str(plan)
        runner.run(plan)
        assert state(local) == AFTER


# --- outdated plans ------------------------------------------------------------------------------


def new_entitlement(local: LocalAppStream) -> None:
    local.client().create_entitlement(
        name="c",
        stack_name="office",
        app_visibility="ALL",
        attributes=[EntitlementAttribute(name="department", value="x")],
    )


def started_fleet(local: LocalAppStream) -> None:
    local.client().start_fleet(name="spare")


def fleet_of_another_stack(local: LocalAppStream) -> None:
    local.client().associate_fleet(fleet_name="own", stack_name="other")


def fleet_of_no_other_stack(local: LocalAppStream) -> None:
    local.client().disassociate_fleet(fleet_name="shared", stack_name="other")


def another_fleet(local: LocalAppStream) -> None:
    local.client().associate_fleet(fleet_name="alone", stack_name="office")


def another_stack_of_that_name(local: LocalAppStream) -> None:
    client = local.client()
    for fleet in client.list_associated_fleets(stack_name="office").all():
        client.disassociate_fleet(fleet_name=fleet, stack_name="office")
    client.delete_stack(name="office")
    client.create_stack(name="office")


def new_theme(local: LocalAppStream) -> None:
    client = local.client()
    client.delete_theme_for_stack(stack_name="office")
    s3 = S3Location(s3_bucket="bucket", s3_key="key")
    client.create_theme_for_stack(
        stack_name="office",
        title_text="t",
        theme_styling="BLUE",
        organization_logo_s3_location=s3,
        favicon_s3_location=s3,
    )


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (new_entitlement, "new entitlement c of stack office"),
        (started_fleet, "new running fleet spare"),
        (fleet_of_another_stack, "new fleet own that another stack uses"),
        (fleet_of_no_other_stack, "new fleet shared that no other stack uses"),
        (another_fleet, "new association of fleet alone with stack office"),
        (another_stack_of_that_name, "new stack office"),
        (new_theme, "new theme of stack office"),
    ],
)
def test_an_outdated_plan_changes_nothing(
    local: LocalAppStream, runner: Runner, happens: Callable[[LocalAppStream], None], says: str
) -> None:
    plan = runner.plan("office")
    happens(local)
    local.clear_requests()
    with pytest.raises(PlanOutdatedError, match="nothing was changed") as caught:
        runner.run(plan)
    assert says in caught.value.differences
    assert writes(local) == []
    assert pickle.loads(pickle.dumps(caught.value)).differences == caught.value.differences
    runner.run(runner.plan("office"))


def test_resources_deleted_in_the_meantime_are_omitted(
    local: LocalAppStream, runner: Runner
) -> None:
    plan = runner.plan("office")
    client = local.client()
    client.delete_entitlement(stack_name="office", name="a")
    client.disassociate_fleet(fleet_name="spare", stack_name="office")
    client.delete_fleet(name="spare")
    client.delete_theme_for_stack(stack_name="office")
    done = runner.run(plan)
    assert done.count("delete_entitlement") == done.count("delete_fleet") == 1
    assert "delete_theme_for_stack" not in done
    assert state(local) == AFTER


def test_a_deletion_during_the_run_is_not_an_error(local: LocalAppStream, runner: Runner) -> None:
    plan = runner.plan("office")
    for operation in ("DeleteEntitlement", "DeleteThemeForStack"):
        local.add_fault(faults.error("ResourceNotFoundException"), operation)
    done = runner.run(plan)
    assert done.count("delete_entitlement") == 1
    assert "delete_theme_for_stack" not in done


# --- failures and crashes ------------------------------------------------------------------------


def test_an_error_lists_the_completed_steps(local: LocalAppStream, runner: Runner) -> None:
    plan = runner.plan("office")
    local.add_fault(DENIED, "DisassociateFleet", skip=1)
    with pytest.raises(
        WorkflowError, match="Disassociate fleet spare from stack office failed"
    ) as caught:
        runner.run(plan)
    assert [step.method for step in caught.value.done] == [step.method for step in plan.steps[:9]]
    runner.run(plan)  # the plan is still valid
    assert state(local) == AFTER


def test_users_that_cannot_be_disassociated_are_an_error(
    local: LocalAppStream, runner: Runner
) -> None:
    plan = runner.plan("office")
    # No user can disappear here, so the test returns a response that AWS documents.
    body = b'{"errors": [{"ErrorCode": "INTERNAL_ERROR", "ErrorMessage": "Try later."}]}'
    local.add_fault(faults.response(body), "BatchDisassociateUserStack")
    with pytest.raises(
        WorkflowError, match="the first error is INTERNAL_ERROR: Try later"
    ) as caught:
        runner.run(plan)
    assert caught.value.step.method == "batch_disassociate_user_stack"
    assert [step.method for step in caught.value.done] == ["delete_entitlement"] * 2


def test_a_failed_read_changes_nothing(local: LocalAppStream, runner: Runner) -> None:
    plan = runner.plan("office")
    local.clear_requests()
    local.add_fault(DENIED, "ListAssociatedStacks")
    with pytest.raises(Exception, match="AccessDenied") as caught:
        runner.run(plan)
    assert not isinstance(caught.value, WorkflowError)
    assert writes(local) == []


class Crash(BaseException):
    """Simulates the end of the process."""


def crash_at(number: int) -> Callable[[WorkflowStep], None]:
    """Return a callback that crashes before the change or wait with this number, which starts at 0."""
    seen = iter(range(1000))

    def on_step(step: WorkflowStep) -> None:
        if step.kind != "read" and next(seen) == number:
            raise Crash

    return on_step


@pytest.mark.parametrize("crash", range(14))
def test_a_further_plan_completes_the_teardown_after_crashes(
    local: LocalAppStream, runner: Runner, crash: int
) -> None:
    """Each plan is new, as in a new process. The second plan crashes too, and the third succeeds."""
    with pytest.raises(Crash):
        runner.run(runner.plan("office"), on_step=crash_at(crash))
    second = runner.plan("office")
    if len(second.steps) > 1:
        with pytest.raises(Crash):
            runner.run(second, on_step=crash_at(1))
    runner.run(runner.plan("office"))
    assert state(local) == AFTER


@pytest.mark.parametrize("crash", range(13))
def test_a_second_run_of_the_plan_completes_the_teardown_after_a_crash(
    local: LocalAppStream, crash: int
) -> None:
    """No tags store the fleets, so the same plan object is run again."""
    runner = Runner(local, is_async=False)
    plan = runner.plan("office", resumable=False)
    with pytest.raises(Crash):
        runner.run(plan, on_step=crash_at(crash))
    runner.run(plan)
    assert state(local) == AFTER
    assert "TagResource" not in writes(local)


def test_a_second_plan_deletes_the_other_stack_after_a_crash(local: LocalAppStream) -> None:
    runner = Runner(local, is_async=False)
    steps = len(runner.plan("office", "other").steps)
    with pytest.raises(Crash):
        runner.run(runner.plan("office", "other"), on_step=crash_at(steps - 1))
    assert state(local)["stacks"] == ["other"]
    runner.run(runner.plan("office", "other"))
    assert state(local)["stacks"] == []


def test_wrong_arguments_raise_an_error_with_advice(local: LocalAppStream) -> None:
    with pytest.raises(TypeError, match=r"pass \['office'\]"):
        plan_teardown(local.client(), "office")
    with pytest.raises(ValueError, match="stack_names is empty"):
        plan_teardown(local.client(), [])
