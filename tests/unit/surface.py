"""Print the public surface: ``python -m tests.unit.surface > tests/unit/surface.txt``.

The first part lists the exports of each public module. The second part defines each exported name:
base classes, fields, attributes, properties, methods with signatures, enum members and type aliases.
A class does not repeat members that it inherits from another listed class. The text is equal in every
version of Python.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import Any, Literal, TypeGuard, get_origin, is_typeddict

import attrs

from appstream_typed.enums.base import OpenEnum
from appstream_typed.models.base import Model
from tests.unit.annotation_text import type_text, value_text

PACKAGE = "appstream_typed"
SUBMODULES = (
    "enums",
    "errors",
    "local",
    "local.faults",
    "local.pytest_plugin",
    "metadata",
    "models",
    "paging",
    "retries",
    "sweeps",
    "waiters",
    "workflows",
)
BASES = {"models.base.Model": Model, "enums.base.OpenEnum": OpenEnum}
"""Base classes of many public classes. They are not exported."""
FLATTENED = frozenset({"waiters.WaiterMethods"})
"""Public classes whose members are listed again for the clients."""
PROTOCOLS = re.compile(
    "__(aenter|aexit|aiter|anext|await|bool|call|contains|enter|exit|getitem|iter|len|next)__"
)
"""Special methods for which Python has its own syntax, such as ``with`` or ``for``."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
WIDTH = 100


def surface() -> Iterator[str]:
    """Yield the lines of the public surface."""
    modules = {name: import_module(f"{PACKAGE}.{name}") for name in SUBMODULES}
    modules = {"": import_module(PACKAGE), **modules}
    names: dict[str, object] = {}
    seen: set[tuple[str, int]] = set()
    for module_name, module in modules.items():
        yield f"module {f'{PACKAGE}.{module_name}'.rstrip('.')}"
        for name, value in exports(module).items():
            yield f"    {name}"
            if (name, id(value)) not in seen:
                seen.add((name, id(value)))
                names[f"{module_name}.{name}".lstrip(".")] = value
        yield ""
    names |= BASES
    sections = {value: name for name, value in names.items() if is_class(value)}
    for name, value in sorted(names.items()):
        if not isinstance(value, ModuleType):
            yield from definition(name, value, sections)
            yield ""


def exports(module: ModuleType) -> dict[str, object]:
    """Return the public names of a module: ``__all__``, or the fixtures of a pytest plugin."""
    if hasattr(module, "__all__"):
        return {name: getattr(module, name) for name in sorted(module.__all__)}
    tree = ast.parse(inspect.getsource(module))
    functions = [node for node in tree.body if isinstance(node, FUNCTIONS)]
    return {node.name: node for node in functions if node.decorator_list}


def definition(name: str, value: object, sections: dict[type[Any], str]) -> Iterator[str]:
    """Yield the lines that define an exported name."""
    if is_class(value):
        yield from class_lines(name, value, sections)
    elif inspect.isfunction(value):
        yield from function_lines(name, value)
    elif get_origin(value) is Literal:
        yield from literal_lines(name, value)
    elif get_origin(value) is not None:
        yield f"alias {name} = {type_text(value)}"
    elif isinstance(value, FUNCTIONS):
        returned = "None" if value.returns is None else ast.unparse(value.returns)
        yield f"fixture {name} -> {returned}"
    elif isinstance(value, str):  # the version
        yield f"{name}: str"
    else:
        yield f"{name}: {type(value).__name__}"


def literal_lines(name: str, value: Any) -> Iterator[str]:
    """Yield the lines for a ``Literal`` alias: the enum with the same values, or the values."""
    enum = getattr(import_module(PACKAGE), name.rpartition(".")[2].removesuffix("Value"))
    assert list(value.__args__) == [member.value for member in enum], name
    yield f"alias {name} = values of {enum.__name__}"


def class_lines(name: str, cls: type[Any], sections: dict[type[Any], str]) -> Iterator[str]:
    """Yield the lines for a class."""
    bases = list(dict.fromkeys(base_names(cls, sections)))
    yield f"class {name}({', '.join(bases)})" if bases else f"class {name}"
    for line in members(name, cls, sections):
        yield f"    {line}" if line else ""


def base_names(cls: type[Any], sections: dict[type[Any], str]) -> Iterator[str]:
    """Yield the names of the nearest bases that have a section or come from another package."""
    if is_named_tuple(cls):
        yield "NamedTuple"
        return
    if is_typeddict(cls):
        yield "TypedDict"
        return
    for base in vars(cls).get("__orig_bases__", cls.__bases__):
        origin = get_origin(base) or base
        if origin is object:
            continue
        if origin in sections and sections[origin] not in FLATTENED:
            yield type_text(base) if get_origin(base) else sections[origin]
        elif is_ours(origin):
            # A class that inherits from a protocol is not a protocol itself.
            yield from (base for base in base_names(origin, sections) if base != "Protocol")
        elif get_origin(base) is not None or origin.__module__ in ("builtins", "enum", "typing"):
            yield type_text(base)
        else:
            yield f"{origin.__module__}.{origin.__qualname__}"


def members(name: str, cls: type[Any], sections: dict[type[Any], str]) -> Iterator[str]:
    """Yield the lines for the members of a class, except those of bases that have a section."""
    if is_typeddict(cls):
        yield from (f"{key}: {type_text(text)}" for key, text in cls.__annotations__.items())
        return
    if issubclass(cls, Enum):
        yield from (f"{member.name} = {value_text(member.value)}" for member in cls)
    if attrs.has(cls):
        yield from fields(cls)
    elif is_named_tuple(cls):
        yield from (f"{field}: {type_text(cls.__annotations__[field])}" for field in cls._fields)
    elif own(cls, "__init__", name, sections):
        yield from instance_attributes(inspect.unwrap(cls.__init__))
    if own(cls, "__init__", name, sections) or is_named_tuple(cls):
        yield from signature_lines("def __init__", inspect.signature(cls))
    for attribute in sorted({attribute for base in cls.__mro__ for attribute in vars(base)}):
        public = not attribute.startswith("_") or PROTOCOLS.fullmatch(attribute)
        if public and own(cls, attribute, name, sections):
            getattr(cls, attribute)  # the class imports some methods on first access
            yield from member_lines(attribute, inspect.getattr_static(cls, attribute))


def fields(cls: type[Any]) -> Iterator[str]:
    """Yield the lines for the public fields of an attrs class."""
    for field in attrs.fields(cls):
        if not field.name.startswith("_"):
            hidden = "  # hidden by repr" if callable(field.repr) else ""
            yield f"{field.name}: {type_text(field.type)}{hidden}"


def own(cls: type[Any], attribute: str, name: str, sections: dict[type[Any], str]) -> bool:
    """Return whether the attribute belongs in the section of the class, not in that of a base."""
    owner = defining(cls, attribute)
    if not is_ours(owner) or getattr(vars(owner)[attribute], "__module__", None) == "typing":
        return False  # of a library; the ``__init__`` of a protocol
    if is_named_tuple(cls) and attribute in cls._fields:
        return False  # listed as a field
    section = sections.get(owner, name)
    return section == name or section in FLATTENED


def member_lines(name: str, value: object) -> Iterator[str]:
    """Yield the lines for a member that a class defines."""
    if isinstance(value, classmethod | staticmethod):
        yield f"@{type(value).__name__}"
        yield from function_lines(name, value.__func__)
    elif isinstance(value, property):
        assert value.fget is not None
        settable = "  # settable" if value.fset else ""
        yield f"{name}: {type_text(inspect.unwrap(value.fget).__annotations__['return'])}{settable}"
    elif inspect.isfunction(value):
        yield from function_lines(name, value)
    elif not isinstance(value, Enum) and not inspect.ismemberdescriptor(value):
        yield f"{name} = {value_text(value)}"


def function_lines(name: str, function: Any) -> Iterator[str]:
    """Yield the lines for a function or a method."""
    prefix = "async " if inspect.iscoroutinefunction(inspect.unwrap(function)) else ""
    yield from signature_lines(f"{prefix}def {name}", inspect.signature(function))


def signature_lines(start: str, signature: inspect.Signature) -> Iterator[str]:
    """Yield a signature on one line. If that is too long, yield each parameter on a separate line."""
    parts = list(parameters(signature))
    result = signature.return_annotation
    end = "" if result is inspect.Signature.empty else f" -> {type_text(result)}"
    line = f"{start}({', '.join(parts)}){end}"
    if len(line) <= WIDTH - 4:
        yield line
    else:
        yield f"{start}("
        yield from (f"    {part}," for part in parts)
        yield f"){end}"


def parameters(signature: inspect.Signature) -> Iterator[str]:
    """Yield the parameters of a signature, with ``/`` and ``*`` between their kinds."""
    kinds = inspect.Parameter
    last: Any = None
    for parameter in signature.parameters.values():
        if last is kinds.POSITIONAL_ONLY and parameter.kind is not last:
            yield "/"
        if parameter.kind is kinds.KEYWORD_ONLY and last not in (
            kinds.VAR_POSITIONAL,
            kinds.KEYWORD_ONLY,
        ):
            yield "*"
        last = parameter.kind
        stars = {kinds.VAR_POSITIONAL: "*", kinds.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        text = f"{stars}{parameter.name}"
        if parameter.annotation is not kinds.empty:
            text += f": {type_text(parameter.annotation)}"
        if parameter.default is not kinds.empty:
            text += f" = {value_text(parameter.default)}"
        yield text
    if last is kinds.POSITIONAL_ONLY:
        yield "/"


def instance_attributes(function: Any) -> Iterator[str]:
    """Yield the public attributes that an ``__init__`` sets.

    An attribute without a type has the type of the parameter with the same name.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    types = function.__annotations__
    for node in ast.walk(tree):
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        target = node.target if isinstance(node, ast.AnnAssign) else target
        if isinstance(target, ast.Attribute) and re.match(r"self\.[a-z]", ast.unparse(target)):
            found = types.get(target.attr)
            if isinstance(node, ast.AnnAssign):
                yield f"{target.attr}: {ast.unparse(node.annotation)}"
            else:
                yield target.attr if found is None else f"{target.attr}: {type_text(found)}"


def defining(cls: type[Any], attribute: str) -> type[Any]:
    """Return the class that defines an attribute, or ``object`` if only the metaclass defines it."""
    return next((base for base in cls.__mro__ if attribute in vars(base)), object)


def is_class(value: object) -> TypeGuard[type[Any]]:
    """Return whether a value is a class. Python 3.10 also treats ``list[int]`` as a class."""
    return inspect.isclass(value) and get_origin(value) is None


def is_named_tuple(cls: type[Any]) -> bool:
    """Return whether a class is a ``NamedTuple``."""
    return issubclass(cls, tuple) and hasattr(cls, "_fields")


def is_ours(cls: type[Any]) -> bool:
    """Return whether a class belongs to this package."""
    return cls.__module__.partition(".")[0] == PACKAGE


def defined_outside(cls: type[Any], attribute: str) -> bool:
    """Return whether another package or Python defines an attribute."""
    return not is_ours(defining(cls, attribute))


if __name__ == "__main__":
    sys.stdout.write("\n".join(surface()) + "\n")
