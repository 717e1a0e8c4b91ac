"""Renders the intermediate model as Python source, one function a kind of file."""

from __future__ import annotations

from codegen import ir
from codegen.render.enums import render_enums
from codegen.render.errors import render_errors
from codegen.render.models import render_models
from codegen.render.operations import render_all_operations, render_operations
from codegen.render.packages import render_lazy_package, render_root


def render(service: ir.Service) -> dict[str, str]:
    """Give the text of each generated file by its path below the package."""
    files = {
        "__init__.py": render_root(service),
        "errors.py": render_errors(service),
        "models/__init__.py": render_lazy_package(service, "models"),
        "enums/__init__.py": render_lazy_package(service, "enums"),
        "operations/__init__.py": render_all_operations(service),
    }
    for resource in service.resources:
        if resource.models:
            files[f"models/{resource.name}.py"] = render_models(service, resource)
        if resource.enums:
            files[f"enums/{resource.name}.py"] = render_enums(service, resource)
        if resource.operations:
            files[f"operations/{resource.name}.py"] = render_operations(service, resource)
    return files
