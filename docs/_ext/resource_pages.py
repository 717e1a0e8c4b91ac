"""The directives ``resource``, ``shared-types``, ``resources-table`` and ``waiters-table`` of the reference.

A page of a resource has a summary table, its operations and waiters, its models and enums, and the signatures of
``AsyncAppStreamClient``. Every name is documented under the name that users import.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from importlib import import_module, util

import botocore.session
from botocore import xform_name
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.inspect import stringify_signature

from appstream_typed import AppStreamClient, AsyncAppStreamClient
from appstream_typed.operations import AllOperations
from appstream_typed.waiters import WaiterMethods

PACKAGE = "appstream_typed"
ASYNC_INTRODUCTION = """\
:class:`~appstream_typed.AsyncAppStreamClient` has the same methods, with the same parameters, results and errors.
Await every method except those that return a pager. Iterate over a pager with ``async for``.

"""


def resources() -> dict[str, type]:
    """Return the operation class of each resource, in the order of the documentation."""
    found = (base for base in AllOperations.__bases__ if base.__name__.endswith("Operations"))
    return {base.__module__.rpartition(".")[2]: base for base in found}


def operations(resource: str) -> list[str]:
    """Return the names of a resource's operations."""
    return [name for name in vars(resources()[resource]) if not name.startswith("_")]


def waiters(resource: str) -> list[str]:
    """Return the names of a resource's waiters.

    If a waiter's name contains the names of several resources, the longest of these names decides.
    """
    names = [name for name in vars(WaiterMethods) if name.startswith("wait_until_")]
    return [name for name in names if _waited_for(name) == resource]


def types(kind: str, module: str) -> list[str]:
    """Return the names in a module of models or enums, in the order of the source."""
    path = f"{PACKAGE}.{kind}.{module}"
    if util.find_spec(path) is None:
        return []
    found = import_module(path)
    own = set(found.__all__)
    return [name for name in vars(found) if name in own]


def public_path(kind: str, name: str) -> str:
    """Return the path from which users import a name: the package, or ``enums`` for a type alias."""
    return (
        f"{PACKAGE}.{name}" if hasattr(import_module(PACKAGE), name) else f"{PACKAGE}.{kind}.{name}"
    )


def summary(value: object) -> str:
    """Return the first paragraph of a docstring on one line."""
    return " ".join((inspect.getdoc(value) or "").partition("\n\n")[0].split())


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in reStructuredText."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in (head, *rows):
        lines += [f"   {'*' if column == 0 else ' '} - {text}" for column, text in enumerate(row)]
    return "\n".join([*lines, "", ""])


class _Reference(SphinxDirective):
    """Methods that the directives share."""

    def section(self, title: str, content: Sequence[nodes.Node]) -> Iterator[nodes.Node]:
        """Yield a section with a title, unless it is empty."""
        if not content:
            return
        made = nodes.section(ids=[nodes.make_id(title)])
        made += nodes.title(title, title)
        made.extend(content)
        yield made

    def methods(self, names: Sequence[str]) -> Iterator[nodes.Node]:
        """Yield the documentation of methods of the client."""
        aws = _aws_names()
        for name in names:
            path = f"{PACKAGE}.AppStreamClient.{name}"
            if name in aws:  # so that the search also finds AWS's name
                yield addnodes.index(entries=[("single", aws[name], path, "main", None)])
            yield from self.parse_text_to_nodes(f".. automethod:: {path}\n\n")

    def types(self, modules: Sequence[str]) -> Iterator[nodes.Node]:
        """Yield the sections of models and enums."""
        for title, kind in (("Models", "models"), ("Enums", "enums")):
            lines = [
                _document_type(public_path(kind, name))
                for module in modules
                for name in types(kind, module)
            ]
            yield from self.section(title, self.parse_text_to_nodes("".join(lines)))

    def types_table(self, modules: Sequence[str]) -> list[nodes.Node]:
        """Return the table of models and enums."""
        rows = [
            (f":class:`~{public_path(kind, name)}`", summary(getattr(import_module(PACKAGE), name)))
            for kind in ("models", "enums")
            for module in modules
            for name in types(kind, module)
            if hasattr(import_module(PACKAGE), name)
        ]
        return self.parse_text_to_nodes(table(("Type", "Meaning"), rows)) if rows else []


class Resource(_Reference):
    """The contents of a resource's page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the contents of the page."""
        resource = self.arguments[0]
        methods, waits = operations(resource), waiters(resource)
        rows = [
            (f":meth:`~{PACKAGE}.AppStreamClient.{name}`", summary(getattr(AppStreamClient, name)))
            for name in (*methods, *waits)
        ]
        return [
            *self.parse_text_to_nodes(_about(resource) + table(("Method", "Purpose"), rows)),
            *self.types_table([resource]),
            *self.section("Operations", list(self.methods(methods))),
            *self.section("Waiters", list(self.methods(waits))),
            *self.types([resource]),
            *self.section("With asyncio", self._async_signatures([*methods, *waits])),
        ]

    def _async_signatures(self, names: Sequence[str]) -> list[nodes.Node]:
        lines = [ASYNC_INTRODUCTION, f".. py:currentmodule:: {PACKAGE}\n\n"]
        for name in names:
            method = inspect.unwrap(getattr(AsyncAppStreamClient, name))
            signature = inspect.signature(method)
            _, *parameters = signature.parameters.values()
            shown = stringify_signature(signature.replace(parameters=parameters))
            lines.append(f".. py:method:: AsyncAppStreamClient.{name}{shown}\n   :no-index:\n")
            lines.append("   :async:\n\n" if inspect.iscoroutinefunction(method) else "\n")
        return self.parse_text_to_nodes("".join(lines))


class SharedTypes(_Reference):
    """The types that several resources use. The arguments are the modules of these types."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the contents of the page."""
        modules = self.arguments[0].split()
        # The generator places new operations that belong to no resource in a shared module.
        names = [name for module in modules if module in resources() for name in operations(module)]
        return [
            *self.types_table(modules),
            *self.section("Operations", list(self.methods(names))),
            *self.types(modules),
        ]


class ResourcesTable(SphinxDirective):
    """The table of resources, each with its page and the number of its operations."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [
            (f":doc:`{name}`", str(len(operations(name))), _about(name).strip())
            for name in resources()
        ]
        return self.parse_text_to_nodes(table(("Resource", "Operations", "Purpose"), rows))


class WaitersTable(SphinxDirective):
    """The table of all waiters, with their resources."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [
            (
                f":meth:`~{PACKAGE}.AppStreamClient.{name}`",
                f":doc:`{resource}`",
                summary(getattr(AppStreamClient, name)),
            )
            for resource in resources()
            for name in waiters(resource)
        ]
        return self.parse_text_to_nodes(table(("Method", "Resource", "Purpose"), rows))


def _about(resource: str) -> str:
    """Return the description of a resource: the docstring of its operation class without the summary."""
    text = inspect.getdoc(resources()[resource]) or ""
    return f"{' '.join(text.partition(chr(10) * 2)[2].split())}\n\n"


def _waited_for(waiter: str) -> str:
    named = [name for name in resources() if name.removesuffix("s") in waiter]
    return max(named, key=len)


def _aws_names() -> dict[str, str]:
    service = botocore.session.Session().get_service_model("appstream")
    return {xform_name(name): name for name in service.operation_names}


def _document_type(path: str) -> str:
    if path.endswith("Value") and ".enums." in path:
        return f".. autodata:: {path}\n   :no-value:\n\n"
    return f".. autoclass:: {path}\n   :members:\n   :undoc-members:\n\n"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    app.add_directive("resource", Resource)
    app.add_directive("shared-types", SharedTypes)
    app.add_directive("resources-table", ResourcesTable)
    app.add_directive("waiters-table", WaitersTable)
    return {"parallel_read_safe": True}
