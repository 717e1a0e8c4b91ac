"""The directive ``operations-table``, which compares boto3's result of each operation with the typed result."""

from __future__ import annotations

import inspect

import botocore.session
from botocore import xform_name
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from appstream_typed import AppStreamClient

_BOTO3 = "https://boto3.amazonaws.com/v1/documentation/api/latest/reference/services/appstream/client/{}.html"


class OperationsTable(SphinxDirective):
    """A table of all operations, in the order of their names, linked to the reference."""

    def run(self) -> list[nodes.Node]:
        """Create the table."""
        service = botocore.session.Session().get_service_model("appstream")
        lines = [".. list-table::", "   :header-rows: 1", ""]
        lines += ["   * - Method", "     - Members of boto3's result", "     - Typed result"]
        for name in sorted(service.operation_names):
            shape = service.operation_model(name).output_shape
            members = ", ".join(shape.members) if shape and shape.members else "nothing"
            method = inspect.unwrap(getattr(AppStreamClient, xform_name(name)))
            path = f"appstream_typed.AppStreamClient.{method.__name__}"
            returned = inspect.signature(method).return_annotation
            lines += [
                f"   * - :meth:`{method.__name__} <{path}>`",
                f"     - `{members} <{_BOTO3.format(method.__name__)}>`__",
                f"     - ``{returned}``",
            ]
        return self.parse_text_to_nodes("\n".join(lines))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("operations-table", OperationsTable)
    return {"parallel_read_safe": True}
