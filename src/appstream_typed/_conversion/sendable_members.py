"""Omits unknown members of models from a request if the installed botocore cannot send them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from logging import getLogger
from typing import TYPE_CHECKING, Any, TypeGuard, cast

from appstream_typed._conversion.annotations import attributes, is_model, parts, wire_name
from appstream_typed._conversion.unknown_members import unknown_members

if TYPE_CHECKING:
    from attrs import AttrsInstance
    from botocore.model import Shape

_log = getLogger("appstream_typed")


def sendable(model: Any, shape: Shape, path: str) -> dict[str, object]:
    """Return a model in boto3's form, without members that neither this release nor botocore has.

    Log a warning that names the omitted members. Members that this release contains are never omitted;
    botocore rejects those that it lacks.

    Args:
        model: The model.
        shape: The model's shape in the installed botocore.
        path: The parameter's name.
    """
    written: dict[str, object] = model.to_dict()
    if not _has_unknown_members(model):
        return written
    omitted: list[str] = []
    kept = _Omission(omitted).structure(written, model, shape, path)
    if omitted:
        from botocore import __version__ as version

        _log.warning(
            "members were not sent, because the installed botocore %s lacks them: %s; upgrade boto3",
            version,
            ", ".join(omitted),
        )
    return kept


def _has_unknown_members(value: object) -> bool:
    """Return whether a model, or a model inside it, has unknown members."""
    return any(is_model(type(part)) and unknown_members(part) for part in (value, *parts(value)))


class _Omission:
    """Omits members, and collects their paths.

    Each method takes a value and its form for boto3 (``written``). Unknown members have only the form
    for boto3, and the value is ``None``.
    """

    def __init__(self, omitted: list[str]) -> None:
        self._omitted = omitted

    def value(self, written: object, value: Any, shape: Shape | None, path: str) -> object:
        kind = getattr(shape, "type_name", "")
        if kind == "structure" and _is_dict(written):
            return self.structure(written, value, cast("Shape", shape), path)
        if kind == "map" and _is_dict(written):
            inner = cast("Any", shape).value
            return {
                key: self.value(
                    item, None if value is None else value[key], inner, f"{path}[{key!r}]"
                )
                for key, item in written.items()
            }
        if kind == "list" and _is_list(written):
            inner = cast("Any", shape).member
            values: Iterable[object] = [None] * len(written) if value is None else value
            return [
                self.value(item, of, inner, f"{path}[{index}]")
                for index, (item, of) in enumerate(zip(written, values, strict=True))
            ]
        return written

    def structure(
        self, written: dict[str, object], value: Any, shape: Shape, path: str
    ) -> dict[str, object]:
        members = cast("Mapping[str, Shape]", cast("Any", shape).members)
        known: dict[str, object] = {}
        if value is not None:
            fields = attributes(cast("type[AttrsInstance]", value.__class__))
            known = {wire_name(field): getattr(value, field.name) for field in fields}
        kept: dict[str, object] = {}
        for name, item in written.items():
            where = f"{path}.{name}"
            if name in known or name in members:
                kept[name] = self.value(item, known.get(name), members.get(name), where)
            else:
                self._omitted.append(where)
        return kept


def _is_dict(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
