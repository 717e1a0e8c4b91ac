"""Builds the intermediate model out of botocore's model and the data, and checks both."""

from __future__ import annotations

import re
from collections.abc import Iterator

from botocore import xform_name

from codegen import ir
from codegen.read_data import Data, DocumentedEnumData
from codegen.limits import describe_limits
from codegen.problems import Problems
from codegen.read_model import Json, Snapshot
from codegen.build_waiters import build_waiters

_SCALARS = {
    "string": ir.Kind.STRING,
    "integer": ir.Kind.INTEGER,
    "long": ir.Kind.INTEGER,
    "boolean": ir.Kind.BOOLEAN,
    "timestamp": ir.Kind.TIMESTAMP,
}


def build(snapshot: Snapshot, data: Data) -> ir.Service:
    """Build the intermediate model.

    Raises:
        CodegenError: The model has what the data does not place or say, or the reverse.
    """
    problems = Problems()
    service = _Builder(snapshot, data, problems).build()
    problems.raise_if_any()
    return service


class _Builder:
    def __init__(self, snapshot: Snapshot, data: Data, problems: Problems) -> None:
        self._snapshot = snapshot
        self._shapes = snapshot.shapes
        self._data = data
        self._problems = problems
        self._used_documented: set[str] = set()

    def build(self) -> ir.Service:
        self._check_placing()
        self._problems.raise_if_any()  # what follows looks things up
        resources = tuple(self._resource(name) for name in self._data.resources)
        self._check_documented_enums()
        self._check_modules(resources)
        self._problems.raise_if_any()
        return ir.Service(
            package=self._data.service.package,
            botocore_version=self._snapshot.botocore_version,
            model_hash=self._snapshot.model_hash,
            resources=resources,
            errors=tuple(self._errors()),
            common_errors=tuple(self._common_errors()),
            waiters=build_waiters(self._snapshot, self._data, resources, self._problems),
            submodules=self._data.service.submodules,
            exports=tuple(self._data.service.exports.items()),
            token_member=self._data.service.token_member,
        )

    # --- what the model has --------------------------------------------------------------------

    def _input(self, operation: str) -> Json:
        return self._io_shape(operation, "input")

    def _output(self, operation: str) -> Json:
        return self._io_shape(operation, "output")

    def _io_shape(self, operation: str, side: str) -> Json:
        reference = self._snapshot.operations[operation].get(side)
        return {"members": {}} if reference is None else self._shapes[reference["shape"]]

    def _is_paged(self, operation: str) -> bool:
        token = self._data.service.token_member
        return (
            token in self._input(operation)["members"]
            and token in (self._output(operation)["members"])
        )

    def _model_shapes(self) -> list[str]:
        """Value structures, and results with more than one member besides the token."""
        ends = {"input": set[str](), "output": set[str]()}
        for operation in self._snapshot.operations.values():
            for side, names in ends.items():
                if side in operation:
                    names.add(operation[side]["shape"])
        token = self._data.service.token_member
        return [
            name
            for name, shape in self._shapes.items()
            if shape["type"] == "structure"
            and not shape.get("exception")
            and name not in ends["input"]
            and (name not in ends["output"] or len({*shape["members"]} - {token}) > 1)
        ]

    def _enum_shapes(self) -> list[str]:
        return [name for name, shape in self._shapes.items() if "enum" in shape]

    # --- checks --------------------------------------------------------------------------------

    def _check_placing(self) -> None:
        for what, model, section in (
            ("operation", list(self._snapshot.operations), "operations"),
            ("structure", self._model_shapes(), "shapes"),
            ("enum", self._enum_shapes(), "enums"),
        ):
            placed: list[str] = []
            for name, resource in self._data.resources.items():
                for entry in getattr(resource, section):
                    if entry in placed:
                        self._problems.add(f"{what} {entry} is placed twice, also in {name}.toml")
                    placed.append(entry)
            self._problems.compare(what, "data/resources", model, placed)
        exceptions = [name for name, shape in self._shapes.items() if shape.get("exception")]
        self._problems.compare("error", "data/errors.toml", exceptions, self._data.errors)
        placed = list(self._data.errors)
        for name, error in self._data.common_errors.items():
            for code in (name, *error.codes):
                if code in placed:
                    self._problems.add(f"error code {code} is placed twice, also in {name}")
                placed.append(code)

    def _check_documented_enums(self) -> None:
        known = {*self._used_documented}
        for name, enum in self._data.documented_enums.items():
            where = f"data/documented_enums.toml, {name}"
            for member in (*enum.member_names, *enum.members):
                if f"{name}:{member}" not in known:
                    self._problems.add(
                        f"vanished member {member}: {where} has it, the model does not"
                    )
            for retired in (*enum.retired, *enum.value_docs):
                if retired not in enum.values:
                    self._problems.add(f"{where}: {retired} is not one of the values")
            if enum.resource not in self._data.resources:
                self._problems.add(f"{where}: there is no resource {enum.resource}")
            if name in self._shapes and "enum" in self._shapes[name]:
                self._problems.add(f"{where}: the model has an enum of this name now")

    def _check_modules(self, resources: tuple[ir.Resource, ...]) -> None:
        """A module may import the shared one only, so that a call loads nothing else."""
        placed = {model.name: r.name for r in resources for model in r.models}
        placed |= {enum.name: r.name for r in resources for enum in r.enums}
        for resource in resources:
            for model in resource.models:
                for used in (c for f in model.fields for c in f.type.classes()):
                    if placed[used.name] not in (resource.name, *self._data.service.shared):
                        self._problems.add(
                            f"{model.name} ({resource.name}.toml) uses {used.name} "
                            f"({placed[used.name]}.toml); move that to a shared file"
                        )

    # --- resources -----------------------------------------------------------------------------

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
            operations=tuple(self._operation(operation, name) for operation in data.operations),
            models=tuple(_by_dependency([self._model(shape, name) for shape in data.shapes])),
            enums=tuple(sorted(enums, key=lambda enum: enum.name)),
        )

    def _model(self, name: str, resource: str) -> ir.Model:
        shape, data = self._shapes[name], self._data.resources[resource].shapes[name]
        self._problems.compare(
            "member", f"{resource}.toml, shapes.{name}", shape["members"], data.members
        )
        return ir.Model(
            name=name,
            resource=resource,
            doc=data.summary,
            link=self._link(self._page_of(name)),
            fields=tuple(
                self._field(name, member, shape, data.members.get(member, ""))
                for member in shape["members"]
            ),
        )

    def _field(self, owner: str, wire: str, shape: Json, doc: str) -> ir.Field:
        target = shape["members"][wire]["shape"]
        return ir.Field(
            name=xform_name(wire),
            wire=wire,
            type=self._type(target, owner, wire),
            required=wire in shape.get("required", ()),
            doc=doc + (" Deprecated." if shape["members"][wire].get("deprecated") else ""),
        )

    def _type(self, name: str, owner: str, member: str) -> ir.Type:
        shape = self._shapes[name]
        limits = describe_limits(name, shape, self._data.service, self._problems)
        sensitive = bool(shape.get("sensitive"))
        documented = self._documented(owner, member)
        if shape["type"] == "structure":
            return ir.Type(ir.Kind.MODEL, name=name, sensitive=sensitive)
        if shape["type"] == "list":
            item = self._type(shape["member"]["shape"], owner, member)
            return ir.Type(ir.Kind.LIST, item=item, limits=limits)
        if shape["type"] == "map":
            parts = [self._shapes[shape[side]["shape"]] for side in ("key", "value")]
            if any(part["type"] != "string" or "enum" in part for part in parts):
                self._problems.add(
                    f"map {name} does not map strings to strings; teach the generator"
                )
            return ir.Type(ir.Kind.MAP, limits=limits)
        if "enum" in shape:
            return ir.Type(ir.Kind.ENUM, name=name)
        if documented is not None:
            return ir.Type(ir.Kind.ENUM, name=documented)
        kind = _SCALARS.get(shape["type"])
        if kind is None:
            self._problems.add(f"shape {name} is a {shape['type']}; teach the generator")
            kind = ir.Kind.STRING
        return ir.Type(kind, limits=limits, sensitive=sensitive)

    # --- enums ---------------------------------------------------------------------------------

    def _enum(self, name: str, resource: str) -> ir.EnumType:
        data = self._data.resources[resource].enums[name]
        values = self._shapes[name]["enum"]
        self._problems.compare(f"value of {name}", f"{resource}.toml", values, data.values)
        return ir.EnumType(
            name=name,
            resource=resource,
            doc=data.summary,
            link=self._link(self._page_of(name)),
            values=tuple(ir.Value(_constant(v), v, data.values.get(v, "")) for v in values),
            base_module="appstream_typed.enums.base",
            base="OpenEnum",
        )

    def _documented_enum(self, name: str, data: DocumentedEnumData) -> ir.EnumType:
        module, _, base = data.base.rpartition(".")
        return ir.EnumType(
            name=name,
            resource=data.resource,
            doc=data.summary,
            link=data.source,
            values=tuple(
                ir.Value(_constant(v), v, data.value_docs.get(v, ""), v in data.retired)
                for v in data.values
            ),
            base_module=module,
            base=base,
        )

    def _documented(self, owner: str, member: str) -> str | None:
        for name, enum in self._data.documented_enums.items():
            for key in (member, f"{owner}.{member}"):
                if key in (*enum.member_names, *enum.members):
                    self._used_documented.add(f"{name}:{key}")
                    return name
        return None

    # --- operations ----------------------------------------------------------------------------

    def _operation(self, name: str, resource: str) -> ir.Operation:
        data = self._data.resources[resource].operations[name]
        shape, owner = self._input(name), self._snapshot.operations[name]["input"]["shape"]
        paged = self._is_paged(name)
        hidden: set[str] = set()
        size = ""
        if paged:
            sizes = [m for m in shape["members"] if m in self._data.service.size_members]
            size = sizes[0] if sizes else ""
            hidden = {self._data.service.token_member, *sizes}
        wires = [wire for wire in shape["members"] if wire not in hidden]
        self._problems.compare(
            "parameter", f"{resource}.toml, operations.{name}", wires, data.parameters
        )
        fields = [self._field(owner, wire, shape, data.parameters.get(wire, "")) for wire in wires]
        returns, member, type_, result = self._returns(name, data.returns, paged=paged)
        return ir.Operation(
            name=name,
            method=xform_name(name),
            doc=data.summary,
            details=data.details,
            link=self._link(name),
            parameters=tuple(sorted(fields, key=lambda f: not f.required)),
            returns=returns,
            member=member,
            type=type_,
            result=result,
            size_member=size,
            errors=tuple(
                sorted({e["shape"] for e in self._snapshot.operations[name].get("errors", ())})
            ),
        )

    def _returns(
        self, operation: str, pin: str, *, paged: bool
    ) -> tuple[ir.Returns, str, ir.Type | None, str]:
        members: Json = self._output(operation)["members"]
        owner: str = self._snapshot.operations[operation].get("output", {}).get("shape", "")
        kind, _, member = pin.partition(" ")
        if paged != (kind == "pages"):
            self._problems.add(f"{operation}: pinned to {pin!r}, but paged is {paged} in the model")
        if kind == "pages":
            lists = [m for m in members if self._shapes[members[m]["shape"]]["type"] == "list"]
            if len(lists) != 1:
                self._problems.add(f"{operation}: expected one list in its result, got {lists}")
                return ir.Returns.PAGES, "", None, ""
            type_ = self._type(members[lists[0]]["shape"], owner, lists[0])
            result = owner if owner in self._model_shapes() else ""
            return ir.Returns.PAGES, lists[0], type_.item, result
        if kind == "member":
            if member not in members:
                self._problems.add(f"{operation}: pinned to {member}, which vanished from {owner}")
                return ir.Returns.NOTHING, "", None, ""
            return (
                ir.Returns.MEMBER,
                member,
                self._type(members[member]["shape"], owner, member),
                "",
            )
        if kind == "result":
            return ir.Returns.RESULT, "", None, owner
        if kind != "nothing":
            self._problems.add(
                f"{operation}: returns {pin!r} is none of nothing, member, result, pages"
            )
        return ir.Returns.NOTHING, "", None, ""

    # --- errors and links ----------------------------------------------------------------------

    def _errors(self) -> Iterator[ir.Error]:
        for name, data in sorted(self._data.errors.items()):
            status = self._shapes[name].get("error", {}).get("httpStatusCode", 400)
            yield ir.Error(name, data.summary, data.advice, status, (name,))

    def _common_errors(self) -> Iterator[ir.Error]:
        for name, data in sorted(self._data.common_errors.items()):
            codes = (name, *data.codes)
            yield ir.Error(name, data.summary, data.advice, data.http_status, codes)

    def _link(self, page: str) -> str:
        return self._data.service.reference.format(name=page)

    def _page_of(self, name: str) -> str:
        """AWS has a page for each operation and value structure, not for requests, results and enums."""
        shape = self._shapes[name]
        for operation, entry in self._snapshot.operations.items():
            if name in (entry.get("output", {}).get("shape"), entry.get("input", {}).get("shape")):
                return operation
        if shape["type"] == "structure":
            return name
        return self._page_of(self._owner_of(name))

    def _owner_of(self, name: str) -> str:
        """A structure that has a member of the shape, a value structure if there is one."""
        owners = [owner for owner, shape in self._shapes.items() if name in _members_of(shape)]
        lists = [owner for owner in owners if self._shapes[owner]["type"] == "list"]
        owners.extend(self._owner_of(owner) for owner in lists)
        values = self._model_shapes()
        structures = [owner for owner in owners if self._shapes[owner]["type"] == "structure"]
        return next((owner for owner in structures if owner in values), structures[0])


def _members_of(shape: Json) -> list[str]:
    if shape["type"] == "list":
        return [shape["member"]["shape"]]
    return [member["shape"] for member in shape.get("members", {}).values()]


def _by_dependency(models: list[ir.Model]) -> list[ir.Model]:
    """Models in alphabetical order, each after those that it uses."""
    todo = {model.name: model for model in sorted(models, key=lambda model: model.name)}
    done: list[ir.Model] = []

    def place(model: ir.Model) -> None:
        for used in (c.name for f in model.fields for c in f.type.classes()):
            if used in todo:
                place(todo.pop(used))
        done.append(model)

    while todo:
        place(todo.pop(next(iter(todo))))
    return done


def _constant(value: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", value)  # costCenter is COST_CENTER
    return re.sub(r"[^0-9A-Za-z]+", "_", words).strip("_").upper()
