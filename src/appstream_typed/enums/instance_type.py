"""What the name of an instance type tells."""

from __future__ import annotations

from appstream_typed.enums.base import OpenEnum


class InstanceTypeName(OpenEnum):
    """Base of ``InstanceType``: reads the parts of names such as ``stream.graphics.g4dn.xlarge``."""

    @property
    def family(self) -> str:
        """The name between ``stream.`` and the size: ``graphics.g4dn``; empty if there is none."""
        return ".".join(self._parts[:-1])

    @property
    def size(self) -> str:
        """The last part of the name: ``xlarge``."""
        return self._parts[-1]

    @property
    def _parts(self) -> list[str]:
        return self._value_.removeprefix("stream.").split(".")
