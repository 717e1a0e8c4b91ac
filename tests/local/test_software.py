from __future__ import annotations

import pytest

from appstream_typed import (
    AppStreamClient,
    ImagePermissions,
    IncompatibleImageException,
    InvalidParameterCombinationException,
    LicensedSoftware,
    OperationNotPermittedException,
    ResourceNotFoundException,
)
from appstream_typed.local import LocalAppStream, ManualClock, Timings
from tests.local.imaging import (
    AMAZON_LINUX,
    MEDIUM,
    OTHER,
    WIN2019,
    WIN2022,
    look,
    make_image,
)

OFFICE = "Microsoft_Office_2021_LTSC_Standard_64Bit"
VISIO = "Microsoft_Visio_2021_LTSC_Standard_64Bit"
PROJECT = "Microsoft_Project_2021_Standard_64Bit"
VISIO_32 = "Microsoft_Visio_2021_LTSC_Standard_32Bit"
VISIO_2024 = "Microsoft_Visio_2024_LTSC_Standard_64Bit"


def builder(client: AppStreamClient, *software: str, image: str = WIN2022, name: str = "b") -> str:
    made = client.create_image_builder(
        name=name, instance_type=MEDIUM, image_name=image, softwares_to_install=software
    )
    assert made.arn is not None
    return made.arn


def statuses(client: AppStreamClient, arn: str) -> dict[str | None, str | None]:
    found = client.describe_software_associations(associated_resource=arn)
    return {item.software_name: item.status for item in found}


def associate(client: AppStreamClient, *names: str) -> None:
    client.associate_software_to_image_builder(image_builder_name="b", software_names=names)


def disassociate(client: AppStreamClient, *names: str) -> None:
    client.disassociate_software_from_image_builder(image_builder_name="b", software_names=names)


def deploy(client: AppStreamClient, *, retry: bool | None = None) -> None:
    client.start_software_deployment_to_image_builder(
        image_builder_name="b", retry_failed_deployments=retry
    )


def test_every_documented_name_is_accepted(client: AppStreamClient) -> None:
    for number, name in enumerate(LicensedSoftware):
        arn = builder(client, name, name=f"b{number}")
        assert list(statuses(client, arn)) == [name]


def test_software_is_installed_and_removed(client: AppStreamClient, clock: ManualClock) -> None:
    arn = builder(client, OFFICE)
    assert statuses(client, arn) == {OFFICE: "PENDING_INSTALLATION"}
    clock.advance(2)
    assert statuses(client, arn) == {OFFICE: "INSTALLED"}
    associate(client, VISIO, OFFICE, VISIO)
    disassociate(client, OFFICE)
    staged = {OFFICE: "STAGED_FOR_UNINSTALLATION", VISIO: "STAGED_FOR_INSTALLATION"}
    assert statuses(client, arn) == staged
    clock.advance(9)
    assert statuses(client, arn) == staged, "nothing changes before the deployment"
    deploy(client)
    assert statuses(client, arn) == {
        OFFICE: "PENDING_UNINSTALLATION",
        VISIO: "PENDING_INSTALLATION",
    }
    clock.advance(1)
    assert statuses(client, arn) == {VISIO: "INSTALLED"}


def test_requests_can_be_reversed_before_deployment(
    client: AppStreamClient, clock: ManualClock
) -> None:
    arn = builder(client, OFFICE)
    clock.advance(2)
    disassociate(client, OFFICE)
    associate(client, OFFICE)
    assert statuses(client, arn) == {OFFICE: "INSTALLED"}
    associate(client, VISIO)
    disassociate(client, VISIO)
    assert statuses(client, arn) == {OFFICE: "INSTALLED"}
    with pytest.raises(ResourceNotFoundException, match=PROJECT):
        disassociate(client, OFFICE, PROJECT)
    assert statuses(client, arn) == {OFFICE: "INSTALLED"}, "a refused request changes nothing"


def test_software_cannot_change_during_its_deployment(
    client: AppStreamClient, clock: ManualClock
) -> None:
    arn = builder(client)
    clock.advance(2)
    associate(client, OFFICE)
    deploy(client)
    for change in (associate, disassociate):
        with pytest.raises(OperationNotPermittedException, match="PENDING_INSTALLATION"):
            change(client, OFFICE)
    clock.advance(1)
    assert statuses(client, arn) == {OFFICE: "INSTALLED"}


def test_deployment_needs_a_running_builder(client: AppStreamClient, clock: ManualClock) -> None:
    builder(client)
    associate(client, OFFICE)
    with pytest.raises(OperationNotPermittedException, match="PENDING"):
        deploy(client)
    clock.advance(2)
    deploy(client)


def test_failed_installations_are_retried_on_request(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    arn = builder(client)
    clock.advance(2)
    associate(client, OFFICE, VISIO)
    deploy(client)
    local.fail_software_deployment("b", OFFICE, "1603", "no room")
    clock.advance(1)
    assert statuses(client, arn) == {OFFICE: "FAILED_TO_INSTALL", VISIO: "INSTALLED"}
    failed = client.describe_software_associations(associated_resource=arn).all()[0]
    assert failed.deployment_error[0].error_message == "no room"
    deploy(client)
    assert statuses(client, arn)[OFFICE] == "FAILED_TO_INSTALL"
    deploy(client, retry=True)
    again = client.describe_software_associations(associated_resource=arn).all()[0]
    assert (again.status, again.deployment_error) == ("PENDING_INSTALLATION", ())
    clock.advance(1)
    assert statuses(client, arn)[OFFICE] == "INSTALLED"
    with pytest.raises(ValueError, match="no deployment is in progress"):
        local.fail_software_deployment("b", OFFICE)
    with pytest.raises(ValueError, match=PROJECT):
        local.fail_software_deployment("b", PROJECT)


def test_failed_removals_are_retried_on_request(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    arn = builder(client, OFFICE)
    clock.advance(2)
    disassociate(client, OFFICE)
    deploy(client)
    local.fail_software_deployment("b", OFFICE)
    clock.advance(1)
    assert statuses(client, arn) == {OFFICE: "FAILED_TO_UNINSTALL"}
    deploy(client, retry=True)
    clock.advance(1)
    assert statuses(client, arn) == {}


@pytest.mark.parametrize("second", [VISIO_32, VISIO_2024])
def test_years_and_architectures_do_not_mix(
    client: AppStreamClient, clock: ManualClock, second: str
) -> None:
    arn = builder(client, OFFICE)
    clock.advance(2)
    with pytest.raises(InvalidParameterCombinationException, match="the same year"):
        associate(client, second)
    with pytest.raises(InvalidParameterCombinationException, match="the same year"):
        builder(client, OFFICE, second, name="c")
    assert statuses(client, arn) == {OFFICE: "INSTALLED"}
    assert [b.name for b in client.describe_image_builders()] == ["b"], "no builder was created"
    disassociate(client, OFFICE)
    associate(client, second)
    assert statuses(client, arn)[second] == "STAGED_FOR_INSTALLATION"


@pytest.mark.parametrize(
    ("image", "software", "why"),
    [
        (AMAZON_LINUX, OFFICE, "AMAZON_LINUX2"),
        (WIN2019, VISIO_2024, "WINDOWS_SERVER_2019"),
        ("AppStream-WinServer2022-10-01-2025", OFFICE, "too old"),
    ],
)
def test_unsupported_platforms_are_refused(
    client: AppStreamClient, image: str, software: str, why: str
) -> None:
    with pytest.raises(IncompatibleImageException, match=why):
        builder(client, software, image=image)
    builder(client, image=image)
    with pytest.raises(IncompatibleImageException, match=why):
        associate(client, software)


def test_software_of_2021_runs_on_windows_server_2019(client: AppStreamClient) -> None:
    assert statuses(client, builder(client, OFFICE, image=WIN2019)) == {
        OFFICE: "PENDING_INSTALLATION"
    }


def test_invalid_names_are_refused(client: AppStreamClient) -> None:
    builder(client)
    with pytest.raises(InvalidParameterCombinationException, match="Doom"):
        associate(client, "Doom")
    with pytest.raises(ResourceNotFoundException):
        client.associate_software_to_image_builder(
            image_builder_name="nobody", software_names=[OFFICE]
        )


def test_a_new_builder_of_the_same_name_has_no_software(
    client: AppStreamClient, clock: ManualClock
) -> None:
    arn = builder(client, OFFICE)
    clock.advance(2)
    associate(client, VISIO)
    deploy(client)
    client.delete_image_builder(name="b")
    clock.advance(1)
    with pytest.raises(ResourceNotFoundException):
        statuses(client, arn)
    assert builder(client) == arn
    clock.advance(5)
    assert statuses(client, arn) == {}


def test_a_slow_removal_does_not_affect_the_next_builder(clock: ManualClock) -> None:
    with LocalAppStream(clock=clock, timings=Timings(software_deploy=10)) as slow:
        client = slow.client()
        builder(client, OFFICE)
        clock.advance(10)
        disassociate(client, OFFICE)
        deploy(client)
        client.delete_image_builder(name="b")
        clock.advance(1)
        arn = builder(client, OFFICE)
        clock.advance(9)
        assert statuses(client, arn) == {OFFICE: "PENDING_INSTALLATION"}
        clock.advance(1)
        assert statuses(client, arn) == {OFFICE: "INSTALLED"}


def test_a_new_image_of_the_same_name_has_no_software(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    arn = make_image(client, local, clock, image_name=WIN2022, softwares_to_install=[OFFICE])
    assert statuses(client, arn) == {OFFICE: "INSTALLED"}
    client.delete_image(name="gold")
    clock.advance(1)
    assert make_image(client, local, clock) == arn
    assert statuses(client, arn) == {}
    assert look(client, "gold").managed_software_included is False


def test_an_image_has_the_installed_software(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock, gold: str
) -> None:
    assert look(client, "gold").managed_software_included is False
    builder(client, OFFICE, VISIO)
    clock.advance(2)
    associate(client, PROJECT)
    local.make_image("b", "office")
    image = look(client, "office")
    assert image.managed_software_included
    assert image.arn is not None
    assert statuses(client, image.arn) == {OFFICE: "INSTALLED", VISIO: "INSTALLED"}
    assert statuses(client, gold) == {}


def test_copies_updates_and_shared_images_have_the_software(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    arn = make_image(client, local, clock, image_name=WIN2022, softwares_to_install=[OFFICE])
    client.copy_image(
        source_image_name="gold", destination_image_name="copy", destination_region="eu-west-1"
    )
    there = local.client(region_name="eu-west-1")
    copy = look(there, "copy")
    assert copy.managed_software_included
    assert copy.arn is not None
    assert statuses(there, copy.arn) == {OFFICE: "INSTALLED"}
    update = client.create_updated_image(existing_image_name="gold", new_image_name="newer").image
    assert update is not None
    assert update.managed_software_included
    stranger = local.client(account_id=OTHER)
    with pytest.raises(ResourceNotFoundException):
        statuses(stranger, arn)
    client.update_image_permissions(
        name="gold",
        shared_account_id=OTHER,
        image_permissions=ImagePermissions(allow_image_builder=True),
    )
    assert statuses(stranger, arn) == {OFFICE: "INSTALLED"}
    theirs = stranger.create_image_builder(name="b", instance_type=MEDIUM, image_arn=arn)
    assert theirs.arn is not None
    assert statuses(stranger, theirs.arn) == {OFFICE: "INSTALLED"}


def test_a_builder_starts_with_the_software_of_its_image(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    make_image(client, local, clock, image_name=WIN2022, softwares_to_install=[OFFICE, VISIO])
    made = client.create_image_builder(
        name="b",
        instance_type=MEDIUM,
        image_name="gold",
        softwares_to_install=[VISIO, PROJECT],
        softwares_to_uninstall=[OFFICE],
    )
    assert made.arn is not None
    assert statuses(client, made.arn) == {
        OFFICE: "PENDING_UNINSTALLATION",
        VISIO: "INSTALLED",
        PROJECT: "PENDING_INSTALLATION",
    }
    clock.advance(2)
    assert statuses(client, made.arn) == {VISIO: "INSTALLED", PROJECT: "INSTALLED"}


def test_invalid_software_at_creation_is_refused(client: AppStreamClient) -> None:
    with pytest.raises(InvalidParameterCombinationException, match="both"):
        client.create_image_builder(
            name="b",
            instance_type=MEDIUM,
            image_name=WIN2022,
            softwares_to_install=[OFFICE],
            softwares_to_uninstall=[OFFICE],
        )
    with pytest.raises(ResourceNotFoundException, match=OFFICE):
        client.create_image_builder(
            name="b",
            instance_type=MEDIUM,
            image_name=WIN2022,
            softwares_to_uninstall=[OFFICE],
        )
    assert client.describe_image_builders().all() == []


def test_software_is_paginated(client: AppStreamClient) -> None:
    arn = builder(client, OFFICE, VISIO, PROJECT)
    listed = client.describe_software_associations(associated_resource=arn, page_size=2)
    assert [len(page.items) for page in listed.pages()] == [2, 1]
    for absent in ("image-builder/none", "image/none", "fleet/none"):
        with pytest.raises(ResourceNotFoundException):
            statuses(client, f"arn:aws:appstream:us-east-1:123456789012:{absent}")
