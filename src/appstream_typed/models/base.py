"""The base class of all models."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, SupportsIndex, TypeVar

from appstream_typed._conversion.annotations import attributes
from appstream_typed._conversion.fields import field_of_error
from appstream_typed._conversion.unknown_members import SLOT, unknown_members
from appstream_typed._support.public_names import publish
from appstream_typed._support.redaction import REDACTED, redacted
from appstream_typed._support.suggestions import with_suggestions

if TYPE_CHECKING:
    from attrs import Attribute

_M = TypeVar("_M", bound="Model")


class Model:
    """A structure of AppStream's API as a frozen attrs class.

    The name of a field at AWS is its own name in PascalCase, or the ``wire`` in its metadata.
    """

    __slots__ = (SLOT,)
    # attrs adds it to every model; declared here for the methods below.
    if TYPE_CHECKING:
        __attrs_attrs__: ClassVar[tuple[Attribute[object], ...]]

    @property
    def unknown_members(self) -> Mapping[str, object]:
        """Members that AWS sent and this release does not know, by their names at AWS.

        ``to_dict``, copies and pickles include them. ``attrs.evolve`` drops them, comparisons ignore
        them, and ``repr`` does not show them, since they may be sensitive.
        """
        return unknown_members(self)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        publish(cls)

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        explain = partial(field_of_error, cls)
        cls.__init__ = with_suggestions(cls.__init__, explain=explain)  # type: ignore[method-assign] # same signature

    def to_dict(self) -> dict[str, object]:
        """Return the structure in boto3's form: AWS's names, plain strings, lists and dicts.

        Members that are ``None`` and optional lists that are empty are omitted. ``unknown_members``
        are included.

        Raises:
            TypeError: A field holds something that cannot be sent, such as a dict instead of a model.
        """
        from appstream_typed._conversion.converter import unstructure

        return unstructure(self)

    @classmethod
    def from_dict(cls: type[_M], data: Mapping[str, object]) -> _M:
        """Read a structure in boto3's form.

        Members that this release does not know are kept as ``unknown_members``.

        A required member that is missing gets its type's empty value (``""``, ``0``, ``False``,
        1970-01-01, an unknown enum value), and a warning is logged.

        Raises:
            ResponseError: The data does not match AppStream's model, or its keys have another form. The
                error names the path.
        """
        from appstream_typed._conversion.converter import structure_data

        return structure_data(data, cls)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return ``to_dict()`` as JSON text, with timestamps in ISO 8601."""
        return json.dumps(self.to_dict(), default=_json_value, ensure_ascii=False, indent=indent)

    @classmethod
    def from_json(cls: type[_M], text: str | bytes) -> _M:
        """Read JSON text: the output of ``to_json``, or AWS's own with timestamps as epoch seconds.

        Raises:
            ResponseError: The text is not JSON, or does not match AppStream's model.
        """
        from appstream_typed._conversion.converter import structure_json

        return structure_json(text, cls)

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[object, ...]:
        # Protocols 0 and 1 drop a state that is empty.
        return super().__reduce_ex__(max(int(protocol), 2))

    def __getstate__(self) -> dict[str, object]:
        return self.to_dict()

    def __setstate__(self, state: Mapping[str, object]) -> None:
        from appstream_typed._conversion.pickles import restore

        restore(self, state)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({shown})"

    def __rich_repr__(self) -> Iterator[tuple[str, object]]:
        """Yield the fields that have a value, for Rich and every other way to show a model."""
        for attribute in attributes(type(self)):
            # A partially initialised model still has a repr.
            value: object = getattr(self, attribute.name, None)
            if value is not None and value != ():
                yield attribute.name, REDACTED if attribute.repr is redacted else value

    def _repr_html_(self) -> str:
        """Return a table, for notebooks."""
        from appstream_typed._support.notebook import model_table

        return model_table(self)


def _json_value(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    msg = f"a model cannot hold a {type(value).__name__}"
    raise TypeError(msg)
