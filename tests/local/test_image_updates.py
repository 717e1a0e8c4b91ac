from __future__ import annotations

import pytest

from appstream_typed import (
    AppStreamClient,
    ImageBuilder,
    IncompatibleImageException,
    OperationNotPermittedException,
    ResourceAlreadyExistsException,
    ResourceInUseException,
    ResourceNotFoundException,
    ValidationException,
)
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import AMAZON_LINUX, ROCKY, look, make_image


def builders(client: AppStreamClient) -> list[ImageBuilder]:
    return client.describe_image_builders().all()


def test_a_dry_run_changes_nothing(client: AppStreamClient, gold: str) -> None:
    dry = client.create_updated_image(existing_image_name="gold", new_image_name="n", dry_run=True)
    assert dry.can_update_image
    assert dry.image is None
    assert builders(client) == []
    with pytest.raises(ResourceNotFoundException):
        look(client, "n")


def test_an_update_creates_an_image(client: AppStreamClient, clock: ManualClock, gold: str) -> None:
    made = client.create_updated_image(
        existing_image_name="gold",
        new_image_name="newer",
        new_image_description="d",
        new_image_display_name="Newer",
        new_image_tags={"a": "b"},
    )
    assert made.can_update_image
    image = made.image
    assert image is not None
    assert image.arn is not None
    assert (image.state, image.base_image_arn) == ("CREATING", gold)
    assert (image.description, image.display_name) == ("d", "Newer")
    assert image.image_builder_name is None
    assert client.list_tags_for_resource(resource_arn=image.arn) == {"a": "b"}
    clock.advance(2)
    assert look(client, "newer").state == "AVAILABLE"
    assert look(client, "gold").state == "AVAILABLE"


def test_an_update_uses_a_temporary_image_builder(
    client: AppStreamClient, clock: ManualClock, gold: str
) -> None:
    client.create_updated_image(existing_image_name="gold", new_image_name="newer")
    builder = builders(client)[0]
    assert builder.name.startswith("newer-")
    assert builder.name[6:].isdigit()
    assert (builder.state, builder.image_arn) == ("UPDATING", gold)
    with pytest.raises(OperationNotPermittedException):
        client.delete_image_builder(name=builder.name)
    with pytest.raises(ResourceInUseException):
        client.delete_image(name="gold")
    clock.advance(1)
    assert builders(client)[0].state == "PENDING_QUALIFICATION"
    clock.advance(1)
    assert builders(client) == []


def test_a_failed_update_has_an_error(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock, gold: str
) -> None:
    client.create_updated_image(existing_image_name="gold", new_image_name="newer")
    local.fail_image("newer")
    reason = look(client, "newer").state_change_reason
    assert reason is not None
    assert reason.code == "IMAGE_UPDATE_FAILURE"
    clock.advance(2)
    assert look(client, "newer").state == "FAILED"
    assert builders(client) == []


def test_an_update_installs_the_latest_agent(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    make_image(client, local, clock, image_name="AppStream-WinServer2019-01-26-2024")
    assert look(client, "gold").appstream_agent_version == "01-26-2024"
    made = client.create_updated_image(existing_image_name="gold", new_image_name="newer").image
    assert made is not None
    assert made.appstream_agent_version == "07-12-2026"


def test_only_images_of_some_platforms_can_be_updated(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    make_image(client, local, clock, "penguin", image_name=ROCKY)
    make_image(client, local, clock, "amazon", image_name=AMAZON_LINUX)
    assert client.create_updated_image(existing_image_name="penguin", new_image_name="p").image
    for dry_run in (False, True):
        with pytest.raises(IncompatibleImageException, match="AMAZON_LINUX2"):
            client.create_updated_image(
                existing_image_name="amazon", new_image_name="a", dry_run=dry_run
            )


@pytest.mark.parametrize("options", [{}, {"dry_run": True}], ids=["wet", "dry"])
def test_only_available_images_of_the_account_can_be_updated(
    client: AppStreamClient, local: LocalAppStream, gold: str, options: dict[str, bool]
) -> None:
    def update(old: str, new: str) -> None:
        client.create_updated_image(existing_image_name=old, new_image_name=new, **options)

    with pytest.raises(ResourceNotFoundException):
        update("nothing", "n")
    with pytest.raises(OperationNotPermittedException, match="AWS"):
        update("AppStream-WinServer2022-07-12-2026", "n")
    with pytest.raises(ResourceAlreadyExistsException):
        update("gold", "gold")
    with pytest.raises(ValidationException, match="ValidationException"):
        update("gold", "AppStream-Gold")
    local.fail_image("gold")
    with pytest.raises(OperationNotPermittedException, match="FAILED"):
        update("gold", "n")
    assert builders(client) == []
