"""Adds the members unknown to botocore to the response that botocore parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from botocore.model import Shape


def with_unknown_members(
    parsed: Mapping[str, object], raw: Mapping[str, object], shape: Shape | None
) -> Mapping[str, object]:
    """Return a copy of ``parsed`` with the members of ``raw`` that the shape lacks.

    Known members keep the values that botocore or a later event handler has set.

    Args:
        parsed: A structure as botocore parsed it.
        raw: The same structure as AWS sent it.
        shape: The structure's shape in botocore's model.
    """
    members = cast("Mapping[str, Shape]", getattr(shape, "members", {}))
    unknown = {name: value for name, value in raw.items() if name not in members}
    known = {
        name: _completed(value, raw.get(name), members.get(name)) for name, value in parsed.items()
    }
    return {**unknown, **known}


def _completed(value: Any, raw: Any, shape: Shape | None) -> object:
    if isinstance(value, dict) and isinstance(raw, dict) and hasattr(shape, "members"):
        return with_unknown_members(
            cast("dict[str, object]", value), cast("dict[str, object]", raw), shape
        )
    if isinstance(value, dict) and isinstance(raw, dict) and hasattr(shape, "value"):
        entries, raws_by_key = cast("dict[str, object]", value), cast("dict[str, object]", raw)
        inner = cast("Shape", cast("Any", shape).value)
        return {k: _completed(item, raws_by_key.get(k), inner) for k, item in entries.items()}
    if isinstance(value, list) and isinstance(raw, list):
        item = cast("Shape | None", getattr(shape, "member", None))
        items, raws = cast("Sequence[object]", value), cast("Sequence[object]", raw)
        if len(items) == len(raws):
            return [_completed(one, other, item) for one, other in zip(items, raws, strict=True)]
        return list(items)
    return cast("object", value)
