"""Prints the differences between two botocore models of AppStream as Markdown.

    python -m tools.model_diff OLD NEW           prints nothing if the models are the same
    python -m tools.model_diff --identify NEW    prints a short name for the model of NEW

OLD and NEW are wheels of botocore, or files ``service-2.json`` or ``service-2.json.gz``.

The script splits both models into facts, and compares the facts. It lists facts without a rule under
"Everything else", so it reports every change. For AWS's texts, it reports which texts changed, and
which values were added to or removed from the lists in them, because only the texts list the values of
some enums.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]  # botocore's model files are JSON without a schema

SERVICE = "service-2"
PAGINATORS = "paginators-1"
WAITERS = "waiters-2"

OPERATIONS = "Operations"
SHAPES = "Shapes"
MEMBERS = "Members"
VALUES = "Enum values"
REQUIRED = "Required members"
ERRORS = "Errors of operations"
LIMITS = "Limits"
REST = "Everything else"
LISTED = "Values listed in texts"
TEXTS = "Texts"
TITLES = {PAGINATORS: "Paginators", WAITERS: "Waiters"}

_ORDER = (
    OPERATIONS,
    SHAPES,
    MEMBERS,
    VALUES,
    REQUIRED,
    ERRORS,
    LIMITS,
    *TITLES.values(),
    REST,
    LISTED,
    TEXTS,
)
_LIMITS = ("min", "max", "pattern")
_LISTED = re.compile(r"<(li|code)>\s*(?:<p>)?\s*([^\s<>]+?)\s*(?:</p>)?\s*</\1>")


class Fact(NamedTuple):
    """A fact of a model."""

    kind: str
    owner: str
    """The operation or shape of the fact."""
    name: str = ""
    """The member, value or trait; empty if the fact is that the owner exists."""


Facts = dict[Fact, str]
"""The facts of a model with their details, such as a member's type, a limit's value or a text."""


def facts_of(model: Json) -> Facts:
    """Split a model into facts.

    Args:
        model: The contents of botocore's files by their names, such as ``service-2``.
    """
    facts: Facts = {}
    service: Json = model[SERVICE]
    for name, operation in service["operations"].items():
        facts[Fact(OPERATIONS, name)] = ""
        facts.update(_facts_of_operation(name, operation))
    for name, shape in service["shapes"].items():
        facts[Fact(SHAPES, name)] = shape["type"]
        facts.update(_facts_of_shape(name, shape))
    about = {key: value for key, value in service.items() if key not in {"operations", "shapes"}}
    facts.update(_traits("service", about))
    for file, title in TITLES.items():
        for name, definition in model.get(file, {}).items():
            facts[Fact(title, name)] = _text(definition)
    return facts


def _facts_of_operation(name: str, operation: Json) -> Iterator[tuple[Fact, str]]:
    for error in operation.get("errors", ()):
        yield Fact(ERRORS, name, error["shape"]), ""
    yield from _traits(name, operation, but={"errors"})


def _facts_of_shape(name: str, shape: Json) -> Iterator[tuple[Fact, str]]:
    for member, reference in shape.get("members", {}).items():
        yield Fact(MEMBERS, name, member), reference["shape"]
        yield from _traits(f"{name}.{member}", reference, but={"shape"})
    for member in shape.get("required", ()):
        yield Fact(REQUIRED, name, member), ""
    for value in shape.get("enum", ()):
        yield Fact(VALUES, name, value), ""
    for limit in _LIMITS:
        if limit in shape:
            yield Fact(LIMITS, name, limit), _text(shape[limit])
    yield from _traits(name, shape, but={"type", "members", "required", "enum", *_LIMITS})


def _traits(owner: str, definition: Json, but: Iterable[str] = ()) -> Iterator[tuple[Fact, str]]:
    """Yield the text of an owner, the values that the text lists, and facts that have no kind of their own."""
    for key, value in definition.items():
        if key == "documentation":
            yield Fact(TEXTS, owner), value
            for match in _LISTED.finditer(value):
                yield Fact(LISTED, owner, match[2]), ""
        elif key not in but:
            yield Fact(REST, owner, key), _text(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def describe(old: Json, new: Json) -> str:
    """Return the additions, removals and changes in the new model as Markdown, or an empty text."""
    before, after = facts_of(old), facts_of(new)
    sections: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    # The order of the models keeps related facts together.
    for fact in [*after, *(fact for fact in before if fact not in after)]:
        if fact not in before:
            verb = "added"
        elif fact not in after:
            verb = "removed"
        elif before[fact] != after[fact]:
            verb = "changed"
        else:
            continue
        # Added and removed texts are not listed, because their owners are.
        if fact.kind != TEXTS or verb == "changed":
            sections[fact.kind, verb].append(fact)
    parts: list[str] = []
    for kind in _ORDER:
        for verb in ("added", "removed", "changed"):
            facts = sections.get((kind, verb))
            if facts:
                parts += [f"### {kind} {verb}", "\n".join(_lines(facts, before, after))]
    return "\n\n".join(parts) + "\n" if parts else ""


def _lines(facts: list[Fact], before: Facts, after: Facts) -> Iterator[str]:
    """Yield a line for each owner."""
    for owner, group in groupby(sorted(facts, key=lambda fact: fact.owner), lambda f: f.owner):
        items = [_item(fact, before.get(fact), after.get(fact)) for fact in group]
        named = ", ".join(item for item in items if item)
        yield f"- {_code(owner)}" + (f": {named}" if named else "")


def _item(fact: Fact, old: str | None, new: str | None) -> str:
    name = _code(fact.name) if fact.name else ""
    if old is None or new is None:
        detail = old or new
        # The definitions of paginators and waiters are too long to print.
        if fact.kind in {TEXTS, *TITLES.values()} or not detail:
            return name
        return f"{name} ({_code(detail)})" if name else _code(detail)
    if fact.kind == TEXTS:
        return ""
    return f"{name} {_code(old)} → {_code(new)}".strip()


def _code(text: str) -> str:
    """Return text as Markdown code, even if it has backticks or line breaks."""
    text = " ".join(text.split())
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def identify(model: Json) -> str:
    """Return a name for a model: the first 12 hex digits of its SHA-256.

    Equal models have equal names.
    """
    canonical = json.dumps(model, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def read_model(path: Path, service: str = "appstream") -> Json:
    """Read a model from a wheel of botocore or from a single file.

    Raises:
        ValueError: The wheel has no model of the service, or more than one version of it.
    """
    if path.suffix != ".whl":
        return {SERVICE: _load(path.name, path.read_bytes())}
    files = re.compile(
        rf"botocore/data/{re.escape(service)}/[^/]+/({SERVICE}|{PAGINATORS}|{WAITERS})\.json(\.gz)?"
    )
    model: Json = {}
    with zipfile.ZipFile(path) as wheel:
        for name in wheel.namelist():
            match = files.fullmatch(name)
            if match is None:
                continue
            if match[1] in model:
                raise ValueError(f"{path.name} has more than one {match[1]} of {service}")
            model[match[1]] = _load(name, wheel.read(name))
    if SERVICE not in model:
        raise ValueError(f"{path.name} has no model of {service}")
    for file, key in ((PAGINATORS, "pagination"), (WAITERS, "waiters")):
        if file in model:
            model[file] = model[file][key]
    return model


def _load(name: str, content: bytes) -> Json:
    loaded: Json = json.loads(gzip.decompress(content) if name.endswith(".gz") else content)
    return loaded


def main(arguments: list[str] | None = None) -> int:
    """Run the command line. Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.model_diff", description=__doc__)
    parser.add_argument("--identify", action="store_true", help="print the name of one model")
    parser.add_argument("models", nargs="+", type=Path, metavar="MODEL")
    options = parser.parse_args(arguments)
    if len(options.models) != (1 if options.identify else 2):
        parser.error("pass two models to compare, or one with --identify")
    models = [read_model(path) for path in options.models]
    sys.stdout.write(f"{identify(models[0])}\n" if options.identify else describe(*models))
    return 0


if __name__ == "__main__":
    sys.exit(main())
