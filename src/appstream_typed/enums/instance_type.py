"""The parts of the name of an instance type."""

from __future__ import annotations

from appstream_typed.enums.base import OpenEnum


class InstanceTypeName(OpenEnum):
    """The base of ``InstanceType``, with the parts of names such as ``stream.graphics.g4dn.xlarge``."""

    @property
    def family(self) -> str:
        """The part between ``stream.`` and the size, such as ``graphics.g4dn``; empty if there is none."""
        return ".".join(self._parts[:-1])

    @property
    def size(self) -> str:
        """The last part, such as ``xlarge``."""
        return self._parts[-1]

    @property
    def _parts(self) -> list[str]:
        return self._value_.removeprefix("stream.").split(".")
