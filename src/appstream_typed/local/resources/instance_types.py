"""What instance types are taken."""

from __future__ import annotations

import re

from appstream_typed.local.wire.service_errors import bad_combination

# The families other than stream are for imported images: the guide's import-image.
_NAME = re.compile(
    r"stream\.[a-z0-9-]+(\.[a-z0-9-]+)+"
    r"|(GeneralPurpose|MemoryOptimized|ComputeOptimized|Accelerated)(\.[a-z0-9-]+)+"
)


def check_instance_type(name: str) -> None:
    """Check that the name has the form of AppStream's.

    Which types there are changes with time, so any name of that form is taken.

    Raises:
        ServiceError: It has not; the error code is chosen.
    """
    if not _NAME.fullmatch(name):
        msg = f"Instance type {name} is not one of AppStream's, such as stream.standard.medium."
        raise bad_combination(msg)
