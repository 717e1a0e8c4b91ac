"""Hooks for users' cattrs converters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from attrs import AttrsInstance

from appstream_typed._conversion.annotations import attributes, is_model
from appstream_typed._conversion.converter import structure, structure_data
from appstream_typed._conversion.frozen_map import FrozenMap
from appstream_typed._conversion.unknown_members import unknown_members
from appstream_typed._conversion.writers import model_writer
from appstream_typed.enums.base import OpenEnum

if TYPE_CHECKING:
    from appstream_typed._conversion.cattrs_types import ConfigurableConverter


def configure_converter(converter: ConfigurableConverter) -> None:
    """Configure a cattrs converter to read and write models and enums.

    It handles them wherever they occur, including fields of your own classes. Like ``from_dict`` and
    ``to_dict``, it uses AWS's names. Its hooks for ``str``, ``int``, ``datetime`` and other types are
    unchanged. If it has a hook for ``datetime``, that hook writes the timestamps of models.

    If the converter forbids extra keys (``forbid_extra_keys``), unknown members are errors. Otherwise,
    models keep them.

    Args:
        converter: The converter to configure.
    """
    converter.register_structure_hook_factory(is_model, _model_reader)
    converter.register_structure_hook(OpenEnum, _read_enum)
    converter.register_unstructure_hook_factory(is_model, model_writer)
    converter.register_unstructure_hook(OpenEnum, str)
    converter.register_unstructure_hook(FrozenMap, dict)


configure_converter.__module__ = "appstream_typed"


def _read_enum(raw: object, cls: type[OpenEnum]) -> OpenEnum:
    return structure(raw, cls, cls.__name__)


def _model_reader(
    cls: type[AttrsInstance], converter: ConfigurableConverter
) -> Callable[[Any, Any], Any]:
    forbids_extra_keys = getattr(converter, "forbid_extra_keys", False)

    def read(raw: Any, _: object) -> Any:
        model = structure_data(raw, cls)
        if forbids_extra_keys and (errors := list(_extra_keys(model))):
            if not converter.detailed_validation:
                raise errors[0]
            raise _group(cls, errors)
        return model

    return read


def _group(cls: type, errors: list[Exception]) -> Exception:
    from cattrs import ClassValidationError

    # The stub declares only the arguments of ExceptionGroup.
    group = cast("Callable[..., ClassValidationError]", ClassValidationError)
    return group(f"While structuring {cls.__name__}", errors, cls)


def _forbidden(cls: type, keys: set[str]) -> Exception:
    from cattrs import ForbiddenExtraKeysError

    return ForbiddenExtraKeysError(None, cls, keys)


def _extra_keys(value: Any) -> Iterator[Exception]:
    """Find models with unknown members in a value, and yield an error for each."""
    cls = value.__class__
    if cls is tuple:
        for item in value:
            yield from _extra_keys(item)
        return
    if not is_model(cls):
        return
    if unknown := unknown_members(value):
        yield _forbidden(cls, set(unknown))
    for attribute in attributes(cls):
        yield from _extra_keys(getattr(value, attribute.name))
