"""The errors which mean that a resource does not exist."""

from appstream_typed.errors.modeled import EntitlementNotFoundException, ResourceNotFoundException

NOT_FOUND = (ResourceNotFoundException, EntitlementNotFoundException)
"""For ``except``: a resource, or an entitlement of a stack, does not exist."""
