"""The keys of a seed, and the operations that create what they list."""

from __future__ import annotations

# In the order in which they need each other.
CREATES = {
    "directory_configs": "CreateDirectoryConfig",
    "image_builders": "CreateImageBuilder",
    "fleets": "CreateFleet",
    "stacks": "CreateStack",
    "app_blocks": "CreateAppBlock",
    "app_block_builders": "CreateAppBlockBuilder",
    "applications": "CreateApplication",
    "application_fleet_associations": "AssociateApplicationFleet",
    "entitlements": "CreateEntitlement",
    "entitled_applications": "AssociateApplicationToEntitlement",
    "themes": "CreateThemeForStack",
    "users": "CreateUser",
    "user_stack_associations": "BatchAssociateUserStack",
}
KEYS = (*CREATES, "sessions")
EXPECTED = f"an object with the keys {', '.join(KEYS)}"
"""What a seed is, for error messages."""
BATCHES = {"user_stack_associations": "UserStackAssociations"}
"""Resources that are created by the list, and the request's member for it."""
STATES = {"image_builders": ("RUNNING", "STOPPED"), "fleets": ("RUNNING", "STOPPED")}
"""What the key ``State`` of an entry may be."""
