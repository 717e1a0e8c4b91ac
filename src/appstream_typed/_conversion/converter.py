"""The entry points of conversion, and the configuration of the cattrs converter.

The converter is private. Its hooks are compiled when a class is first converted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from logging import getLogger
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import NOTHING, AttrsInstance

from appstream_typed._conversion.annotations import (
    SLOT,
    attributes,
    is_dict,
    is_list,
    is_map,
    is_model,
    may_be_sensitive,
    wire_name,
)
from appstream_typed._conversion.readers import (
    corrected,
    dict_hook,
    list_hook,
    map_hook,
    model_hook,
    read_boolean,
    read_bytes,
    read_enum,
    read_float,
    read_integer,
    read_string,
    read_timestamp,
)
from appstream_typed._support.redaction import REDACTED
from appstream_typed.enums.base import OpenEnum
from appstream_typed.errors.base import ResponseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from appstream_typed._conversion.cattrs_types import ConfigurableConverter, HookSource

_T = TypeVar("_T")

_log = getLogger("appstream_typed")


def structure(raw: object, target: type[_T], root: str) -> _T:
    """Read raw data as a model, an enum or a scalar.

    Args:
        raw: Data from boto3, ``to_dict`` or a JSON parser.
        target: The target type.
        root: The first part of the path in errors: the name of an operation or a class.

    Raises:
        ResponseError: The data is not of that type. The error's path starts with ``root``.
    """
    value, missing = _convert(raw, target, root)
    if missing:
        _warn(missing, root)
    return value


def structure_list(raw: object, item_type: type[_T], root: str) -> tuple[_T, ...]:
    """Read a list as ``structure`` does. Return an empty tuple for ``None``."""
    if raw is None:
        return ()
    target: Any = tuple[item_type, ...]  # type: ignore[valid-type]  # a value, not an annotation
    return cast("tuple[_T, ...]", structure(raw, target, root))


def structure_data(raw: object, cls: type[_T]) -> _T:
    """Read a user's data as a model, as ``structure`` does.

    Raises:
        ResponseError: The data is not of that type, or its keys are not those of boto3's form.
    """
    root = cls.__name__
    try:
        value, missing = _convert(raw, cls, root)
    except ResponseError:
        _check_keys(raw, cls)
        raise
    # Data in another form lacks required members or has unknown members.
    if missing or getattr(value, SLOT, None):
        _check_keys(raw, cls)
    if missing:
        _warn(missing, root)
    return value


def structure_json(text: str | bytes, cls: type[_T]) -> _T:
    """Read JSON text as ``structure_data`` reads data."""
    try:
        raw: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        kept = REDACTED if may_be_sensitive(cls) else text
        raise ResponseError(cls.__name__, f"not JSON: {error}", kept) from None
    return structure_data(raw, cls)


def _convert(raw: object, target: type[_T], root: str) -> tuple[_T, set[str]]:
    """Read raw data. Return the value and the names of the required members that AWS omitted."""
    missing: set[str] = set()
    token = corrected.set(missing)
    try:
        return _converter.structure(raw, target), missing
    except ResponseError as error:
        if not error.path and may_be_sensitive(target):
            error.raw = REDACTED
        raise error.below(root) from None
    finally:
        corrected.reset(token)


def _warn(missing: set[str], root: str) -> None:
    _log.warning(
        "%s: AppStream omitted required members; empty values replace %s",
        root,
        ", ".join(sorted(missing)),
    )


def _check_keys(raw: object, cls: type) -> None:
    """Raise ``ResponseError`` if the keys of the data are not those of boto3's form."""
    if reason := _explain_keys(raw, cast("type[AttrsInstance]", cls)):
        raw = REDACTED if may_be_sensitive(cls) else raw
        raise ResponseError(cls.__name__, reason, raw) from None


def _explain_keys(raw: object, cls: type[AttrsInstance]) -> str | None:
    """Explain how the keys differ from boto3's form. Return ``None`` if they match or are absent."""
    if not raw or not isinstance(raw, Mapping):
        return None
    data = cast("Mapping[object, object]", raw)
    wires = {attribute.name: wire_name(attribute) for attribute in attributes(cls)}
    members = set(wires.values())
    for name, wire in wires.items():
        if name in data and name not in members:
            return (
                f"from_dict takes boto3's form, where {name!r} is {wire!r}; "
                f"to create a model from keywords, use {cls.__name__}(...)"
            )
    if not members.isdisjoint(data) or _is_unknown(data, cls):
        return None
    reason = f"no key is a member's name, such as {', '.join(map(repr, [*wires.values()][:3]))}"
    if cls.__name__ in data:
        return f"{reason}; pass the structure itself: data[{cls.__name__!r}]"
    return reason


def _is_unknown(data: Mapping[object, object], cls: type[AttrsInstance]) -> bool:
    """Return whether the data may consist only of members that this release lacks.

    This is possible if the class has no required members, and no key is a name in AWS's model.
    """
    if any(attribute.default is NOTHING for attribute in attributes(cls)):
        return False
    from appstream_typed._support.snapshot import load_snapshot

    known = {name.rpartition(".")[2] for name in load_snapshot().names} | {"ResponseMetadata"}
    return all(isinstance(key, str) and key[:1].isupper() and key not in known for key in data)


def unstructure(model: AttrsInstance) -> dict[str, object]:
    """Return a model in boto3's form."""
    return cast("dict[str, object]", _converter.unstructure(model))


def _make_converter() -> ConfigurableConverter:
    # Imported here, so that a type checker does not read cattrs to check a user's program.
    from cattrs import Converter

    converter = Converter()
    converter.register_structure_hook(str, read_string)
    converter.register_structure_hook(OpenEnum, read_enum)
    converter.register_structure_hook(int, read_integer)
    converter.register_structure_hook(bool, read_boolean)
    converter.register_structure_hook(datetime, read_timestamp)
    converter.register_structure_hook(float, read_float)
    converter.register_structure_hook(bytes, read_bytes)
    converter.register_structure_hook_factory(is_map, map_hook)
    converter.register_structure_hook_factory(is_dict, dict_hook)
    converter.register_structure_hook_factory(is_list, list_hook)
    converter.register_structure_hook_factory(is_model, model_hook)
    converter.register_unstructure_hook_factory(is_model, _model_writer)
    return converter


def _model_writer(
    cls: type[AttrsInstance], converter: HookSource
) -> Callable[[Any], dict[str, object]]:
    # Imported here, since most programs never write a model.
    from appstream_typed._conversion.writers import model_writer

    return model_writer(cls, converter)


_converter = _make_converter()
