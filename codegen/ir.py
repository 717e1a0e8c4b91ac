"""The intermediate model: what is to be rendered, free of botocore's and TOML's forms."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from attrs import frozen


class Kind(Enum):
    """Kinds of types."""

    STRING = "str"
    INTEGER = "int"
    BOOLEAN = "bool"
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
    """The class, of an enum or a model."""
    item: Type | None = None
    """What a list holds."""
    limits: tuple[str, ...] = ()
    """Length, range and pattern as sentences."""
    sensitive: bool = False

    @property
    def is_sensitive(self) -> bool:
        """Whether the value, or each item of the list, must not be shown."""
        return self.sensitive or (self.item is not None and self.item.is_sensitive)

    def classes(self) -> Iterator[Type]:
        """The enum or model that the type names, if any."""
        if self.kind in (Kind.ENUM, Kind.MODEL):
            yield self
        if self.item is not None:
            yield from self.item.classes()


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
    """A structure to be rendered as an attrs class."""

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
    """An enum, of the model or of the documentation."""

    name: str
    resource: str
    doc: str
    link: str
    values: tuple[Value, ...]
    base_module: str
    base: str


@frozen
class Error:
    """An error that AWS returns, to be rendered as a class."""

    name: str
    doc: str
    advice: str
    http_status: int | None
    """``None`` if AWS does not document it."""
    codes: tuple[str, ...]
    """The codes that the class is for, its name first."""


class Returns(Enum):
    """What becomes of the result of an operation."""

    NOTHING = "nothing"
    MEMBER = "member"
    RESULT = "result"
    PAGES = "pages"


@frozen
class Operation:
    """An operation to be rendered as a method."""

    name: str
    method: str
    doc: str
    details: str
    link: str
    parameters: tuple[Field, ...]
    returns: Returns
    member: str = ""
    """The wire name of the member that is returned, or that lists the items of a page."""
    type: Type | None = None
    """The type of that member; of a page, that of an item."""
    result: str = ""
    """The class of the whole result, if it is returned or is part of a page."""
    size_member: str = ""
    """The member that sizes pages, if the operation has one."""
    errors: tuple[str, ...] = ()


@frozen
class WaiterSource:
    """Where waiters read resources of one kind."""

    name: str
    operation: Operation
    item: Model
    state: EnumType
    key: Field
    """The field that identifies an item."""
    keyword: str
    """The waiters' argument that takes values of that field."""
    keys_parameter: str
    """The keyword of the operation that takes these values; empty if it has none."""
    parameters: tuple[Field, ...]
    """Further parameters of the operation, which the caller passes."""
    complete_with: str
    """The parameter without which AWS may omit items."""
    reasons: tuple[str, ...]


@frozen
class Waiter:
    """Something to wait for, to be rendered as a method."""

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
class Service:
    """All that is to be rendered."""

    package: str
    botocore_version: str
    model_hash: str
    resources: tuple[Resource, ...]
    errors: tuple[Error, ...]
    """The errors of the model."""
    common_errors: tuple[Error, ...]
    """The errors that all services have in common."""
    waiters: tuple[Waiter, ...]
    submodules: tuple[str, ...]
    exports: tuple[tuple[str, str], ...]
    token_member: str

    def homes(self) -> dict[str, str]:
        """The module of each model and enum."""
        package = self.package
        homes = {model.name: f"{package}.models.{model.resource}" for model in self.models()}
        return homes | {enum.name: f"{package}.enums.{enum.resource}" for enum in self.enums()}

    def models(self) -> Iterator[Model]:
        """Every model, by resource."""
        for resource in self.resources:
            yield from resource.models

    def enums(self) -> Iterator[EnumType]:
        """Every enum, by resource."""
        for resource in self.resources:
            yield from resource.enums
