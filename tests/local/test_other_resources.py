from __future__ import annotations

from typing import Any

import pytest

from appstream_typed import (
    AppBlock,
    AppStreamClient,
    ComputeCapacity,
    DomainJoinInfo,
    EntitlementAlreadyExistsException,
    EntitlementAttribute,
    EntitlementNotFoundException,
    InvalidParameterCombinationException,
    OperationNotPermittedException,
    ResourceAlreadyExistsException,
    ResourceInUseException,
    ResourceNotFoundException,
    S3Location,
    ScriptDetails,
    ServiceAccountCredentials,
    ThemeFooterLink,
    UnknownApiError,
    UserStackAssociation,
    VpcConfig,
)
from appstream_typed.local import LocalAppStream, ManualClock
from tests.local.imaging import WIN2022

BUCKET = S3Location(s3_bucket="bucket", s3_key="key")
SUBNETS = VpcConfig(subnet_ids=["a", "b"])
MEDIUM = "stream.standard.medium"


def block(client: AppStreamClient, name: str = "block") -> AppBlock:
    return client.create_app_block(
        name=name, source_s3_location=S3Location(s3_bucket="bucket"), packaging_type="APPSTREAM2"
    )


def test_app_blocks_are_created_listed_and_deleted(client: AppStreamClient) -> None:
    with pytest.raises(OperationNotPermittedException, match="SetupScriptDetails"):
        client.create_app_block(name="c", source_s3_location=BUCKET)
    script = ScriptDetails(script_s3_location=BUCKET, executable_path="x", timeout_in_seconds=9)
    custom = client.create_app_block(
        name="c", source_s3_location=BUCKET, setup_script_details=script
    )
    assert (custom.state, custom.packaging_type) == ("ACTIVE", "CUSTOM")
    assert block(client).state == "INACTIVE"
    assert [b.name for b in client.describe_app_blocks()] == ["c", "block"]
    assert client.describe_app_blocks(arns=[custom.arn]).one() == custom
    client.delete_app_block(name="c")
    with pytest.raises(ResourceNotFoundException):
        client.describe_app_blocks(arns=[custom.arn]).all()


def test_an_app_block_builder_needs_an_app_block(
    client: AppStreamClient, clock: ManualClock
) -> None:
    with pytest.raises(InvalidParameterCombinationException, match="two subnets"):
        client.create_app_block_builder(
            name="b",
            platform="WINDOWS_SERVER_2019",
            instance_type=MEDIUM,
            vpc_config=VpcConfig(subnet_ids=["a"]),
        )
    builder = client.create_app_block_builder(
        name="b", platform="WINDOWS_SERVER_2019", instance_type=MEDIUM, vpc_config=SUBNETS
    )
    assert builder.state == "STOPPED"
    with pytest.raises(OperationNotPermittedException, match="no app block"):
        client.start_app_block_builder(name="b")
    arn = block(client).arn
    pair = client.associate_app_block_builder_app_block(
        app_block_arn=arn, app_block_builder_name="b"
    )
    assert pair.app_block_arn == arn
    assert client.describe_app_block_builder_app_block_associations(app_block_arn=arn).one() == pair
    assert client.start_app_block_builder(name="b").state == "STARTING"
    with pytest.raises(ResourceInUseException):
        client.update_app_block_builder(name="b", description="x")
    clock.advance(2)
    assert client.wait_until_app_block_builder_running("b").state == "RUNNING"
    assert client.update_app_block_builder(name="b", description="x").description == "x"
    with pytest.raises(ResourceInUseException):
        client.update_app_block_builder(name="b", instance_type="stream.standard.large")
    assert client.create_app_block_builder_streaming_url(app_block_builder_name="b").expires
    assert client.stop_app_block_builder(name="b").state == "STOPPING"
    clock.advance(1)
    assert client.wait_until_app_block_builder_stopped("b").state == "STOPPED"
    assert client.describe_app_blocks().one().state == "ACTIVE"
    with pytest.raises(ResourceInUseException):
        client.delete_app_block_builder(name="b")
    with pytest.raises(ResourceInUseException):
        client.delete_app_block(name="block")
    client.disassociate_app_block_builder_app_block(app_block_arn=arn, app_block_builder_name="b")
    client.delete_app_block_builder(name="b")
    assert client.describe_app_block_builders().all() == []


def test_applications_are_associated_only_with_elastic_fleets(client: AppStreamClient) -> None:
    arn = block(client).arn
    app = client.create_application(
        name="app",
        icon_s3_location=BUCKET,
        launch_path="C:\\app.exe",
        launch_parameters="-x",
        platforms=["WINDOWS_SERVER_2019"],
        instance_families=["GENERAL_PURPOSE"],
        app_block_arn=arn,
    )
    assert app.enabled
    assert app.icon_url == "https://bucket.s3.us-east-1.amazonaws.com/key"
    assert client.describe_applications(arns=[str(app.arn)]).one() == app
    updated = client.update_application(
        name="app", display_name="App", attributes_to_delete=["LAUNCH_PARAMETERS"]
    )
    assert (updated.display_name, updated.launch_parameters) == ("App", None)
    client.create_fleet(
        name="plain",
        instance_type=MEDIUM,
        image_name=WIN2022,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    with pytest.raises(OperationNotPermittedException, match="ELASTIC"):
        client.associate_application_fleet(fleet_name="plain", application_arn=str(app.arn))
    client.create_fleet(
        name="elastic",
        instance_type=MEDIUM,
        fleet_type="ELASTIC",
        platform="WINDOWS_SERVER_2019",
        max_concurrent_sessions=3,
        vpc_config=SUBNETS,
    )
    client.associate_application_fleet(fleet_name="elastic", application_arn=str(app.arn))
    found = client.describe_application_fleet_associations(fleet_name="elastic")
    assert found.one().application_arn == app.arn
    with pytest.raises(InvalidParameterCombinationException):
        client.describe_application_fleet_associations().all()
    for delete in (
        lambda: client.delete_application(name="app"),
        lambda: client.delete_app_block(name="block"),
    ):
        with pytest.raises(ResourceInUseException):
            delete()
    client.disassociate_application_fleet(fleet_name="elastic", application_arn=str(app.arn))
    with pytest.raises(OperationNotPermittedException, match="not associated"):
        client.disassociate_application_fleet(fleet_name="elastic", application_arn=str(app.arn))
    client.delete_application(name="app")
    client.delete_app_block(name="block")


def test_entitlements_are_created_updated_and_deleted(client: AppStreamClient) -> None:
    client.create_stack(name="s")
    attributes = [EntitlementAttribute(name="department", value="design")]
    made = client.create_entitlement(
        name="e", stack_name="s", app_visibility="ASSOCIATED", attributes=attributes
    )
    assert made.attributes == tuple(attributes)
    with pytest.raises(EntitlementAlreadyExistsException):
        client.create_entitlement(
            name="e", stack_name="s", app_visibility="ALL", attributes=attributes
        )
    for app in ("paint", "draw"):
        client.associate_application_to_entitlement(
            stack_name="s", entitlement_name="e", application_identifier=app
        )
    listed = client.list_entitled_applications(stack_name="s", entitlement_name="e", page_size=1)
    assert [app.application_identifier for app in listed] == ["paint", "draw"]
    client.disassociate_application_from_entitlement(
        stack_name="s", entitlement_name="e", application_identifier="paint"
    )
    assert listed.one().application_identifier == "draw"
    updated = client.update_entitlement(name="e", stack_name="s", description="d")
    assert updated.description == "d"
    assert client.describe_entitlements(stack_name="s").one() == updated
    with pytest.raises(EntitlementNotFoundException):
        client.describe_entitlements(stack_name="s", name="x").all()
    client.delete_entitlement(name="e", stack_name="s")
    with pytest.raises(EntitlementNotFoundException):
        client.delete_entitlement(name="e", stack_name="s")


def test_users_are_created_disabled_and_deleted(client: AppStreamClient) -> None:
    client.create_stack(name="s")
    client.create_user(
        user_name="ada@example.com", first_name="Ada", authentication_type="USERPOOL"
    )
    with pytest.raises(ResourceAlreadyExistsException) as caught:
        client.create_user(user_name="ada@example.com", authentication_type="USERPOOL")
    assert "ada" not in str(caught.value)
    client.create_user(
        user_name="ada@example.com", message_action="RESEND", authentication_type="USERPOOL"
    )
    with pytest.raises(UnknownApiError, match="InvalidParameterValueException"):
        client.create_user(user_name="x@example.com", authentication_type="SAML")
    with pytest.raises(OperationNotPermittedException, match="does not exist"):
        client.create_user(
            user_name="x@example.com", message_action="RESEND", authentication_type="USERPOOL"
        )
    with pytest.raises(ResourceNotFoundException):
        client.disable_user(user_name="ada@example.com", authentication_type="SAML")
    user = client.describe_users(authentication_type="USERPOOL").one()
    assert (user.first_name, user.enabled, user.status) == ("Ada", True, "UNCONFIRMED")
    client.disable_user(user_name="ada@example.com", authentication_type="USERPOOL")
    assert not client.describe_users(authentication_type="USERPOOL").one().enabled
    client.enable_user(user_name="ada@example.com", authentication_type="USERPOOL")

    def pair(stack: str, name: str, kind: str = "USERPOOL") -> UserStackAssociation:
        return UserStackAssociation.from_dict(
            {"StackName": stack, "UserName": name, "AuthenticationType": kind}
        )

    errors = client.batch_associate_user_stack(
        user_stack_associations=[
            pair("s", "ada@example.com"),
            pair("nowhere", "ada@example.com"),
            pair("s", "eve@example.com"),
            pair("s", "ada@example.com", "SAML"),
        ]
    )
    assert [error.error_code for error in errors] == [
        "STACK_NOT_FOUND",
        "USER_NAME_NOT_FOUND",
        "DIRECTORY_NOT_FOUND",
    ]
    found = client.describe_user_stack_associations(stack_name="s").one()
    assert found == pair("s", "ada@example.com")
    with pytest.raises(InvalidParameterCombinationException):
        client.describe_user_stack_associations(user_name="ada@example.com").all()
    with pytest.raises(OperationNotPermittedException):
        client.describe_user_stack_associations(stack_name="s", authentication_type="SAML").all()
    wrong = pair("s", "ada@example.com", "SAML")
    (error,) = client.batch_disassociate_user_stack(user_stack_associations=[wrong])
    assert (error.error_code, error.user_stack_association) == ("DIRECTORY_NOT_FOUND", wrong)
    assert client.describe_user_stack_associations(stack_name="s").one() == found
    assert client.batch_disassociate_user_stack(user_stack_associations=[found]) == ()
    assert client.describe_user_stack_associations(stack_name="s").all() == []
    client.delete_user(user_name="ada@example.com", authentication_type="USERPOOL")
    with pytest.raises(ResourceNotFoundException):
        client.delete_user(user_name="ada@example.com", authentication_type="USERPOOL")


def test_users_get_no_access_to_a_stack_whose_fleet_joins_a_domain(client: AppStreamClient) -> None:
    for name in ("plain", "domain"):
        client.create_stack(name=name)
    client.create_fleet(
        name="f",
        instance_type=MEDIUM,
        domain_join_info=DomainJoinInfo(directory_name="corp"),
        image_name=WIN2022,
        compute_capacity=ComputeCapacity(desired_instances=1),
    )
    client.associate_fleet(fleet_name="f", stack_name="domain")
    client.create_user(user_name="ada@example.com", authentication_type="USERPOOL")
    pairs = [
        UserStackAssociation(
            stack_name=name,
            user_name="ada@example.com",
            authentication_type="USERPOOL",
            send_email_notification=True,
        )
        for name in ("plain", "domain")
    ]
    with pytest.raises(OperationNotPermittedException, match="domain has a fleet"):
        client.batch_associate_user_stack(user_stack_associations=pairs)
    assert client.describe_user_stack_associations(stack_name="plain").all() == []
    assert client.batch_associate_user_stack(user_stack_associations=pairs[:1]) == ()
    found = client.describe_user_stack_associations(stack_name="plain").one()
    assert found.send_email_notification is None, "only requests have this member"


def test_directory_configs_are_returned_without_the_password(
    client: AppStreamClient, local: LocalAppStream, clock: ManualClock
) -> None:
    made = client.create_directory_config(
        directory_name="corp.example.com",
        organizational_unit_distinguished_names=["OU=a"],
        service_account_credentials=ServiceAccountCredentials(
            account_name="corp\\svc", account_password="hunter2"
        ),
    )
    assert made.service_account_credentials is not None
    boto: Any = local.boto3_client()
    (raw,) = boto.describe_directory_configs()["DirectoryConfigs"]
    assert raw["ServiceAccountCredentials"] == {"AccountName": "corp\\svc"}, "AWS sends no password"
    assert "hunter2" not in repr(local.requests)
    updated = client.update_directory_config(
        directory_name="corp.example.com", organizational_unit_distinguished_names=["OU=b"]
    )
    assert updated.organizational_unit_distinguished_names == ("OU=b",)
    assert client.describe_directory_configs(directory_names=["corp.example.com"]).one() == updated
    client.create_image_builder(
        name="b",
        instance_type=MEDIUM,
        domain_join_info=DomainJoinInfo(directory_name="corp.example.com"),
        image_name=WIN2022,
    )
    with pytest.raises(ResourceInUseException, match="used by b"):
        client.delete_directory_config(directory_name="corp.example.com")
    client.delete_image_builder(name="b")
    clock.advance(1)
    client.delete_directory_config(directory_name="corp.example.com")
    assert client.describe_directory_configs().all() == []


def test_a_stack_has_one_theme(client: AppStreamClient) -> None:
    client.create_stack(name="s")
    theme = client.create_theme_for_stack(
        stack_name="s",
        title_text="Office",
        theme_styling="BLUE",
        organization_logo_s3_location=BUCKET,
        favicon_s3_location=BUCKET,
        footer_links=[ThemeFooterLink(display_name="Help", footer_link_url="https://example.com")],
    )
    assert theme.theme_organization_logo_url == "https://bucket.s3.us-east-1.amazonaws.com/key"
    assert client.describe_theme_for_stack(stack_name="s") == theme
    with pytest.raises(ResourceAlreadyExistsException):
        client.create_theme_for_stack(
            stack_name="s",
            title_text="x",
            theme_styling="RED",
            organization_logo_s3_location=BUCKET,
            favicon_s3_location=BUCKET,
        )
    updated = client.update_theme_for_stack(
        stack_name="s", state="DISABLED", attributes_to_delete=["FOOTER_LINKS"]
    )
    assert (updated.state, updated.theme_footer_links) == ("DISABLED", ())
    client.delete_stack(name="s")
    client.create_stack(name="s")
    with pytest.raises(ResourceNotFoundException):
        client.describe_theme_for_stack(stack_name="s")


def test_users_and_entitlements_are_deleted_with_their_stack(client: AppStreamClient) -> None:
    client.create_stack(name="s")
    client.create_user(user_name="ada@example.com", authentication_type="USERPOOL")
    pair = UserStackAssociation(
        stack_name="s", user_name="ada@example.com", authentication_type="USERPOOL"
    )
    client.batch_associate_user_stack(user_stack_associations=[pair])
    client.create_entitlement(
        name="e",
        stack_name="s",
        app_visibility="ALL",
        attributes=[EntitlementAttribute(name="roles", value="x")],
    )
    client.delete_stack(name="s")
    client.create_stack(name="s")
    assert client.describe_entitlements(stack_name="s").all() == []
    assert client.describe_user_stack_associations(stack_name="s").all() == []


def test_an_account_has_one_usage_report_subscription(client: AppStreamClient) -> None:
    with pytest.raises(ResourceNotFoundException):
        client.delete_usage_report_subscription()
    made = client.create_usage_report_subscription()
    assert made.schedule == "DAILY"
    assert client.create_usage_report_subscription() == made
    found = client.describe_usage_report_subscriptions().one()
    assert found.s3_bucket_name == made.s3_bucket_name
    client.delete_usage_report_subscription()
    assert client.describe_usage_report_subscriptions().all() == []


def test_every_resource_with_an_arn_can_have_tags(client: AppStreamClient) -> None:
    client.create_stack(name="s", tags={"a": "1"})
    arns = [
        client.describe_stacks().one().arn,
        client.create_fleet(
            name="f",
            instance_type=MEDIUM,
            image_name=WIN2022,
            compute_capacity=ComputeCapacity(desired_instances=1),
        ).arn,
        client.create_image_builder(name="b", instance_type=MEDIUM, image_name=WIN2022).arn,
        block(client).arn,
        client.create_app_block_builder(
            name="b", platform="WINDOWS_SERVER_2019", instance_type=MEDIUM, vpc_config=SUBNETS
        ).arn,
    ]
    for arn in map(str, arns):
        client.tag_resource(resource_arn=arn, tags={"a": "2", "b": ""})
        assert client.list_tags_for_resource(resource_arn=arn) == {"a": "2", "b": ""}
        client.untag_resource(resource_arn=arn, tag_keys=["a", "never"])
        assert client.list_tags_for_resource(resource_arn=arn) == {"b": ""}
    with pytest.raises(ResourceNotFoundException):
        client.list_tags_for_resource(resource_arn=str(arns[0]).replace("/s", "/gone"))
    client.delete_stack(name="s")
    client.create_stack(name="s")
    assert client.list_tags_for_resource(resource_arn=str(arns[0])) == {}
