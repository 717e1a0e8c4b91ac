"""Takes sensitive values out of botocore's reports on wrong arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from appstream_typed._support.redaction import REDACTED

if TYPE_CHECKING:
    from botocore.model import Shape

# A value as botocore shows it, and the parameter that it belongs to.
_VALUE = re.compile(
    r"(parameter (?P<path>\S+?), value: )(?P<value>.*?)(?=, type: <class '|$)", re.DOTALL
)


def redact_report(report: str, shape: Shape | None) -> str:
    """Replace the values that the report shows of sensitive members of the input ``shape``."""

    def replace(match: re.Match[str]) -> str:
        if _is_sensitive(shape, match["path"]):
            return match[1] + REDACTED
        return match[0]

    return "\n".join(_VALUE.sub(replace, part) for part in _entries(report))


def _entries(report: str) -> list[str]:
    # One entry a problem; a value with line breaks must not cut its entry in two.
    starts = r"\n(?=(?:Invalid|Missing required|Unknown|Parameter validation)\b)"
    return re.split(starts, report)


def _is_sensitive(shape: Shape | None, path: str) -> bool:
    for name in re.sub(r"\[[^\]]*\]", "", path).split("."):
        if shape is None or _marked(shape):
            return True
        shape = _element(getattr(_element(shape), "members", {}).get(name))
    return shape is None or _holds_sensitive(shape)


def _element(shape: Shape | None) -> Shape | None:
    while shape is not None and shape.type_name in ("list", "map"):
        shape = getattr(shape, "member", None) or getattr(shape, "value", None)
    return shape


def _marked(shape: Shape) -> bool:
    return bool(shape.metadata.get("sensitive"))


def _holds_sensitive(shape: Shape) -> bool:
    inner = _element(shape)
    if inner is None or _marked(shape) or _marked(inner):
        return True
    return any(_holds_sensitive(member) for member in getattr(inner, "members", {}).values())
