"""The structure hooks of the cattrs converter. They read scalars, enums, lists, maps and models.

A hook raises ``ResponseError`` with the path relative to its value.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING, Any, cast, get_args

from attrs import NOTHING, Attribute, AttrsInstance

from appstream_typed._conversion.annotations import (
    SLOT,
    attributes,
    is_enum,
    is_list,
    is_map,
    is_model,
    may_be_sensitive,
    wire_name,
    without_none,
)
from appstream_typed._conversion.compiled_readers import FieldPlan, write_reader
from appstream_typed._conversion.fields import NO_MEMBERS, utc
from appstream_typed._conversion.frozen_map import FrozenMap
from appstream_typed._conversion.unknown_members import keep
from appstream_typed._support.redaction import REDACTED, redacted
from appstream_typed.enums.base import OpenEnum
from appstream_typed.errors.base import ResponseError

if TYPE_CHECKING:
    from appstream_typed._conversion.cattrs_types import HookSource

Hook = Callable[[Any, Any], Any]

corrected: ContextVar[set[str] | None] = ContextVar("appstream_typed_corrected", default=None)
"""The required members that AWS omitted from the data that is being converted."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def read_string(raw: Any, _: object) -> str:
    """Read a string."""
    if isinstance(raw, str):
        return raw
    raise _wrong("a string", raw)


def read_integer(raw: Any, _: object) -> int:
    """Read an integer, or a float without a fraction."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    raise _wrong("an integer", raw)


def read_float(raw: Any, _: object) -> float:
    """Read a number."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return float(raw)
    raise _wrong("a number", raw)


def read_bytes(raw: Any, _: object) -> bytes:
    """Read bytes, or base64 text, which AWS sends in JSON."""
    if isinstance(raw, bytes):
        return raw
    if isinstance(raw, str):
        try:
            return b64decode(raw, validate=True)
        except ValueError:
            raise ResponseError("", "expected base64 text", raw) from None
    raise _wrong("bytes", raw)


def read_boolean(raw: Any, _: object) -> bool:
    """Read a boolean."""
    if isinstance(raw, bool):
        return raw
    raise _wrong("a boolean", raw)


def read_timestamp(raw: Any, _: object) -> datetime:
    """Read a datetime, ISO 8601 or RFC 7231 text, or seconds since 1970."""
    try:
        if raw.__class__ is int or raw.__class__ is float:  # the form that AWS sends
            return datetime.fromtimestamp(raw, timezone.utc)
        if isinstance(raw, datetime):
            return utc(raw)
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return datetime.fromtimestamp(raw, timezone.utc)
        if isinstance(raw, str):
            return utc(_from_text(raw))
    except (ValueError, TypeError, OverflowError, OSError):
        reason = "expected a timestamp: ISO 8601, RFC 7231, or seconds since 1970"
        raise ResponseError("", reason, raw) from None
    raise _wrong("a timestamp", raw)


def _from_text(text: str) -> datetime:
    """Read text in a timestamp format of Smithy: date-time, http-date or epoch-seconds.

    See https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait
    """
    if text[:1].isalpha():
        from email.utils import parsedate_to_datetime

        whole, _, rest = text.partition(".")  # "20:34:56.123 GMT"
        fraction, _, zone = rest.partition(" ")
        moment = parsedate_to_datetime(f"{whole} {zone}")
        return moment + timedelta(seconds=float(f"0.{fraction or 0}"))
    try:
        # Before Python 3.11, fromisoformat rejects Z for UTC.
        return datetime.fromisoformat(f"{text[:-1]}+00:00" if text.endswith("Z") else text)
    except ValueError:
        return datetime.fromtimestamp(float(text), timezone.utc)


def read_enum(raw: Any, cls: type[OpenEnum]) -> OpenEnum:
    """Read a string as a member of the enum, or as an unknown value."""
    if raw.__class__ is str:
        return _members_by_value(cls).get(raw) or cls(raw)
    if isinstance(raw, str):  # a subclass of str, such as the enum itself
        return cls(str(raw))
    raise _wrong("a string", raw)


@cache
def _members_by_value(cls: type[OpenEnum]) -> Mapping[str, OpenEnum]:
    """Return the members of an enum by value. A lookup is faster than calling the class."""
    return {str(member): member for member in cls}


def all_strings(items: Sequence[Any]) -> bool:
    """Return whether all items are plain strings, which need no conversion."""
    for item in items:  # noqa: SIM110 - all() of a generator takes three times as long
        if item.__class__ is not str:
            return False
    return True


def list_hook(cls: Any, converter: HookSource) -> Hook:
    """Return the hook that reads a list as a tuple without nulls."""
    item_type = get_args(cls)[0]
    read_item: Hook = converter.get_structure_hook(item_type)
    only_strings = item_type is str

    def read(raw: Any, _: object) -> tuple[Any, ...]:
        if raw.__class__ is not list and not isinstance(raw, (list, tuple)):
            raise _wrong("a list", raw)
        items = cast("Sequence[Any]", raw)
        if not items:
            return ()
        if only_strings and all_strings(items):
            return tuple(items)
        try:
            return tuple([read_item(item, item_type) for item in items if item is not None])
        except ResponseError as error:
            # The index is determined only now, so that valid lists need no counter.
            raise error.below(f"[{_index_of_bad(items)}]") from None

    def _index_of_bad(items: Sequence[Any]) -> int:
        for index, item in enumerate(items):
            if item is not None:
                try:
                    read_item(item, item_type)
                except ResponseError:
                    return index
        return len(items)

    return read


def map_hook(cls: Any, converter: HookSource) -> Hook:
    """Return the hook that reads an object as an immutable map without nulls."""
    value_type = get_args(cls)[1]
    read_value: Hook = converter.get_structure_hook(value_type)

    def read(raw: Any, _: object) -> FrozenMap[Any]:
        if not isinstance(raw, Mapping):
            raise _wrong("an object", raw)
        entries: dict[str, Any] = {}
        for key, value in cast("Mapping[object, object]", raw).items():
            if not isinstance(key, str):
                raise _wrong("strings as keys", key)
            try:
                if value is not None:
                    entries[str(key)] = read_value(value, value_type)
            except ResponseError as error:
                raise error.below(f"[{key!r}]") from None
        return FrozenMap(entries)

    return read


def dict_hook(cls: Any, converter: HookSource) -> Hook:
    """Return the hook that reads an object as a dict without nulls."""
    value_type = get_args(cls)[1]
    read_entries = map_hook(Mapping[str, value_type], converter)  # type: ignore[valid-type]  # a value, not an annotation
    return lambda raw, of: dict(read_entries(raw, of))


def model_hook(cls: type[AttrsInstance], converter: HookSource) -> Hook:
    """Return the hook that reads an object as a model. It is generated when a model is first read."""

    def explain(raw: Mapping[str, Any], error: ResponseError) -> ResponseError:
        # The field is determined only now, so that valid models need no bookkeeping.
        for plan in plans:
            value = raw.get(plan.wire)
            if value is not None:
                try:
                    plan.hook(value, plan.value_type)
                except ResponseError:
                    return _below_field(error, fields[plan.wire])
        return error

    def other(raw: Any) -> Any:
        if isinstance(raw, Mapping):
            return read(dict(cast("Mapping[str, Any]", raw)), cls)
        if isinstance(raw, cls):
            return raw
        raise _wrong("an object", raw)

    fields = {wire_name(attribute): attribute for attribute in attributes(cls)}
    plans = [_field_plan(cls, wire, attribute, converter) for wire, attribute in fields.items()]
    names: dict[str, Any] = {
        "cls": cls,
        "new": cls.__new__,
        "explain": explain,
        "other": other,
        "ResponseError": ResponseError,
        "correct": _correct,
        "keep_unknown": _keep_unknown,
        "put_unknown": getattr(cls, SLOT).__set__,
        "no_members": NO_MEMBERS,
        "wires": frozenset(fields),
    }
    read = write_reader(plans, names)
    return read


def _field_plan(
    cls: type[AttrsInstance], wire: str, attribute: Attribute[Any], converter: HookSource
) -> FieldPlan:
    value_type = without_none(attribute.type)
    return FieldPlan(
        put=getattr(cls, attribute.name).__set__,
        wire=wire,
        plain=value_type if value_type in (str, bool) else None,
        table=_members_by_value(value_type) if is_enum(value_type) else None,
        hook=converter.get_structure_hook(value_type),
        value_type=value_type,
        required=attribute.default is NOTHING and not is_list(value_type),
        absent=() if is_list(value_type) else attribute.default,
    )


def _keep_unknown(model: object, raw: Mapping[str, Any], known: frozenset[str]) -> None:
    keep(
        model,
        {name: value for name, value in raw.items() if name not in known and value is not None},
    )


def _correct(cls: type, wire: str, read_value: Hook, value_type: Any) -> object:
    """Return the empty value that replaces a required member that AWS omitted.

    Smithy calls this client error correction:
    https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction
    """
    missing = corrected.get()
    if missing is not None:
        missing.add(f"{cls.__name__}.{wire}")
    if value_type is datetime:
        return _EPOCH
    if is_model(value_type) or is_map(value_type):
        return read_value({}, value_type)
    if is_enum(value_type):
        return value_type("")
    return value_type()


def _below_field(error: ResponseError, attribute: Attribute[Any]) -> ResponseError:
    """Return the error with the field added to its path, and without a sensitive value."""
    at_field = not error.path
    if attribute.repr is redacted or (at_field and may_be_sensitive(attribute.type)):
        error.raw = REDACTED
    return error.below(wire_name(attribute))


def _wrong(expected: str, raw: object) -> ResponseError:
    return ResponseError("", f"expected {expected}, got {type(raw).__name__}", raw)
