"""The quotas of an account."""

from collections.abc import Mapping

from attrs import field, frozen

# From https://docs.aws.amazon.com/appstream2/latest/developerguide/limits.html (read in 2026). AWS
# raises quotas on request, and older accounts may have other quotas. The quota of an instance type
# that is not listed is 0.
_FLEET_INSTANCES = {
    "stream.standard.small": 50,
    "stream.standard.medium": 50,
    "stream.standard.large": 50,
    "stream.standard.xlarge": 10,
    "stream.standard.2xlarge": 10,
    "stream.compute.large": 5,
    "stream.compute.xlarge": 2,
    "stream.memory.large": 5,
    "stream.memory.xlarge": 2,
    "stream.memory.z1d.large": 5,
    "stream.memory.z1d.xlarge": 2,
    "stream.graphics-design.large": 3,
    "stream.graphics-design.xlarge": 3,
    "stream.graphics-design.2xlarge": 3,
}
_IMAGE_BUILDER_INSTANCES = {
    "stream.standard.small": 5,
    "stream.standard.medium": 5,
    "stream.standard.large": 5,
    "stream.standard.xlarge": 3,
    "stream.standard.2xlarge": 3,
    "stream.compute.large": 3,
    "stream.compute.xlarge": 3,
    "stream.memory.large": 3,
    "stream.memory.xlarge": 3,
    "stream.memory.z1d.large": 3,
    "stream.memory.z1d.xlarge": 3,
    "stream.graphics-design.large": 1,
    "stream.graphics-design.xlarge": 1,
    "stream.graphics-design.2xlarge": 1,
}
_APP_BLOCK_BUILDER_INSTANCES = {
    f"stream.standard.{size}": 1 for size in ("small", "medium", "large", "xlarge", "2xlarge")
}
_ELASTIC_SESSIONS = {
    "stream.standard.small": 10,
    "stream.standard.medium": 10,
    "stream.standard.large": 5,
    "stream.standard.xlarge": 2,
    "stream.standard.2xlarge": 2,
}


@frozen(kw_only=True)
class Quotas:
    """The quotas of an account in a region. The defaults are AWS's for new accounts.

    A request that would exceed a quota fails with ``LimitExceededException``.

    See https://docs.aws.amazon.com/appstream2/latest/developerguide/limits.html
    """

    __module__ = "appstream_typed.local"

    stacks: int = 10
    """Stacks."""
    fleets: int = 10
    """Fleets."""
    image_builders: int = 10
    """Image builders."""
    images: int = 10
    """Images of the account."""
    app_block_builders: int = 10
    """App block builders."""
    users: int = 50
    """Users in the user pool."""
    fleet_instances: Mapping[str, int] = field(factory=lambda: dict(_FLEET_INSTANCES))
    """Instances of all fleets, by instance type; 0 for a type that is not listed."""
    internet_fleet_instances: int = 100
    """Instances of a fleet with default internet access."""
    elastic_sessions: Mapping[str, int] = field(factory=lambda: dict(_ELASTIC_SESSIONS))
    """Concurrent sessions of elastic fleets on a platform, by instance type; 0 if not listed."""
    image_builder_instances: Mapping[str, int] = field(
        factory=lambda: dict(_IMAGE_BUILDER_INSTANCES)
    )
    """Image builders by instance type; 0 for a type that is not listed."""
    app_block_builder_instances: Mapping[str, int] = field(
        factory=lambda: dict(_APP_BLOCK_BUILDER_INSTANCES)
    )
    """App block builders by instance type; 0 for a type that is not listed."""
    image_shares: int = 100
    """Accounts that an image is shared with."""
    image_copies: int = 2
    """Concurrent image copies in the destination region."""
    image_updates: int = 5
    """Concurrent managed image updates."""
