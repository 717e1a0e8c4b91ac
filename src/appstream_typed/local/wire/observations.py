"""AWS's responses and error texts as observed by users. Handlers answer with them.

Each entry has its source. ``assumed`` names the parts that nobody has observed; the rest was
observed. A new observation needs an entry here and a scenario in
``tests/local/test_observations.py``, which tests every entry.

Sources of the form ``owner/name#number`` are issues and pull requests on GitHub.
"""

from __future__ import annotations

from typing import Any

from attrs import frozen

from appstream_typed.local.wire.service_errors import ServiceError


@frozen(kw_only=True)
class Refusal:
    """An AppStream error: its code, and its message with placeholders for names in braces."""

    code: str
    words: str
    source: str
    assumed: str = ""

    def __call__(self, **names: object) -> ServiceError:
        """Return the error, with its placeholders replaced by these names."""
        return ServiceError(self.code, self.words.format(**names))


@frozen(kw_only=True)
class Answer:
    """A value in AppStream's results."""

    value: Any
    source: str
    assumed: str = ""


# --- images ----------------------------------------------------------------------------------------

IMAGE_NOT_AVAILABLE = Refusal(
    code="ResourceNotAvailableException",
    words="The image {image} is {state}. The image must be in an AVAILABLE state for this action to "
    "succeed.",
    source="hashicorp/terraform-provider-aws#25590, hashicorp/terraform-provider-aws#32958",
    assumed="states other than DEPRECATED, and operations other than CreateFleet and "
    "CreateImageBuilder",
)
IMAGE_DOES_NOT_EXIST = Refusal(
    code="ResourceNotFoundException",
    words="The image {image} for account {account} does not exist.",
    source="hashicorp/terraform-provider-aws#25875",
    assumed="operations other than CreateImageBuilder",
)
NO_IMAGE = Refusal(
    code="InvalidParameterCombinationException",
    words="ImageName or ImageArn is needed for {instance_type}: neither was given.",
    source="hashicorp/terraform-provider-aws#21465",
    assumed="the words; the source only describes their meaning",
)
IMAGE_FAMILY = Refusal(
    code="InvalidParameterCombinationException",
    words="The combination of instance type {instance_type} and image instance family {family} is "
    "not supported. Select an image that belongs to image instance family supported by this "
    "instance type.",
    source="awslabs/aws-virtual-application-management#15",
    assumed="the code, and the family of images for graphics types; the observed family was null",
)
DEPRECATED_IMAGES = Answer(
    value=(
        r"AppStream-WinServer2012R2-\d\d-\d\d-\d{4}",
        "Amazon-AppStream2-Sample-Image-02-04-2019",
    ),
    source="hashicorp/terraform-provider-aws#25590 (07-19-2021), "
    "hashicorp/terraform-provider-aws#32958",
    assumed="dates of AppStream-WinServer2012R2 other than 07-19-2021",
)
DELETED_IMAGE_STATE = Answer(
    value="AVAILABLE",
    source="Remove-APSImage in https://docs.aws.amazon.com/powershell/v5/userguide/"
    "powershell_appstream_code_examples.html",
    assumed="images in other states, whose result has the state before the deletion",
)

# --- fleets and stacks -----------------------------------------------------------------------------

FLEET_IS_ACTIVE = Refusal(
    code="ResourceInUseException",
    words="Cannot update the attribute for fleet {fleet} when it is ACTIVE. The fleet must be "
    "stopped to complete this action.",
    source="aws-cloudformation/cloudformation-coverage-roadmap#1017",
    assumed="attributes other than the role",
)
FLEET_HAS_STACKS = Refusal(
    code="ResourceInUseException",
    words="The fleet {fleet} is associated with a stack. To delete the fleet, you must dissociate it "
    "from the stack.",
    source="hashicorp/terraform-provider-aws#25354",
)
STACK_HAS_FLEETS = Refusal(
    code="ResourceInUseException",
    words="Cannot delete stack {stack}. This stack has fleets associated with it. Only stacks with "
    "no fleets associated with it can be deleted.",
    source="hashicorp/terraform-provider-aws#25354",
)
NO_CAPACITY = Refusal(
    code="InvalidParameterCombinationException",
    words="Fleet {fleet} is not of the type ELASTIC, and needs a ComputeCapacity with "
    "DesiredInstances or DesiredSessions.",
    source="the model: ComputeCapacity.DesiredSessions",
    assumed="code and words",
)
CAPACITY_TOO_LOW = Refusal(
    code="InvalidParameterCombinationException",
    words="{member} must be {minimum} or more, got {given}.",
    source="the model of Application Auto Scaling: a fleet in use can be scaled to 0 "
    "(RegisterScalableTarget.MinCapacity)",
    assumed="code and words, and that a new fleet needs 1",
)
CAPACITY_QUOTA = Refusal(
    code="LimitExceededException",
    words="The Instance type '{instance_type}' capacity limit for fleet {fleet}' was exceeded. "
    "Requested: {requested}, Limit: {limit}",  # AWS's message has these unpaired quotation marks
    source="https://docs.aws.amazon.com/appstream2/latest/developerguide/"
    "troubleshooting-general.html",
)
QUOTA = Refusal(
    code="LimitExceededException",
    words="The limit of {what} was exceeded. Requested: {requested}, Limit: {limit}",
    source="https://docs.aws.amazon.com/appstream2/latest/developerguide/limits.html",
    assumed="the words, which follow CAPACITY_QUOTA",
)
STOPPED_FLEET_STOPS = Answer(
    value={},
    source="an issue of this project; the errors of StopFleet in the model allow no other response",
    assumed="the rest of the behaviour",
)
NEW_STACK_SETTINGS = Answer(
    value={
        "CLIPBOARD_COPY_FROM_LOCAL_DEVICE": "ENABLED",
        "CLIPBOARD_COPY_TO_LOCAL_DEVICE": "ENABLED",
        "FILE_UPLOAD": "ENABLED",
        "FILE_DOWNLOAD": "ENABLED",
        "PRINTING_TO_LOCAL_DEVICE": "ENABLED",
        "DOMAIN_PASSWORD_SIGNIN": "ENABLED",
        "DOMAIN_SMART_CARD_SIGNIN": "DISABLED",
        "AUTO_TIME_ZONE_REDIRECTION": "DISABLED",
    },
    source="the example of aws_appstream_stack in hashicorp/terraform-provider-aws, which names all "
    "settings so that plans stay empty",
    assumed="that the example shows AWS's defaults",
)

# --- instance types, roles, users, entitlements -----------------------------------------------------

UNKNOWN_INSTANCE_TYPE = Refusal(
    code="InvalidParameterCombinationException",
    words="Instance type {instance_type} is not valid for {use}. Use a type such as {example}.",
    source="the model: InstanceType of CreateFleet, CreateImageBuilder and CreateAppBlockBuilder",
    assumed="code and words",
)
INVALID_ROLE = Refusal(
    code="InvalidRoleException",
    words="AppStream 2.0 encountered an error because your IAM role '{role}' is invalid",
    source="hashicorp/terraform-provider-aws#28128, hashicorp/terraform-provider-aws#25388",
    assumed="the error for ARNs that are not ARNs of roles; it was observed for newly created roles",
)
USER_AUTHENTICATION_TYPE = Refusal(
    code="InvalidParameterValueException",
    words="Cannot create a user with '{authentication_type}' authentication type",
    source="awsdocs/aws-cloudformation-user-guide#485",
    assumed="AWS_AD; API and SAML were observed",
)
ENTITLEMENT_ATTRIBUTE = Refusal(
    code="OperationNotPermittedException",
    words="{attribute} is not an attribute name of entitlements. Use one of {known}.",
    source="the model: EntitlementAttribute.Name",
    assumed="code and words",
)

# --- sessions ---------------------------------------------------------------------------------------

STREAMING_URL = Answer(
    value="https://appstream2.{region}.aws.amazon.com/authenticate?parameters={parameters}"
    "&signature={signature}",
    source="https://docs.aws.amazon.com/appstream2/latest/developerguide/"
    "troubleshooting-user-issues.html; URLs in public code, whose parameters are base64 of JSON",
)
STREAMING_URL_OF_USERS = Answer(
    value=(
        "type",
        "expires",
        "awsAccountId",
        "userId",
        "catalogSource",
        "fleetRef",
        "applicationId",
        "userContext",
        "maxUserDurationInSecs",
    ),
    source="a URL from 2020 in public code: type END_USER, catalogSource stack/NAME, fleetRef "
    "fleet/NAME, numbers as strings",
)
STREAMING_URL_OF_BUILDERS = Answer(
    value=("type", "expires", "awsAccountId", "userId", "catalogSource", "fleetRef"),
    source="a URL from 2024 in public code: type ADMIN, userId admin, catalogSource and fleetRef "
    "image-builder/NAME",
    assumed="app block builders: app-block-builder/NAME",
)
