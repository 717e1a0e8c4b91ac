"""The base class of all models.

This module does not postpone the evaluation of annotations (PEP 563), since attrs copies the annotation
of the inherited field to every model.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar, cast

from attrs import field, frozen

from appstream_typed._conversion.annotations import attributes, parts
from appstream_typed._conversion.fields import NO_MEMBERS, field_of_error, kept_members
from appstream_typed._conversion.unknown_members import unknown_members
from appstream_typed._support.lazy_exports import LazyModule
from appstream_typed._support.public_names import publish
from appstream_typed._support.redaction import REDACTED, redacted
from appstream_typed._support.suggestions import with_suggestions

if TYPE_CHECKING:
    from appstream_typed._conversion import converter
    from appstream_typed._support.pydantic_schemas import JsonSchemaHandler, SchemaHandler
else:  # imported with the first conversion, since cattrs is a slow import
    converter = LazyModule("appstream_typed._conversion.converter")

_M = TypeVar("_M", bound="Model")


@frozen(kw_only=True, repr=False, weakref_slot=False, getstate_setstate=False)
class Model:
    """A structure of AppStream's API as a frozen attrs class.

    AWS's name for a field is the field's name in PascalCase, or ``wire`` in the field's metadata. To send
    members that only a newer botocore has, pass them to the constructor of any model as
    ``unknown_members``, in AWS's form.
    """

    _unknown_members: Mapping[str, object] = field(
        default=NO_MEMBERS, converter=kept_members, alias="unknown_members", eq=False, repr=False
    )

    @property
    def unknown_members(self) -> Mapping[str, object]:
        """Members that this release does not contain, by their AWS names.

        They come from a response or from the constructor. ``to_dict``, copies, pickles,
        ``attrs.evolve`` and requests include them. If the installed botocore also lacks a member, a
        request omits it and a warning is logged. Comparisons ignore unknown members. ``repr`` does not
        show them, since they may be sensitive.
        """
        return unknown_members(self)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        publish(cls)

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        explain = partial(field_of_error, cls)
        constructor = with_suggestions(cls.__init__, explain=explain)
        # In Python 3.14, wraps() copies __annotate__, which the constructors of attrs lack.
        constructor.__annotations__ = cls.__init__.__annotations__
        # The cast hides the assignment from type checkers, which keep the signature from attrs.
        cast("Any", cls).__init__ = constructor

    def to_dict(self) -> dict[str, object]:
        """Return the structure in boto3's form: AWS's names, plain strings, lists and dicts.

        Members that are ``None`` and optional lists that are empty are omitted. ``unknown_members``
        are included.

        Raises:
            TypeError: A field contains something that cannot be sent, such as a dict instead of a model.
        """
        return converter.unstructure(self)

    @classmethod
    def from_dict(cls: type[_M], data: Mapping[str, object]) -> _M:
        """Read a structure in boto3's form.

        Members that this release does not contain are kept as ``unknown_members``.

        A required member that is missing gets its type's empty value (``""``, ``0``, ``False``,
        1970-01-01, an unknown enum value), and a warning is logged.

        Raises:
            ResponseError: The data does not match AppStream's model, or its keys are not AWS's names.
                The error names the path.
        """
        return converter.structure_data(data, cls)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return ``to_dict()`` as JSON text, with timestamps in ISO 8601 and bytes in base64."""
        write = partial(_json_value, self)
        return json.dumps(self.to_dict(), default=write, ensure_ascii=False, indent=indent)

    @classmethod
    def from_json(cls: type[_M], text: str | bytes) -> _M:
        """Read JSON text: the output of ``to_json``, or JSON from AWS with timestamps as epoch seconds.

        Raises:
            ResponseError: The text is not JSON, or does not match AppStream's model.
        """
        return converter.structure_json(text, cls)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[object], handler: "SchemaHandler"
    ) -> Mapping[str, object]:
        """Return the schema for validation and serialization. pydantic calls this method."""
        from appstream_typed._conversion.pydantic_models import model_schema

        return model_schema(cls, handler)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: Mapping[str, object], handler: "JsonSchemaHandler"
    ) -> Mapping[str, object]:
        """Return the JSON Schema of the ``to_dict`` form. pydantic calls this method."""
        from appstream_typed._conversion.pydantic_models import model_json_schema

        return model_json_schema(cls, core_schema, handler)

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
        """Yield the fields that have a value, for Rich, ``repr`` and notebooks."""
        for attribute in attributes(type(self)):
            # A partially initialised model still has a repr.
            value: object = getattr(self, attribute.name, None)
            if value is not None and value != ():
                yield attribute.name, REDACTED if attribute.repr is redacted else value

    def _repr_html_(self) -> str:
        """Return a table, for notebooks."""
        from appstream_typed._support.notebook import model_table

        return model_table(self)


def _json_value(model: Model, value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    # Bytes in unknown members would not be read back as bytes.
    if isinstance(value, bytes) and any(value is known for known in parts(model)):
        return b64encode(value).decode()
    msg = f"a model cannot contain a value of class {type(value).__name__}"
    raise TypeError(msg)
