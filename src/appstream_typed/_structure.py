"""cattrs hooks that read raw data: scalars, enums, lists, maps, models.

A hook raises ``ResponseError`` with the path below the value that it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime, timezone
from typing import Any, cast, get_args

from attrs import NOTHING, Attribute
from cattrs import Converter

from appstream_typed._enum import OpenEnum
from appstream_typed._errors import ResponseError
from appstream_typed._fields import REDACTED, redacted, utc
from appstream_typed._frozen_map import FrozenMap
from appstream_typed._model import Model, wire_name
from appstream_typed._types import (
    attributes,
    is_enum,
    is_list,
    is_map,
    is_model,
    may_be_sensitive,
    without_none,
)

Hook = Callable[[Any, Any], Any]

corrected: ContextVar[set[str] | None] = ContextVar("appstream_typed_corrected", default=None)
"""The required members that were missing so far, of the conversion under way."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def read_string(raw: Any, _: object) -> str:
    """Read a string; nothing else is taken for one."""
    if isinstance(raw, str):
        return raw
    raise _wrong("a string", raw)


def read_integer(raw: Any, _: object) -> int:
    """Read an integer; a float without a fraction is one."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    raise _wrong("an integer", raw)


def read_boolean(raw: Any, _: object) -> bool:
    """Read a boolean."""
    if isinstance(raw, bool):
        return raw
    raise _wrong("a boolean", raw)


def read_timestamp(raw: Any, _: object) -> datetime:
    """Read a datetime, ISO 8601 text, or seconds since 1970."""
    try:
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
    """The forms of timestamps in Smithy: date-time, http-date, epoch-seconds.

    See https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait
    """
    if text[:1].isalpha():
        from email.utils import parsedate_to_datetime

        return parsedate_to_datetime(text)
    try:
        # fromisoformat reads a Z for UTC from Python 3.11 on only.
        return datetime.fromisoformat(f"{text[:-1]}+00:00" if text.endswith("Z") else text)
    except ValueError:
        return datetime.fromtimestamp(float(text), timezone.utc)


def read_enum(raw: Any, cls: type[OpenEnum]) -> OpenEnum:
    """Read a string as a member of the enum, or as a value that it does not know."""
    if raw.__class__ is str:
        known = cls._value2member_map_.get(raw)
        return cls(raw) if known is None else cast("OpenEnum", known)
    if isinstance(raw, str):  # another str class, such as the enum itself
        return cls(str(raw))
    raise _wrong("a string", raw)


_ONLY_STRINGS = {str}


def list_hook(cls: Any, converter: Converter) -> Hook:
    """Read a list as a tuple; nulls in it are dropped."""
    item_type = get_args(cls)[0]
    read_item: Hook = converter.get_structure_hook(item_type)

    def read(raw: Any, _: object) -> tuple[Any, ...]:
        if not isinstance(raw, (list, tuple)):
            raise _wrong("a list", raw)
        items = cast("Sequence[Any]", raw)
        if not items:
            return ()
        if item_type is str and {item.__class__ for item in items} == _ONLY_STRINGS:
            return tuple(items)
        try:
            return tuple([read_item(item, item_type) for item in items if item is not None])
        except ResponseError as error:
            # Which item it was is looked up now, so that good lists need not count.
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


def read_map(raw: Any, _: object) -> FrozenMap[str]:
    """Read a map of strings; nulls in it are dropped."""
    if not isinstance(raw, Mapping):
        raise _wrong("an object", raw)
    entries = cast("Mapping[object, object]", raw)
    for key, value in entries.items():
        if not isinstance(key, str) or not isinstance(value, (str, type(None))):
            raise _wrong("strings", value).below(f"[{key!r}]")
    return FrozenMap({str(key): str(value) for key, value in entries.items() if value is not None})


def model_hook(cls: type[Model], converter: Converter) -> Hook:
    """Read an object as a model.

    This is the hottest loop of all, hence the short cuts for what most members are: a string goes
    in as it is, and a known enum value comes out of a table, without a call. Values go straight
    into the slots: the model is frozen for everyone else.
    """
    plan = [_field_plan(cls, attribute, converter) for attribute in attributes(cls)]
    wires = frozenset(entry[1] for entry in plan)
    new = cls.__new__

    def read(raw: Any, _: object) -> Model:
        if raw.__class__ is not dict and not isinstance(raw, Mapping):
            if isinstance(raw, cls):
                return raw
            raise _wrong("an object", raw)
        members = cast("Mapping[str, Any]", raw)
        get = members.get
        model = new(cls)
        left = len(members)
        for put, wire, plain, table, read_value, value_type, absent in plan:
            value = get(wire)
            if value is None:
                required = absent is NOTHING
                put(model, _correct(cls, wire, read_value, value_type) if required else absent)
                continue
            left -= 1
            if value.__class__ is plain:
                put(model, value)
            elif table is not None and value.__class__ is str and value in table:
                put(model, table[value])
            else:
                try:
                    put(model, read_value(value, value_type))
                except ResponseError as error:
                    raise _seen_from(error, cls, wire) from None
        if left:
            _keep_unknown(model, members, wires)
        return model

    return read


def _field_plan(
    cls: type[Model], attribute: Attribute[Any], converter: Converter
) -> tuple[Callable[[Model, Any], None], str, type | None, dict[str, Any] | None, Hook, Any, Any]:
    """How to fill a field: slot, wire name, short cuts, hook, type, and the value if it is absent."""
    value_type = without_none(attribute.type)
    hook: Hook = converter.get_structure_hook(value_type)
    return (
        vars(cls)[attribute.name].__set__,
        wire_name(cls, attribute.name),
        value_type if value_type in (str, bool) else None,
        cast("Any", value_type)._value2member_map_ if is_enum(value_type) else None,
        hook,
        value_type,
        () if is_list(value_type) else attribute.default,
    )


def _keep_unknown(model: Model, raw: Mapping[str, Any], known: frozenset[str]) -> None:
    """Keep the members that this release does not know, so that they are not lost."""
    unknown = {
        name: value for name, value in raw.items() if name not in known and value is not None
    }
    if unknown:
        object.__setattr__(model, "_unknown_members", unknown)


def _correct(cls: type[Model], wire: str, read_value: Hook, value_type: Any) -> object:
    """Smithy's client error correction: the empty value of a required member that is missing.

    See https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction
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


def _seen_from(error: ResponseError, cls: type[Model], wire: str) -> ResponseError:
    """The error as seen from the model, without a value that must not be shown."""
    attribute = next(a for a in attributes(cls) if wire_name(cls, a.name) == wire)
    at_field = not error.path
    if attribute.repr is redacted or (at_field and may_be_sensitive(attribute.type)):
        error.raw = REDACTED
    return error.below(wire)


def _wrong(expected: str, raw: object) -> ResponseError:
    return ResponseError("", f"expected {expected}, got {type(raw).__name__}", raw)
