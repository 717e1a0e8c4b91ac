"""Builds the types and fields of the intermediate model."""

from __future__ import annotations

from keyword import iskeyword

from botocore import xform_name

from codegen import ir
from codegen.facts import describe_value
from codegen.limits import describe_limits, json_limits
from codegen.model_queries import ModelQueries
from codegen.problems import Problems
from codegen.read_data import Data

_SCALARS = {
    "string": ir.Kind.STRING,
    "integer": ir.Kind.INTEGER,
    "long": ir.Kind.INTEGER,
    "float": ir.Kind.FLOAT,
    "double": ir.Kind.FLOAT,
    "boolean": ir.Kind.BOOLEAN,
    "blob": ir.Kind.BLOB,
    "timestamp": ir.Kind.TIMESTAMP,
}


def python_name(wire: str) -> str:
    """Return the name of a member in Python, such as ``fleet_name``, or ``from_`` for a keyword."""
    name = xform_name(wire)
    return f"{name}_" if iskeyword(name) else name


class TypeBuilder:
    """Builds types, and records which entries of ``documented_enums.toml`` they use."""

    def __init__(self, queries: ModelQueries, data: Data, problems: Problems) -> None:
        self._queries = queries
        self._data = data
        self._problems = problems
        self.used_documented: set[tuple[str, str]] = set()

    def field(self, owner: str, wire: str, doc: str) -> ir.Field:
        """Build the field for a member of a structure."""
        shape = self._queries.shapes[owner]
        member = shape["members"][wire]
        type_ = self.type(member["shape"], owner, wire)
        return ir.Field(
            name=python_name(wire),
            wire=wire,
            type=type_,
            required=wire in shape.get("required", ()),
            doc=(doc or describe_value(type_))
            + (" Deprecated." if member.get("deprecated") else ""),
        )

    def type(self, name: str, owner: str, member: str) -> ir.Type:
        """Build the type of a shape for a member of a structure."""
        shape = self._queries.shapes[name]
        limits = describe_limits(name, shape, self._data.service, self._problems)
        in_json = json_limits(name, self._queries.shapes)
        sensitive = bool(shape.get("sensitive"))
        documented = self._documented(owner, member)
        if shape["type"] == "structure":
            return ir.Type(ir.Kind.MODEL, name=name, sensitive=sensitive)
        if shape["type"] == "list":
            item = self.type(shape["member"]["shape"], owner, member)
            return ir.Type(ir.Kind.LIST, item=item, limits=limits, json_limits=in_json)
        if shape["type"] == "map":
            key, value = (self.type(shape[side]["shape"], owner, "") for side in ("key", "value"))
            return ir.Type(
                ir.Kind.MAP,
                item=value,
                limits=limits,
                json_limits=in_json,
                key_limits=key.limits,
            )
        if "enum" in shape:
            return ir.Type(ir.Kind.ENUM, name=name)
        if documented is not None:
            return ir.Type(ir.Kind.ENUM, name=documented)
        kind = _SCALARS.get(shape["type"])
        if kind is None:
            self._problems.add(
                f"shape {name} is a {shape['type']}; add support for it to the generator"
            )
            kind = ir.Kind.STRING
        return ir.Type(kind, limits=limits, json_limits=in_json, sensitive=sensitive)

    def _documented(self, owner: str, member: str) -> str | None:
        for name, enum in self._data.documented_enums.items():
            for key in (member, f"{owner}.{member}"):
                if key in (*enum.member_names, *enum.members):
                    self.used_documented.add((name, key))
                    return name
        return None
