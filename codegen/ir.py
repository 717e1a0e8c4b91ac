"""The intermediate model, which the renderers read.

It is independent of botocore's format and of TOML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

from attrs import field, frozen

from codegen.problems import CodegenError


class Kind(Enum):
    """Kinds of types."""

    STRING = "str"
    INTEGER = "int"
    FLOAT = "float"
    BOOLEAN = "bool"
    BLOB = "bytes"
    TIMESTAMP = "datetime"
    ENUM = "enum"
    MODEL = "model"
    LIST = "list"
    MAP = "map"


@frozen
class Type:
    """The type of a field, a parameter or an item of a list."""

    kind: Kind
    name: str = ""
    """The name of the class; empty for types other than enums and models."""
    item: Type | None = None
    """The type of a list's items, or of a map's values."""
    limits: tuple[str, ...] = ()
    """Length, range and pattern as sentences."""
    key_limits: tuple[str, ...] = ()
    """The limits of a map's keys."""
    json_limits: Mapping[str, object] = field(factory=dict, eq=False)
    """Length, range and pattern as keywords of JSON Schema."""
    sensitive: bool = False

    @property
    def is_sensitive(self) -> bool:
        """Return whether the value, or each item of the list or map, is sensitive."""
        return self.sensitive or (self.item is not None and self.item.is_sensitive)

    def parts(self) -> Iterator[Type]:
        """Yield the type and, for a list or map, the types of its items."""
        yield self
        if self.item is not None:
            yield from self.item.parts()

    def classes(self) -> Iterator[Type]:
        """Return the enums and models among the parts of the type."""
        return (part for part in self.parts() if part.kind in (Kind.ENUM, Kind.MODEL))


@frozen
class Field:
    """A member of a structure, or a parameter of an operation."""

    name: str
    wire: str
    type: Type
    required: bool
    doc: str


@frozen
class Model:
    """A structure, which is rendered as an attrs class."""

    name: str
    resource: str
    doc: str
    link: str
    fields: tuple[Field, ...]


@frozen
class Value:
    """A member of an enum."""

    name: str
    value: str
    doc: str
    retired: bool = False


@frozen
class EnumType:
    """An enum of the model or of AWS's documentation."""

    name: str
    resource: str
    doc: str
    link: str
    values: tuple[Value, ...]
    base: str
    """The handwritten base class."""


@frozen
class Error:
    """An error that AWS returns, which is rendered as an exception class."""

    name: str
    doc: str
    advice: str
    http_status: int | None
    """``None`` if AWS does not document it."""
    codes: tuple[str, ...]
    """The error codes of the class, starting with its name."""


class Returns(Enum):
    """The forms in which operations return their result."""

    NOTHING = "nothing"
    MEMBER = "member"
    RESULT = "result"
    PAGES = "pages"


@frozen
class Operation:
    """An operation, which is rendered as a method of both clients."""

    name: str
    method: str
    doc: str
    details: str
    link: str
    parameters: tuple[Field, ...]
    returns: Returns
    member: str = ""
    """The wire name of the returned member; for a paged operation, that of the list of items."""
    type: Type | None = None
    """The type of the returned member; for a paged operation, that of an item."""
    result: str = ""
    """The class of the whole result, if the operation or its pages return it."""
    size_member: str = ""
    """The member that limits the items of a page; empty if the operation has none."""
    size_limits: tuple[str, ...] = ()
    """The limits of ``size_member`` as sentences."""
    returned: str = ""
    """The description of the returned value; empty if the description of its class is sufficient."""
    errors: tuple[str, ...] = ()


@frozen
class WaiterSource:
    """The operation from which waiters read resources of one kind."""

    name: str
    noun: str
    """The kind of resource in texts."""
    operation: Operation
    item: Model
    state: EnumType
    key: Field
    """The field that identifies an item."""
    keyword: str
    """The waiters' argument that takes values of ``key``."""
    keys_parameter: str
    """The operation's parameter that takes values of ``key``; empty if it has none."""
    parameters: tuple[Field, ...]
    """Further parameters of the operation, which the caller passes."""
    complete_with: str
    """The parameter without which AWS may omit items; empty if there is none."""
    reasons: tuple[str, ...]


@frozen
class Waiter:
    """A waiter, which is rendered as a method of both clients."""

    name: str
    doc: str
    source: WaiterSource
    success: tuple[str, ...]
    pending: tuple[str, ...]
    before: tuple[str, ...]
    failure: tuple[str, ...]
    action: str
    """The method that starts the change."""
    fails_on: tuple[str, ...]
    missing_is_success: bool


@frozen
class Resource:
    """A group of operations with the models and enums that only they use."""

    name: str
    title: str
    about: str
    operations: tuple[Operation, ...]
    models: tuple[Model, ...]
    enums: tuple[EnumType, ...]


@frozen
class Keywords:
    """The keywords of an operation, which is rendered as a ``TypedDict``."""

    name: str
    module: str
    """The module, below the package, that defines the ``TypedDict``."""
    doc: str
    fields: tuple[Field, ...]


@frozen
class Service:
    """A whole service."""

    package: str
    """The import name of the generated package."""
    name: str
    """The service in texts, such as ``S3``."""
    full_name: str
    """The service where a text introduces it, such as ``Amazon S3``."""
    client: str
    async_client: str
    base_error: str
    """The class from which all errors of the package inherit."""
    common_errors_link: str
    resources: tuple[Resource, ...]
    errors: tuple[Error, ...]
    """The errors of the model."""
    common_errors: tuple[Error, ...]
    """The errors that all services have in common."""
    waiters: tuple[Waiter, ...]
    submodules: tuple[str, ...]
    """The public modules that are attributes of the package."""
    exports: Mapping[str, str]
    """The modules of handwritten public names."""
    handwritten: Mapping[str, str]
    """The modules of other handwritten names that generated modules import."""
    keywords: tuple[Keywords, ...]
    """The operations whose keywords handwritten functions also take."""
    token_member: str

    def homes(self) -> dict[str, str]:
        """Return the module of each model and enum."""
        package = self.package
        homes = {model.name: f"{package}.models.{model.resource}" for model in self.models()}
        return homes | {enum.name: f"{package}.enums.{enum.resource}" for enum in self.enums()}

    def handwritten_module(self, name: str) -> str:
        """Return the module of a handwritten name that a generated module imports.

        Raises:
            CodegenError: The data has no module for the name.
        """
        module = self.handwritten.get(name) or self.exports.get(name)
        if module is None:
            raise CodegenError(
                f"generated modules import {name}; add its module to [handwritten] in service.toml"
            )
        return module

    def waiter_sources(self) -> list[WaiterSource]:
        """Return every source of waiters."""
        return list({waiter.source.name: waiter.source for waiter in self.waiters}.values())

    def operations(self) -> Iterator[Operation]:
        """Yield every operation, by resource."""
        for resource in self.resources:
            yield from resource.operations

    def models(self) -> Iterator[Model]:
        """Yield every model, by resource."""
        for resource in self.resources:
            yield from resource.models

    def enums(self) -> Iterator[EnumType]:
        """Yield every enum, by resource."""
        for resource in self.resources:
            yield from resource.enums
