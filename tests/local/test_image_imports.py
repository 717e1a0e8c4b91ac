from __future__ import annotations

import pytest

from appstream_typed import (
    ApplicationConfig,
    AppStreamClient,
    ComputeCapacity,
    DryRunOperationException,
    InvalidParameterCombinationException,
    ResourceAlreadyExistsException,
    ResourceNotAvailableException,
    ResourceNotFoundException,
    RuntimeValidationConfig,
)
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import MEDIUM, look, needs

pytestmark = needs("CreateImportedImage")

AMI = "ami-12345678"
ROLE = "arn:aws:iam::123456789012:role/import"


def test_an_imported_image_becomes_available(client: AppStreamClient, clock: ManualClock) -> None:
    image = client.create_imported_image(
        name="i", source_ami_id=AMI, iam_role_arn=ROLE, tags={"a": "b"}
    )
    assert (image.state, image.image_type, image.visibility) == ("IMPORTING", "CUSTOM", "PRIVATE")
    assert (image.display_name, image.description) == ("i", None)
    assert image.arn is not None
    assert client.list_tags_for_resource(resource_arn=image.arn) == {"a": "b"}
    with pytest.raises(ResourceNotAvailableException):
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name="i")
    clock.advance(2)
    assert look(client, "i").state == "AVAILABLE"


def validated(client: AppStreamClient) -> None:
    client.create_imported_image(
        name="i",
        source_ami_id=AMI,
        iam_role_arn=ROLE,
        runtime_validation_config=RuntimeValidationConfig(
            intended_instance_type="Accelerated.g6.xlarge"
        ),
    )


def test_an_imported_image_can_be_validated(client: AppStreamClient, clock: ManualClock) -> None:
    validated(client)
    clock.advance(2)
    assert look(client, "i").state == "VALIDATING"
    clock.advance(2)
    assert client.wait_until_image_available("i", timeout=0).state == "AVAILABLE"


def test_an_import_completes_without_polls(client: AppStreamClient, clock: ManualClock) -> None:
    validated(client)
    clock.advance(4)
    assert client.wait_until_image_available("i", timeout=0).state == "AVAILABLE"


def test_a_failed_import_has_an_error(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    client.create_imported_image(name="i", source_ami_id=AMI, iam_role_arn=ROLE)
    local.fail_image("i", "VALIDATION_ERROR", "no TPM")
    clock.advance(9)
    image = look(client, "i")
    assert image.state == "FAILED"
    assert image.state_change_reason is not None
    assert image.state_change_reason.code == "IMAGE_IMPORT_FAILURE"


def test_an_imported_image_supports_additional_instance_types(
    client: AppStreamClient, clock: ManualClock
) -> None:
    client.create_imported_image(name="i", source_ami_id=AMI, iam_role_arn=ROLE)
    clock.advance(2)
    for number, kind in enumerate(("GeneralPurpose.m.large", "Accelerated.g6.xlarge", MEDIUM)):
        name = f"n{number}"
        builder = client.create_image_builder(name=name, instance_type=kind, image_name="i")
        assert builder.instance_type == kind
        client.create_fleet(
            name=name,
            instance_type=kind,
            image_name="i",
            compute_capacity=ComputeCapacity(desired_instances=1),
        )


def test_all_members_of_the_import_request_are_stored(client: AppStreamClient) -> None:
    app = ApplicationConfig(
        name="paint", absolute_app_path="C:\\paint.exe", launch_parameters="-x", display_name="P"
    )
    image = client.create_imported_image(
        name="i",
        source_ami_id=AMI,
        iam_role_arn=ROLE,
        description="d",
        display_name="n",
        agent_software_version="ALWAYS_LATEST",
        app_catalog_config=[app],
    )
    assert (image.description, image.display_name) == ("d", "n")
    assert image.appstream_agent_version == "LATEST"
    found = image.applications[0]
    assert (found.name, found.display_name) == ("paint", "P")
    assert (found.launch_path, found.launch_parameters) == ("C:\\paint.exe", "-x")
    assert found.enabled


def test_a_dry_run_creates_no_image(client: AppStreamClient) -> None:
    with pytest.raises(DryRunOperationException) as caught:
        client.create_imported_image(name="i", source_ami_id=AMI, iam_role_arn=ROLE, dry_run=True)
    assert caught.value.http_status == 412
    with pytest.raises(ResourceNotFoundException):
        look(client, "i")
    with pytest.raises(InvalidParameterCombinationException):
        client.create_imported_image(name="i", dry_run=True)


def test_invalid_combinations_of_members_are_refused(client: AppStreamClient) -> None:
    workspace = "wsi-12345678"
    app = ApplicationConfig(name="a", absolute_app_path="C:\\a.exe")
    with pytest.raises(InvalidParameterCombinationException, match="either"):
        client.create_imported_image(name="i", iam_role_arn=ROLE)
    with pytest.raises(InvalidParameterCombinationException, match="either"):
        client.create_imported_image(
            name="i", source_ami_id=AMI, workspace_image_id=workspace, iam_role_arn=ROLE
        )
    with pytest.raises(InvalidParameterCombinationException, match="IamRoleArn"):
        client.create_imported_image(name="i", source_ami_id=AMI)
    with pytest.raises(InvalidParameterCombinationException, match="IamRoleArn"):
        client.create_imported_image(name="i", workspace_image_id=workspace, iam_role_arn=ROLE)
    with pytest.raises(InvalidParameterCombinationException, match="unique"):
        client.create_imported_image(
            name="i", workspace_image_id=workspace, app_catalog_config=[app, app]
        )
    assert client.create_imported_image(name="i", workspace_image_id=workspace).state == "IMPORTING"
    with pytest.raises(ResourceAlreadyExistsException):
        client.create_imported_image(name="i", workspace_image_id=workspace)
