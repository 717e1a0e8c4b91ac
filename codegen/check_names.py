"""Checks that no name of the model is one that the package has for something else."""

from __future__ import annotations

from collections import Counter

from codegen import ir
from codegen.problems import Problems

_OF_MODELS = frozenset({"from_dict", "from_json", "to_dict", "to_json", "unknown_members"})
"""Attributes of every model."""
_OF_PAGERS = frozenset({"next_token", "page_size", "self"})
"""Parameters that methods have besides those of the model."""


def check_names(service: ir.Service, problems: Problems) -> None:
    """Report names that are taken, and classes of the same name."""
    taken = {*service.exports, *service.submodules}
    classes = [
        *(model.name for model in service.models()),
        *(enum.name for enum in service.enums()),
        *(f"{enum.name}Value" for enum in service.enums()),
        *(error.name for error in (*service.errors, *service.common_errors)),
    ]
    for name, count in Counter(classes).items():
        if name in taken or count > 1:
            problems.add(f"{name}: the package has this name for something else; rename that")
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
                    f"{operation.name}: its parameter {parameter.name} is also the pager's"
                )
