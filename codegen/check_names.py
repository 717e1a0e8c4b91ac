"""Checks that no name of the model conflicts with another name of the package."""

from __future__ import annotations

from collections import Counter

from codegen import ir
from codegen.problems import Problems

_OF_MODELS = frozenset({"from_dict", "from_json", "to_dict", "to_json", "unknown_members"})
"""Attributes of every model."""
_OF_PAGERS = frozenset({"next_token", "page_size", "self"})
"""Parameters of paged methods that are not in the model."""


def check_names(service: ir.Service, problems: Problems) -> None:
    """Report conflicting names, and classes with the same name."""
    taken = {*service.exports, *service.submodules}
    classes = [
        *(model.name for model in service.models()),
        *(enum.name for enum in service.enums()),
        *(f"{enum.name}Value" for enum in service.enums()),
        *(error.name for error in (*service.errors, *service.common_errors)),
    ]
    for name, count in Counter(classes).items():
        if name in taken or count > 1:
            problems.add(
                f"{name}: the package uses this name for something else; rename the other one"
            )
    _check_recursion(service, problems)
    for model in service.models():
        for field in model.fields:
            if field.name in _OF_MODELS:
                problems.add(
                    f"{model.name}.{field.name}: every model has an attribute of this name"
                )
    for operation in service.operations():
        for parameter in operation.parameters:
            if operation.returns is ir.Returns.PAGES and parameter.name in _OF_PAGERS:
                problems.add(
                    f"{operation.name}: its parameter {parameter.name} is also a parameter of the pager"
                )


def _check_recursion(service: ir.Service, problems: Problems) -> None:
    """Report recursive structures. A generated class can refer only to classes before it."""
    used = {m.name: {t.name for f in m.fields for t in f.type.classes()} for m in service.models()}
    for name in used:
        reached: set[str] = set()
        todo = [name]
        while todo:
            new = used.get(todo.pop(), set()) - reached
            reached |= new
            todo += new
        if name in reached:
            problems.add(
                f"{name} contains itself; add support for recursive structures to the generator"
            )
