"""Rewrites botocore's reports on invalid parameters: adds keywords, hides sensitive values.

A report contains values unescaped, including their line breaks, so a value may look like a part of
the report. Only text in known forms is shown. The text after a sensitive value or after an unknown
form is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from botocore import xform_name

from appstream_typed._conversion.parameter_keywords import KEYWORDS
from appstream_typed._support.redaction import REDACTED

if TYPE_CHECKING:
    from botocore.model import Shape

_PATH = r"(?P<path>[^\n,]+?)"
_VALUE = r", value: (?P<value>.*)"
_TYPE = r"(?:<class '[\w.]+'>|timestamp-string)"
_TYPES = rf", type: {_TYPE}, valid types: {_TYPE}(?:, {_TYPE})*"
_UNKNOWN = "Unknown parameter in"
_FORMS = (
    rf"(?P<what>Invalid type for parameter) {_PATH}{_VALUE}(?P<rest>{_TYPES})",
    rf"(?P<what>Invalid value for parameter) {_PATH}{_VALUE}(?P<rest>, valid min value: -?[\d.]+)",
    rf"(?P<what>Invalid length for parameter) {_PATH}{_VALUE}(?P<rest>, valid min length: \d+)",
    rf"(?P<what>Missing required parameter in) {_PATH}(?P<rest>: \"\w+\")",
    rf"(?P<what>{_UNKNOWN}) {_PATH}(?P<rest>: \"\w+\", must be one of: [\w, ]*)",
)
_STARTS = (
    r"\n(?=Invalid (?:type|value|length) for parameter |"
    r"Missing required parameter in |Unknown parameter in )"
)
_MAP_KEY = re.compile(r" \(key: .*\)$")
_HIDDEN = (
    "A parameter is not valid; the report is not shown, since it may contain a sensitive value"
)
_MORE = "Further problems are not shown, since a sensitive value may be part of their text"


class _Problem(NamedTuple):
    text: str
    is_safe: bool
    """Whether the text that follows certainly belongs to another problem."""


def redact_report(report: str, shape: Shape | None) -> str:
    """Return a report without sensitive values.

    Args:
        report: The text of botocore's ``ParamValidationError``.
        shape: The shape of the operation's input; ``None`` if the operation takes no input.
    """
    return "\n".join(_shown(re.split(_STARTS, report), shape))


def python_path(path: str) -> str:
    """Return ``vpc_config.subnet_ids[0]`` for botocore's ``VpcConfig.SubnetIds[0]``."""
    first, *rest = path.split(".")
    name, bracket, index = first.partition("[")
    keyword = KEYWORDS.get(name) or xform_name(name)
    return ".".join([f"{keyword}{bracket}{index}", *(xform_name(part) for part in rest)])


def _shown(parts: Sequence[str], shape: Shape | None) -> Iterator[str]:
    for number, part in enumerate(parts, 1):
        problem = _read(part, shape)
        yield problem.text
        if not problem.is_safe:
            if number < len(parts):
                yield _MORE
            return


def _read(part: str, shape: Shape | None) -> _Problem:
    match = next((match for form in _forms() if (match := form.fullmatch(part))), None)
    # A value that contains the start of a report is split, and its parts match no form.
    path = match["path"] if match else _path_of(part)
    found = None if path is None else _resolve(shape, path)
    if path is None or found is None:
        return _Problem(_HIDDEN, is_safe=False)
    target, is_sensitive = found
    name = _with_keyword(path, target, shape)
    if (
        match is not None
        and match["what"] == _UNKNOWN
        and (text := _lacking(match["rest"], target))
    ):
        return _Problem(f"{_UNKNOWN} {name}: {text}", is_safe=True)
    if match is not None and "value" not in match.groupdict():
        return _Problem(f"{match['what']} {name}{match['rest']}", is_safe=True)
    if is_sensitive:
        return _Problem(f"Invalid value for parameter {name}, value: {REDACTED}", is_safe=False)
    if match is None:
        return _Problem(_HIDDEN, is_safe=False)
    text = f"{match['what']} {name}, value: {match['value']}{match['rest']}"
    return _Problem(text, is_safe=True)


def _lacking(rest: str, structure: Shape) -> str | None:
    """Explain that the installed botocore lacks a member that this release has."""
    from appstream_typed._support.snapshot import explain_lacking

    member = rest.split('"')[1]
    explained = explain_lacking(f"{structure.name}.{member}")
    return explained and f'"{member}" (keyword {python_path(member)}): {explained}'


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.DOTALL) for form in _FORMS)


def _path_of(part: str) -> str | None:
    match = re.match(rf"Invalid (?:type|value|length) for parameter {_PATH}, value: ", part)
    return None if match is None else match["path"]


def _with_keyword(path: str, target: Shape, shape: Shape | None) -> str:
    return path if target is shape else f"{path} (keyword {python_path(path)})"


def _resolve(shape: Shape | None, path: str) -> tuple[Shape, bool] | None:
    """Return the shape at a path, and whether its value may be or contain a sensitive value."""
    if shape is None:
        return None
    if path == "input":
        return shape, _holds_sensitive(shape)
    is_sensitive = False
    names = re.sub(r"\[\d+\]", "", _MAP_KEY.sub("", path)).split(".")
    for number, name in enumerate(names):
        member = getattr(shape, "members", {}).get(name)
        if member is None:
            return None
        shape = _element(member)
        is_sensitive = is_sensitive or _marked(member) or _marked(shape)
        if member.type_name == "map" and number + 1 < len(names):
            break  # the rest is a key
    return shape, is_sensitive or _holds_sensitive(shape)


def _element(shape: Shape) -> Shape:
    """Return the shape of the elements inside all nested lists and maps.

    A scalar or a structure is returned unchanged.
    """
    while shape.type_name in ("list", "map"):
        inner: Shape = getattr(shape, "member" if shape.type_name == "list" else "value")
        shape = inner
    return shape


def _marked(shape: Shape) -> bool:
    return bool(shape.metadata.get("sensitive"))


def _holds_sensitive(shape: Shape) -> bool:
    inner = _element(shape)
    if _marked(shape) or _marked(inner):
        return True
    return any(_holds_sensitive(member) for member in getattr(inner, "members", {}).values())
