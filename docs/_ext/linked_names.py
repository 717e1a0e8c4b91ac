"""Links public names and the types of other packages, in signatures and in texts.

A name in code style, such as ``FleetState`` or ``create_fleet``, becomes a link to the reference. Types of Python,
boto3, botocore and cattrs link to the documentation of those projects. These links need no network at build time.
Constructors of models show the aliases of enum values, such as ``FleetStateValue``, as operations do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.addnodes import desc_signature, pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

PREFIXES = (
    "appstream_typed.",
    "appstream_typed.enums.",
    "appstream_typed.local.",
    "appstream_typed.waiters.",
    "appstream_typed.workflows.",
)
CLIENT = "appstream_typed.AppStreamClient."
ENUM_VALUES = re.compile(r"([\w.~]*\b(\w+)) \| [\w.~]*\bLiteral\[[^\]]*\]")
"""An enum, and the values that its alias names."""
NO_LINK_INSIDE = (nodes.reference, nodes.title, desc_signature, pending_xref)

PYTHON = "https://docs.python.org/3/library"
BOTO3 = "https://boto3.amazonaws.com/v1/documentation/api/latest"
BOTOCORE = "https://botocore.amazonaws.com/v1/documentation/api/latest/reference"
BOTO3_ERRORS = f"{BOTO3}/guide/error-handling.html"
CATTRS = "https://catt.rs/en/stable/cattrs.html"
EXTERNAL = {
    **{
        name: f"{PYTHON}/functions.html#{name}"
        for name in ("bool", "dict", "float", "frozenset", "int", "list", "object", "tuple", "type")
    },
    **{name: f"{PYTHON}/stdtypes.html#{name}" for name in ("str", "bytes")},
    **{
        name: f"{PYTHON}/exceptions.html#{name}"
        for name in ("Exception", "OSError", "RuntimeError", "TypeError", "ValueError")
    },
    **{
        f"collections.abc.{name}": f"{PYTHON}/collections.abc.html#collections.abc.{name}"
        for name in (
            "AsyncGenerator",
            "AsyncIterator",
            "Callable",
            "Generator",
            "Iterable",
            "Iterator",
            "Mapping",
            "Sequence",
        )
    },
    "None": f"{PYTHON}/constants.html#None",
    "contextlib.AbstractContextManager": f"{PYTHON}/contextlib.html#contextlib.AbstractContextManager",
    "datetime.datetime": f"{PYTHON}/datetime.html#datetime.datetime",
    "datetime.timedelta": f"{PYTHON}/datetime.html#datetime.timedelta",
    "enum.Enum": f"{PYTHON}/enum.html#enum.Enum",
    "BaseClient": f"{BOTO3}/reference/services/appstream.html#client",
    "Boto3Client": f"{BOTO3}/reference/services/appstream.html#client",
    "ConfigurableConverter": f"{CATTRS}#cattrs.Converter",
    "pathlib.Path": f"{PYTHON}/pathlib.html#pathlib.Path",
    "Boto3Session": f"{BOTO3}/reference/core/session.html#boto3.session.Session",
    "Config": f"{BOTOCORE}/config.html#botocore.config.Config",
    "botocore.exceptions.BotoCoreError": BOTO3_ERRORS,
    "botocore.exceptions.ClientError": BOTO3_ERRORS,
    "botocore.exceptions.ParamValidationError": BOTO3_ERRORS,
    "botocore.exceptions.UnknownServiceError": BOTO3_ERRORS,
    "botocore.exceptions.WaiterError": BOTO3_ERRORS,
    "cattrs.converters.BaseConverter": f"{CATTRS}#cattrs.BaseConverter",
}
# Types without their module, as signatures show them.
ALIASES = {name.rpartition(".")[2]: link for name, link in EXTERNAL.items() if "." in name}


def find(env: BuildEnvironment, text: str) -> str | None:
    """Return the documented name to which a text in code style refers, if there is one."""
    name = text.removesuffix("()")
    objects = env.domains.python_domain.objects
    candidates = [prefix + name for prefix in PREFIXES]
    if "." in name:
        candidates.append(name)
    if "_" in name:  # a word without an underscore, such as ``close``, may not be a method
        candidates.append(CLIENT + name)
    return next((candidate for candidate in candidates if candidate in objects), None)


def link_literals(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Convert names in code style to links."""
    for literal in _literals(doctree):
        if name := find(app.env, literal.astext()):
            found = app.env.domains.python_domain.objects[name]
            link = make_refnode(
                app.builder, docname, found.docname, found.node_id, literal.deepcopy(), name
            )
            literal.replace_self(link)


def link_type(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.Element
) -> nodes.reference | None:
    """Return a link for a name that Sphinx cannot resolve: without its module, or from another package."""
    target: str = node["reftarget"]
    if name := find(env, target):
        found = env.domains.python_domain.objects[name]
        return make_refnode(
            app.builder, node["refdoc"], found.docname, found.node_id, content, name
        )
    link = EXTERNAL.get(target) or ALIASES.get(target)
    return nodes.reference("", "", content, refuri=link, internal=False) if link else None


def show_aliases(
    app: Sphinx,
    what: str,
    name: str,
    obj: object,
    options: object,
    signature: str | None,
    returns: str | None,
) -> tuple[str, str | None] | None:
    """Replace the values of an enum with the name of their alias. Models are annotated with the values."""
    if signature is None or "Literal[" not in signature:
        return None
    return ENUM_VALUES.sub(r"\1 | \2Value", signature), returns


def show_public_bases(
    app: Sphinx, name: str, obj: type, options: object, bases: list[type]
) -> None:
    """Replace each private base class with its own bases."""
    shown = [
        base
        for direct in bases
        for base in (direct.__bases__ if direct.__name__.startswith("_") else (direct,))
    ]
    bases[:] = shown


def _literals(doctree: nodes.document) -> Iterator[nodes.literal]:
    for literal in list(doctree.findall(nodes.literal)):
        parent = literal.parent
        while parent is not None and not isinstance(parent, NO_LINK_INSIDE):
            parent = parent.parent
        if parent is None:
            yield literal


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("autodoc-process-bases", show_public_bases)
    app.connect("autodoc-process-signature", show_aliases)
    app.connect("doctree-resolved", link_literals)
    app.connect("missing-reference", link_type)
    return {"parallel_read_safe": True}
