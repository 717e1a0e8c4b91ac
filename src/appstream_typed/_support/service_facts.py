"""Facts from AWS's documentation that AWS's model lacks, for the workflows and the local AppStream."""

from __future__ import annotations

# Source: the API reference of UpdateFleet. While a fleet is STOPPED, all attributes except its name
# can be changed. While it is STARTING or STOPPING, none can be changed.
_ALWAYS = frozenset({"DisplayName", "IdleDisconnectTimeoutInSeconds", "DisconnectTimeoutInSeconds"})
_ELASTIC = _ALWAYS | {"MaxConcurrentSessions", "SessionScriptS3Location", "UsbDeviceFilterStrings"}
_OTHERS = _ALWAYS | {"ComputeCapacity", "ImageArn", "ImageName"}

FLEET_ATTRIBUTES_TO_DELETE = {
    "VPC_CONFIGURATION": "VpcConfig",
    "VPC_CONFIGURATION_SECURITY_GROUP_IDS": "VpcConfig.SecurityGroupIds",
    "DOMAIN_JOIN_INFO": "DomainJoinInfo",
    "IAM_ROLE_ARN": "IamRoleArn",
    "USB_DEVICE_FILTER_STRINGS": "UsbDeviceFilterStrings",
    "SESSION_SCRIPT_S3_LOCATION": "SessionScriptS3Location",
    "MAX_SESSIONS_PER_INSTANCE": "MaxSessionsPerInstance",
    "VOLUME_CONFIGURATION": "RootVolumeConfig",
}
"""The members of a ``Fleet`` that each value of ``AttributesToDelete`` deletes."""


def changeable_while_running(fleet_type: str | None) -> frozenset[str]:
    """Return the members of ``UpdateFleet`` that can be changed while a fleet is ``RUNNING``.

    Args:
        fleet_type: The type of the fleet.
    """
    return _ELASTIC if fleet_type == "ELASTIC" else _OTHERS
