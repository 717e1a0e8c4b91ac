"""The errors for resources that do not exist."""

from appstream_typed.errors.modeled import EntitlementNotFoundException, ResourceNotFoundException

NOT_FOUND = (ResourceNotFoundException, EntitlementNotFoundException)
"""The errors for a missing resource and for a missing entitlement, for use with ``except``."""
