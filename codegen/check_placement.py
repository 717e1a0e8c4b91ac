"""Checks that the data places each name of the model exactly once and contains no other names."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from codegen import ir
from codegen.model_queries import ModelQueries
from codegen.problems import Problems
from codegen.read_data import Data
from codegen.read_model import Snapshot


def check_placement(
    snapshot: Snapshot, queries: ModelQueries, data: Data, problems: Problems
) -> None:
    """Compare the operations, structures, enums and errors of the model with the data."""
    for what, model, section in (
        ("operation", list(snapshot.operations), "operations"),
        ("structure", queries.model_shapes(), "shapes"),
        ("enum", queries.enum_shapes(), "enums"),
    ):
        placed: list[str] = []
        for name, resource in data.resources.items():
            for entry in getattr(resource, section):
                if entry in placed:
                    problems.add(f"{what} {entry} is placed twice, also in {name}.toml")
                placed.append(entry)
        problems.compare(what, "data/resources", model, placed)
    common = {code for name, error in data.common_errors.items() for code in (name, *error.codes)}
    # AWS may add an error of all services to the model. Its class remains in common_errors.toml.
    modeled = [name for name in queries.exceptions() if name not in common or name in data.errors]
    problems.compare("error", "data/errors.toml", modeled, data.errors)
    placed = list(data.errors)
    for name, error in data.common_errors.items():
        for code in (name, *error.codes):
            if code in placed:
                problems.add(f"error code {code} is placed twice, also in {name}")
            placed.append(code)


def check_documented_enums(
    queries: ModelQueries, data: Data, used: AbstractSet[tuple[str, str]], problems: Problems
) -> None:
    """Check the enums whose values only AWS's documentation lists.

    Args:
        queries: The model.
        data: The data.
        used: The entries of ``member_names`` and ``members`` that the model has, with their enums.
        problems: Collects the problems.
    """
    for name, enum in data.documented_enums.items():
        where = f"data/documented_enums.toml, {name}"
        for member in (*enum.member_names, *enum.members):
            if (name, member) not in used:
                problems.add(f"removed member {member}: {where} has it, the model does not")
        for value in (*enum.retired, *enum.value_docs):
            if value not in enum.values:
                problems.add(f"{where}: {value} is not one of the values")
        for prefix in enum.value_docs_by_prefix:
            if not any(value.startswith(prefix) for value in enum.values):
                problems.add(f"{where}: no value starts with {prefix}")
        if enum.resource not in data.resources:
            problems.add(f"{where}: there is no resource {enum.resource}")
        if name in queries.enum_shapes():
            problems.add(f"{where}: the model has an enum of this name now")


def check_modules(resources: tuple[ir.Resource, ...], data: Data, problems: Problems) -> None:
    """Check that each module imports only shared modules.

    Otherwise, a call would import more modules than it needs.
    """
    placed = {model.name: resource.name for resource in resources for model in resource.models}
    placed |= {enum.name: resource.name for resource in resources for enum in resource.enums}
    for resource in resources:
        for model in resource.models:
            for used in (type_ for field in model.fields for type_ in field.type.classes()):
                if placed[used.name] not in (resource.name, *data.service.shared):
                    problems.add(
                        f"{model.name} ({resource.name}.toml) uses {used.name} "
                        f"({placed[used.name]}.toml); move {used.name} to a shared file"
                    )
