"""Builds the intermediate model from botocore's model and the data, and checks both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from codegen import ir
from codegen.accepted_types import Types, check_types
from codegen.build_operations import OperationBuilder
from codegen.build_types import TypeBuilder
from codegen.build_waiters import build_waiters
from codegen.check_names import check_names
from codegen.check_placement import check_documented_enums, check_modules, check_placement
from codegen.facts import describe_enum, describe_error, describe_structure
from codegen.model_queries import ModelQueries
from codegen.problems import CodegenError, Problems
from codegen.read_data import Data, DocumentedEnumData, KeywordsData
from codegen.read_model import Snapshot

_OPEN_ENUM = "OpenEnum"
_NO_TYPES: Types = {}


def build(
    snapshot: Snapshot, data: Data, accepted: Types = _NO_TYPES, problems: Problems | None = None
) -> ir.Service:
    """Build the intermediate model.

    Args:
        snapshot: The model.
        data: The data.
        accepted: The types of the last accepted model.
        problems: Collects notes.

    Raises:
        CodegenError: The data and the model do not match, or a type changed incompatibly.
    """
    problems = problems or Problems()
    service = _Builder(snapshot, data, problems).build(accepted)
    problems.raise_if_any()
    return service


class _Builder:
    def __init__(self, snapshot: Snapshot, data: Data, problems: Problems) -> None:
        self._snapshot = snapshot
        self._data = data
        self._problems = problems
        self._queries = ModelQueries(snapshot, data.service.token_member)
        self._types = TypeBuilder(self._queries, data, problems)
        self._operations = OperationBuilder(self._queries, self._types, data, problems)

    def build(self, accepted: Types) -> ir.Service:
        check_placement(self._snapshot, self._queries, self._data, self._problems)
        check_types(self._snapshot, self._queries, accepted, self._problems)
        self._problems.raise_if_any()  # the builders need the place of every name
        resources = tuple(self._resource(name) for name in self._data.resources)
        check_documented_enums(
            self._queries, self._data, self._types.used_documented, self._problems
        )
        check_modules(resources, self._data, self._problems)
        self._problems.raise_if_any()
        service = self._service(resources)
        check_names(service, self._problems)
        return service

    def _service(self, resources: tuple[ir.Resource, ...]) -> ir.Service:
        service = self._data.service
        return ir.Service(
            package=service.package,
            name=service.name,
            full_name=service.full_name,
            client=service.client,
            async_client=service.async_client,
            base_error=service.base_error,
            common_errors_link=service.common_errors_reference,
            resources=resources,
            errors=tuple(self._errors()),
            common_errors=tuple(self._common_errors()),
            waiters=build_waiters(self._snapshot, self._data, resources, self._problems),
            submodules=service.submodules,
            exports=service.exports,
            handwritten=service.handwritten,
            keywords=tuple(_keywords(entry, resources) for entry in service.keywords),
            token_member=service.token_member,
        )

    # --- resources and models ------------------------------------------------------------------

    def _resource(self, name: str) -> ir.Resource:
        data = self._data.resources[name]
        enums = [self._enum(enum, name) for enum in data.enums]
        enums += [
            self._documented_enum(enum, entry)
            for enum, entry in self._data.documented_enums.items()
            if entry.resource == name
        ]
        return ir.Resource(
            name=name,
            title=data.title,
            about=data.about,
            operations=tuple(self._operations.operation(entry, name) for entry in data.operations),
            models=tuple(_by_dependency([self._model(shape, name) for shape in data.shapes])),
            enums=tuple(sorted(enums, key=lambda enum: enum.name)),
        )

    def _model(self, name: str, resource: str) -> ir.Model:
        members = self._queries.shapes[name]["members"]
        data = self._data.resources[resource].shapes[name]
        self._problems.compare("member", f"{resource}.toml, shapes.{name}", members, data.members)
        return ir.Model(
            name=name,
            resource=resource,
            doc=data.summary or describe_structure(name),
            link=self._link(name),
            fields=tuple(
                self._types.field(name, member, data.members.get(member, "")) for member in members
            ),
        )

    def _link(self, shape: str) -> str:
        return self._data.service.reference.format(name=self._queries.page_of(shape))

    # --- enums ---------------------------------------------------------------------------------

    def _enum(self, name: str, resource: str) -> ir.EnumType:
        data = self._data.resources[resource].enums[name]
        values = self._queries.shapes[name]["enum"]
        self._problems.compare(f"value of {name}", f"{resource}.toml", values, data.values)
        return ir.EnumType(
            name=name,
            resource=resource,
            doc=data.summary or describe_enum(name),
            link=self._link(name),
            values=tuple(
                ir.Value(constant, v, data.values.get(v, ""))
                for constant, v in zip(_constants(values), values, strict=True)
            ),
            base=_OPEN_ENUM,
        )

    def _documented_enum(self, name: str, data: DocumentedEnumData) -> ir.EnumType:
        return ir.EnumType(
            name=name,
            resource=data.resource,
            doc=data.summary,
            link=data.source,
            values=tuple(
                ir.Value(_constant(v), v, data.value_doc(v), v in data.retired) for v in data.values
            ),
            base=data.base or _OPEN_ENUM,
        )

    # --- errors --------------------------------------------------------------------------------

    def _errors(self) -> Iterator[ir.Error]:
        for name, data in sorted(self._data.errors.items()):
            status = self._queries.shapes[name].get("error", {}).get("httpStatusCode", 400)
            doc = data.summary or describe_error(name)
            yield ir.Error(name, doc, data.advice, status, (name,))

    def _common_errors(self) -> Iterator[ir.Error]:
        for name, data in sorted(self._data.common_errors.items()):
            codes = (name, *data.codes)
            yield ir.Error(name, data.summary, data.advice, data.http_status, codes)


def _by_dependency(models: list[ir.Model]) -> list[ir.Model]:
    """Return the models in alphabetical order, each after those that it uses."""
    todo = {model.name: model for model in sorted(models, key=lambda model: model.name)}
    done: list[ir.Model] = []

    def place(model: ir.Model) -> None:
        for used in (type_.name for field in model.fields for type_ in field.type.classes()):
            if used in todo:
                place(todo.pop(used))
        done.append(model)

    while todo:
        place(todo.pop(next(iter(todo))))
    return done


def _constants(values: Iterable[str]) -> list[str]:
    """Return the names of an enum's members for its values. A repeated name gets a number."""
    names: dict[str, None] = {}
    for value in values:
        name = _constant(value)
        numbers = count(2)
        while name in names:
            name = f"{_constant(value)}_{next(numbers)}"
        names[name] = None
    return list(names)


def _constant(value: str) -> str:
    """Return the name of an enum's member for a value: ``COST_CENTER`` for ``costCenter``."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", value)
    name = re.sub(r"[^0-9A-Za-z]+", "_", words).strip("_").upper()
    return name if name[:1].isalpha() else f"VALUE_{name}"


def _keywords(entry: KeywordsData, resources: Iterable[ir.Resource]) -> ir.Keywords:
    operations = [operation for resource in resources for operation in resource.operations]
    found = [operation for operation in operations if operation.name == entry.operation]
    if not found:
        raise CodegenError(f"service.toml, keywords: there is no operation {entry.operation}")
    members = [field.wire for field in found[0].parameters]
    for member in entry.without:
        if member not in members:
            raise CodegenError(f"service.toml, keywords: {entry.operation} has no member {member}")
    return ir.Keywords(
        name=entry.name,
        module=entry.module,
        doc=entry.summary,
        fields=tuple(field for field in found[0].parameters if field.wire not in entry.without),
    )
