"""Renders the intermediate model as source, with a function for each kind of file."""

from __future__ import annotations

from codegen import ir
from codegen.render.enums import render_enums
from codegen.render.error_classes import (
    render_common_errors,
    render_errors_package,
    render_modeled_errors,
)
from codegen.render.json_schema import render_json_schema
from codegen.render.keywords import render_keywords
from codegen.render.models import render_models
from codegen.render.operations import (
    ASYNC,
    SYNC,
    render_all_operations,
    render_descriptions,
    render_operations,
)
from codegen.render.packages import render_lazy_package, render_parameter_keywords, render_root
from codegen.render.waiter_descriptions import render_waiter_descriptions
from codegen.render.waiter_methods import render_async_waiters, render_waiters


def render(service: ir.Service) -> dict[str, str]:
    """Return the text of each generated file by its path below the package."""
    files = {
        "__init__.py": render_root(service),
        "errors/__init__.py": render_errors_package(service),
        "errors/modeled.py": render_modeled_errors(service),
        "errors/common.py": render_common_errors(service),
        "models/__init__.py": render_lazy_package(service, "models"),
        "enums/__init__.py": render_lazy_package(service, "enums"),
        "_conversion/json_schema.json": render_json_schema(service),
        "_conversion/parameter_keywords.py": render_parameter_keywords(service),
        "_descriptions.py": render_descriptions(service),
        **{
            f"{flavour.package}/__init__.py": render_all_operations(service, flavour)
            for flavour in (SYNC, ASYNC)
        },
    }
    if service.waiters:
        files |= {
            "waiters/descriptions.py": render_waiter_descriptions(service),
            "waiters/methods.py": render_waiters(service),
            "waiters/async_methods.py": render_async_waiters(service),
        }
    for keywords in service.keywords:
        files[f"{keywords.module.replace('.', '/')}.py"] = render_keywords(service, keywords)
    for resource in service.resources:
        if resource.models:
            files[f"models/{resource.name}.py"] = render_models(service, resource)
        if resource.enums:
            files[f"enums/{resource.name}.py"] = render_enums(service, resource)
        for flavour in (SYNC, ASYNC) if resource.operations else ():
            path = f"{flavour.package}/{resource.name}.py"
            files[path] = render_operations(service, resource, flavour)
    return files
