from __future__ import annotations

from typing import Any

import pytest

from appstream_typed import (
    AppBlock,
    AppStreamClient,
    OperationNotPermittedException,
    ResourceAlreadyExistsException,
    ResourceInUseException,
    ResourceNotFoundException,
    S3Location,
    ScriptDetails,
)
from appstream_typed.local import LocalAppStream

FILE = S3Location(s3_bucket="bucket", s3_key="key")
BUCKET = S3Location(s3_bucket="bucket")


def script(place: S3Location = FILE) -> ScriptDetails:
    return ScriptDetails(script_s3_location=place, executable_path="x", timeout_in_seconds=9)


def create(client: AppStreamClient, name: str = "block", **more: Any) -> AppBlock:
    return client.create_app_block(name=name, **more)


def test_a_custom_block_is_active_immediately(client: AppStreamClient) -> None:
    block = create(
        client,
        source_s3_location=FILE,
        setup_script_details=script(),
        description="d",
        display_name="n",
        tags={"a": "b"},
    )
    assert (block.packaging_type, block.state) == ("CUSTOM", "ACTIVE")
    assert (block.source_s3_location, block.setup_script_details) == (FILE, script())
    assert (block.description, block.display_name) == ("d", "n")
    assert block.arn == "arn:aws:appstream:us-east-1:123456789012:app-block/block"
    assert client.list_tags_for_resource(resource_arn=block.arn) == {"a": "b"}


@pytest.mark.parametrize(("source", "state"), [(BUCKET, "INACTIVE"), (FILE, "ACTIVE")])
def test_the_package_determines_the_state_of_an_appstream2_block(
    client: AppStreamClient, source: S3Location, state: str
) -> None:
    block = create(
        client,
        source_s3_location=source,
        packaging_type="APPSTREAM2",
        post_setup_script_details=script(),
    )
    assert (block.state, block.post_setup_script_details) == (state, script())


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"source_s3_location": FILE}, "SetupScriptDetails"),
        ({"source_s3_location": BUCKET, "setup_script_details": script()}, "S3Key of its files"),
        (
            {"source_s3_location": FILE, "setup_script_details": script(BUCKET)},
            "S3Key of the script",
        ),
        (
            {
                "source_s3_location": FILE,
                "packaging_type": "APPSTREAM2",
                "post_setup_script_details": script(BUCKET),
            },
            "S3Key of the script",
        ),
        (
            {
                "source_s3_location": FILE,
                "setup_script_details": script(),
                "post_setup_script_details": script(),
            },
            "APPSTREAM2",
        ),
    ],
)
def test_invalid_combinations_of_members_are_refused(
    client: AppStreamClient, wrong: dict[str, Any], why: str
) -> None:
    with pytest.raises(OperationNotPermittedException, match=why):
        create(client, **wrong)
    assert client.describe_app_blocks().all() == []


def test_app_blocks_are_listed_in_the_order_of_creation(
    client: AppStreamClient, local: LocalAppStream
) -> None:
    made = [
        create(client, f"b{number}", source_s3_location=FILE, packaging_type="APPSTREAM2")
        for number in range(3)
    ]
    assert client.describe_app_blocks(page_size=2).all() == made
    assert client.describe_app_blocks(arns=[made[2].arn, made[0].arn]).all() == [made[0], made[2]]
    with pytest.raises(ResourceAlreadyExistsException):
        create(client, "b0", source_s3_location=FILE, packaging_type="APPSTREAM2")
    with pytest.raises(ResourceNotFoundException):
        client.describe_app_blocks(arns=[made[0].arn + "x"]).all()
    boto: Any = local.boto3_client()
    assert [b["Name"] for b in boto.describe_app_blocks()["AppBlocks"]] == ["b0", "b1", "b2"]


def test_an_app_block_in_use_cannot_be_deleted(client: AppStreamClient) -> None:
    block = create(client, source_s3_location=FILE, packaging_type="APPSTREAM2")
    client.create_application(
        name="app",
        icon_s3_location=FILE,
        launch_path="C:\\app.exe",
        platforms=["WINDOWS_SERVER_2019"],
        instance_families=["GENERAL_PURPOSE"],
        app_block_arn=block.arn,
    )
    with pytest.raises(ResourceInUseException, match="applications"):
        client.delete_app_block(name="block")
    client.delete_application(name="app")
    client.delete_app_block(name="block")
    with pytest.raises(ResourceNotFoundException):
        client.delete_app_block(name="block")
