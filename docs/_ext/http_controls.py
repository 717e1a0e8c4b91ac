"""The directive ``http-controls``, which lists the HTTP controls from the server's own routes."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from appstream_typed.local.http_controls.actions import SETTABLE, control_methods
from appstream_typed.local.http_controls.arguments import describe, is_required, parameters_of
from appstream_typed.local.http_controls.fault_orders import (
    ORDER,
    fault_functions,
    fault_parameters,
)
from appstream_typed.local.http_controls.routes import ROUTES, Route

_FAULT = inspect.Parameter("fault", inspect.Parameter.KEYWORD_ONLY, annotation=str)
_WHOLE: Mapping[str, Mapping[str, inspect.Parameter]] = {
    "changes": {name: each.replace(default=None) for name, each in SETTABLE.items()},
    "order": {"fault": _FAULT, **ORDER},
}
"""The members of the body, if an action takes the whole body as one argument. Keys are argument names."""


class HttpControls(SphinxDirective):
    """The list of all routes. With the argument ``faults`` or ``methods``, the list of these."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        lists = {"": _routes, "faults": _faults, "methods": _methods}
        lines = lists[self.arguments[0] if self.arguments else ""]()
        return self.parse_text_to_nodes("\n".join(lines))


def _routes() -> list[str]:
    lines: list[str] = []
    for route in ROUTES:
        parameters = parameters_of(route.action)
        lines += [f"``{route.method} {route.path}``"]
        lines += _indented(inspect.cleandoc(route.action.__doc__ or ""))
        lines += [""]
        in_query = {name: parameters[name] for name in route.query}
        in_body = _body_of(route, parameters)
        if in_query:
            lines += [*_indented(f"Query: {_listed(in_query).replace(' or null', '')}."), ""]
        if in_body:
            lines += [*_indented(f"Body: {_listed(in_body)}."), ""]
    return lines


def _body_of(
    route: Route, parameters: Mapping[str, inspect.Parameter]
) -> Mapping[str, inspect.Parameter]:
    if route.whole is not None:
        return _WHOLE.get(route.whole, {})
    return {name: parameters[name] for name in route.members}


def _faults() -> list[str]:
    rows = [
        (f":func:`{name} <appstream_typed.local.faults.{name}>`", _listed(fault_parameters(make)))
        for name, make in fault_functions().items()
    ]
    return _table("``fault``", "Arguments", rows)


def _methods() -> list[str]:
    rows = [
        (
            f":meth:`{name} <appstream_typed.local.Controls.{name}>`",
            _listed(parameters_of(method)),
        )
        for name, method in control_methods().items()
    ]
    return _table("``NAME``", "Body", rows)


def _table(left: str, right: str, rows: list[tuple[str, str]]) -> list[str]:
    lines = [".. list-table::", "   :header-rows: 1", "   :widths: 35 65", ""]
    for first, second in ((left, right), *rows):
        lines += [f"   * - {first}", f"     - {second}"]
    return [*lines, ""]


def _listed(parameters: Mapping[str, inspect.Parameter]) -> str:
    texts = [f"``{name}`` ({describe(each)}{_default(each)})" for name, each in parameters.items()]
    return ", ".join(texts) or "none"


def _default(parameter: inspect.Parameter) -> str:
    if is_required(parameter):
        return ""
    value = parameter.default
    return ", optional" if value is None else f"; default: ``{json.dumps(value)}``"


def _indented(text: str) -> list[str]:
    return [f"   {line}".rstrip() for line in text.splitlines()]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("http-controls", HttpControls)
    return {"parallel_read_safe": True}
