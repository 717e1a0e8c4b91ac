"""Arguments of typed methods to requests in boto3's form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from botocore.exceptions import ParamValidationError

from appstream_typed._conversion.annotations import is_model
from appstream_typed._conversion.unknown_members import without_unknown_members

if TYPE_CHECKING:
    from botocore.model import Shape


def encode_request(
    parameters: Mapping[str, object], input_shape: Callable[[], Shape | None]
) -> dict[str, object]:
    """Encode the parameters that are not ``None``; botocore checks the outcome when it is sent.

    Raises:
        ParamValidationError: A dict stands where a model is due.
        TypeError: A model holds something that cannot be sent.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    for name, value in given.items():
        if _holds_mapping(value):
            _require_models(name, input_shape())
    return {name: encode(value) for name, value in given.items()}


def encode(value: object) -> object:
    """Turn an argument of a typed method into what boto3 takes. What it does not know stays."""
    if isinstance(value, str):
        return str(value)
    if is_model(type(value)):
        return without_unknown_members(value).to_dict()
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        return {encode(key): encode(entries[key]) for key in entries}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [encode(item) for item in cast("Sequence[object]", value)]
    return value


def _require_models(name: str, input_shape: Shape | None) -> None:
    """Refuse the dict found in a parameter if structures are due there. boto3 would take it."""
    members: Mapping[str, Shape] = getattr(input_shape, "members", {})
    shape = members.get(name)
    item = getattr(shape, "member", shape)
    if item is None or item.type_name != "structure":
        return
    report = (
        f"Invalid type for parameter {name}: it takes "
        f"{'a list of ' if item is not shape else ''}appstream_typed.{item.name}, not a dict "
        f"(use {item.name}(...), or {item.name}.from_dict(...) if the dict is in boto3's form)"
    )
    raise ParamValidationError(report=report)


def _holds_mapping(value: object) -> bool:
    if isinstance(value, Mapping):
        return True
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        return False
    return any(isinstance(item, Mapping) for item in cast("Sequence[object]", value))
