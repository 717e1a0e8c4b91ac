"""Valid instance types, and the instance families of images."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from appstream_typed.enums.shared import InstanceType
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.wire.api_model import load_model
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import IMAGE_FAMILY, UNKNOWN_INSTANCE_TYPE

# The families other than stream are for imported images (the page import-image of the guide). EC2
# defines them, so any name of this form is accepted.
_IMPORTED = re.compile(
    r"(GeneralPurpose|MemoryOptimized|ComputeOptimized|Accelerated)(\.[a-z0-9-]+)+"
)
_STREAM = re.compile(r"stream\.[a-z0-9-]+(?:\.[a-z0-9-]+)+")

# In the model, the documentation of each ``InstanceType`` lists the types for that operation.
_BUILDERS_LACK = frozenset({"stream.standard.xlarge", "stream.standard.2xlarge"})
_STANDARD = re.compile(r"stream\.standard\.[a-z0-9]+")

STANDARD_FAMILIES = ("General Purpose", "Compute Optimized", "Memory Optimized")
"""The families of images that are not for graphics (``Image.SupportedInstanceFamilies``)."""
_FAMILIES = {
    "standard": "General Purpose",
    "compute": "Compute Optimized",
    "memory": "Memory Optimized",
    "graphics.g4dn": "Graphics G4",
    "graphics.g5": "Graphics G5",
    "graphics.g6": "Graphics G6",
    "graphics.gr6": "Graphics G6",
    "graphics.g6f": "Graphics G6",
    "graphics.gr6f": "Graphics G6",
    "graphics.g7": "Graphics G7",
    "graphics-design": "Graphics Design",
    "graphics-desktop": "Graphics Desktop",
    "graphics-pro": "Graphics Pro",
}
"""The families in ``Image.SupportedInstanceFamilies``, by the family of an instance type.

The model mentions G4, G5 and G6. The names of the others, and G6 for gr6, g6f and gr6f, are
assumptions.
"""


def family_of(instance_type: str) -> str | None:
    """Return the family of an instance type as in ``Image.SupportedInstanceFamilies``.

    The result is ``None`` if images have no such family.
    """
    parts = instance_type.split(".")[1:-1]
    while parts:
        found = _FAMILIES.get(".".join(parts))
        if found is not None:
            return found
        parts.pop()
    return None


@cache
def _known() -> frozenset[str]:
    """Return the types of this release and those in the documentation of the installed botocore."""
    operations = load_model().operations
    shapes = [operations[name].input_shape for name in ("CreateFleet", "CreateImageBuilder")]
    documented = " ".join(
        str(shape.members["InstanceType"].documentation) for shape in shapes if shape is not None
    )
    return frozenset(map(str, InstanceType)) | frozenset(_STREAM.findall(documented))


def check_instance_type(state: AccountState, name: str, use: str) -> None:
    """Check that an instance type is valid for a use.

    Args:
        state: The account and region.
        name: The instance type.
        use: ``fleets``, ``elastic fleets``, ``image builders`` or ``app block builders``.

    Raises:
        ServiceError: The instance type is not valid.
    """
    if use in ("elastic fleets", "app block builders"):
        possible = name in _known() and _STANDARD.fullmatch(name) is not None
    else:
        lacking = _BUILDERS_LACK if use == "image builders" else frozenset[str]()
        possible = (name in _known() and name not in lacking) or bool(_IMPORTED.fullmatch(name))
    if (
        not possible and not state.is_seeding
    ):  # a seed may use types that are newer than this release
        raise UNKNOWN_INSTANCE_TYPE(instance_type=name, use=use, example="stream.standard.medium")


def check_family(image: Body, instance_type: str) -> None:
    """Check that an image supports the family of an instance type.

    An image without families, such as an imported one, supports all.

    Raises:
        ServiceError: The image supports only other families.
    """
    families: Iterable[str] = image.get("SupportedInstanceFamilies") or ()
    wanted = family_of(instance_type)
    if not families or wanted is None or wanted in families:
        return
    graphics = [family for family in families if family.startswith("Graphics")]
    raise IMAGE_FAMILY(instance_type=instance_type, family=graphics[0] if graphics else "null")
