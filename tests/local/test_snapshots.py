"""``reset``, ``snapshot`` and ``restore``."""

from __future__ import annotations

import pytest

from appstream_typed import AppStreamClient
from appstream_typed.local import LocalAppStream, ManualClock, faults
from tests.local.imaging import MEDIUM, WIN2022

SEED = {"stacks": [{"Name": "seeded"}]}


def test_a_snapshot_can_be_restored_repeatedly(
    local: LocalAppStream, client: AppStreamClient, clock: ManualClock
) -> None:
    client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022)
    local.client(region_name="eu-west-1").create_stack(name="there")
    clock.advance(1)
    before = local.snapshot()
    for _ in range(3):
        clock.advance(3600)
        assert client.describe_image_builders().one().state == "RUNNING"
        client.delete_image_builder(name="b")
        client.create_stack(name="s")
        clock.advance(3600)
        assert client.describe_image_builders().all() == []
        local.restore(before)
        assert clock.now() == before.time
        assert client.describe_image_builders().one().state == "PENDING"
        assert client.describe_stacks().all() == []
        clock.advance(1)
        builder = client.describe_image_builders().one()
        assert builder.state == "RUNNING", "the planned changes are restored"
    assert local.client(region_name="eu-west-1").describe_stacks().one().name == "there"


def test_a_snapshot_contains_state_changes_in_progress(
    local: LocalAppStream, clock: ManualClock
) -> None:
    """Snapshots require that all planned changes can be pickled."""
    client = local.client()
    local.seed(
        {
            "images": [{"Name": "gold"}, {"Name": "old", "State": "DELETING"}],
            "image_builders": [
                {"Name": s.lower(), "InstanceType": MEDIUM, "State": s}
                for s in ("PENDING", "STOPPING", "DELETING", "SNAPSHOTTING", "REBOOTING", "RUNNING")
            ],
            "fleets": [
                {"Name": s.lower(), "InstanceType": MEDIUM, "State": s}
                for s in ("STARTING", "STOPPING", "RUNNING")
            ],
            "stacks": [{"Name": "s", "Fleets": ["running"]}],
            "sessions": [{"StackName": "s", "FleetName": "running", "Count": 10}],
        }
    )
    role = "arn:aws:iam::123456789012:role/r"
    client.create_export_image_task(image_name="gold", ami_name="gold-ami", iam_role_arn=role)
    client.create_imported_image(
        name="imported",
        source_ami_id="ami-0123456789abcdef0",
        iam_role_arn=role,
    )
    client.create_updated_image(existing_image_name="gold", new_image_name="newer")
    client.copy_image(
        source_image_name="gold", destination_image_name="c", destination_region="us-east-1"
    )
    before = local.snapshot()
    clock.advance(3600)
    after = [image.to_dict() for image in client.describe_images(type="PRIVATE")]
    local.restore(before)
    clock.advance(3600)
    assert [image.to_dict() for image in client.describe_images(type="PRIVATE")] == after
    assert len(after) == 4


def test_reset_deletes_everything_except_the_seed(clock: ManualClock) -> None:
    with LocalAppStream(clock=clock, seed=SEED) as local:
        client = local.client()
        client.create_stack(name="more")
        local.client(account_id="2" * 12).create_stack(name="theirs")
        local.add_fault(faults.throttling(), times=None)
        local.reset()
        assert local.requests == ()
        assert [stack.name for stack in client.describe_stacks()] == ["seeded"]
        assert local.client(account_id="2" * 12).describe_stacks().all() == []
        assert len(local.requests) == 2, "the fault is removed"


def test_a_fault_function_that_was_not_called_is_explained(local: LocalAppStream) -> None:
    with pytest.raises(TypeError, match=r"call it: faults\.throttling\(\)"):
        local.add_fault(faults.throttling)  # type: ignore[arg-type]  # the error under test
    with pytest.raises(TypeError, match="must be a Fault, got 'throttling'"):
        local.add_fault("throttling")  # type: ignore[arg-type]  # the error under test
