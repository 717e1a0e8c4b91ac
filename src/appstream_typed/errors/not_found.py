"""The errors for resources that do not exist."""

from appstream_typed.errors.modeled import EntitlementNotFoundException, ResourceNotFoundException

NOT_FOUND = (ResourceNotFoundException, EntitlementNotFoundException)
"""For ``except``: the errors for a missing resource or a missing entitlement of a stack."""
