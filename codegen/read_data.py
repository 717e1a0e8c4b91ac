"""Reads the data files: where things are placed, what operations return, and our own words."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cattrs
from attrs import field, frozen

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from codegen.problems import CodegenError


@frozen
class OperationData:
    """An operation: what it returns and what is said of it."""

    returns: str
    """The pinned return: ``nothing``, ``pages``, ``result``, or ``member NAME``."""
    summary: str
    details: str = ""
    parameters: Mapping[str, str] = field(factory=dict[str, str])


@frozen
class ShapeData:
    """A structure: what is said of it and its members."""

    summary: str
    members: Mapping[str, str]


@frozen
class EnumData:
    """An enum of the model: what is said of it and its values."""

    summary: str
    values: Mapping[str, str]


@frozen
class ResourceData:
    """One file of ``data/resources``."""

    title: str = "Shared shapes"
    about: str = "What several resources have in common."
    operations: Mapping[str, OperationData] = field(factory=dict[str, OperationData])
    shapes: Mapping[str, ShapeData] = field(factory=dict[str, ShapeData])
    enums: Mapping[str, EnumData] = field(factory=dict[str, EnumData])


@frozen
class DocumentedEnumData:
    """An enum whose values stand only in AWS's documentation."""

    summary: str
    source: str
    """The page that lists the values."""
    resource: str
    values: tuple[str, ...]
    retired: tuple[str, ...] = ()
    """Values that AWS's documentation listed once and lists no more."""
    member_names: tuple[str, ...] = ()
    """Every member of these names has the type, in whatever shape."""
    members: tuple[str, ...] = ()
    """Further members of the type, as ``Shape.Member``."""
    value_docs: Mapping[str, str] = field(factory=dict[str, str])
    base: str = "appstream_typed.enums.base.OpenEnum"
    """The handwritten base class, for enums whose values say more than a name."""


@frozen
class ErrorData:
    """An error of the model."""

    summary: str
    advice: str


@frozen
class CommonErrorData:
    """An error that any operation of any service may return."""

    summary: str
    advice: str
    http_status: int | None = None
    """The documented HTTP status; ``None`` if AWS does not document the error."""
    codes: tuple[str, ...] = ()
    """Other codes of the same meaning."""


@frozen
class SourceData:
    """Where waiters read resources of one kind; ``data/waiters.toml`` explains each key."""

    operation: str
    key: str
    keys_parameter: str = ""
    parameters: tuple[str, ...] = ()
    complete_with: str = ""
    reasons: tuple[str, ...] = ()


@frozen
class WaiterData:
    """Something to wait for; ``data/waiters.toml`` explains each key."""

    summary: str
    source: str
    success: tuple[str, ...]
    pending: tuple[str, ...]
    before: tuple[str, ...]
    failure: tuple[str, ...]
    missing: str
    action: str = ""
    fails_on: tuple[str, ...] = ()
    botocore: str = ""


@frozen
class WaitersData:
    """``data/waiters.toml``."""

    sources: Mapping[str, SourceData]
    waiters: Mapping[str, WaiterData]


@frozen
class ServiceData:
    """``data/service.toml``."""

    service: str
    package: str
    reference: str
    """URL of an API reference page, with ``{name}``."""
    resources: tuple[str, ...]
    shared: tuple[str, ...]
    """Modules of shapes that several resources use."""
    token_member: str
    size_members: tuple[str, ...]
    submodules: tuple[str, ...]
    """Public modules of the package, which are its attributes."""
    exports: Mapping[str, str]
    """Handwritten public names, and the modules they come from."""
    pattern_words: Mapping[str, str]
    """For string shapes with long patterns: the pattern in words."""
    pattern_hashes: Mapping[str, str]
    """SHA-256 (8 digits) of the patterns that ``pattern_words`` speaks of."""


@frozen
class Data:
    """All data files."""

    service: ServiceData
    resources: Mapping[str, ResourceData]
    documented_enums: Mapping[str, DocumentedEnumData]
    errors: Mapping[str, ErrorData]
    common_errors: Mapping[str, CommonErrorData]
    waiters: WaitersData


def load_data(folder: Path) -> Data:
    """Read the data files.

    Raises:
        CodegenError: A file is missing, is not TOML, or has wrong or unknown keys; names the file.
    """
    service = _read(folder / "service.toml", ServiceData)
    return Data(
        service=service,
        resources={
            name: _read(folder / "resources" / f"{name}.toml", ResourceData)
            for name in (*service.resources, *service.shared)
        },
        documented_enums=_read(folder / "documented_enums.toml", dict[str, DocumentedEnumData]),
        errors=_read(folder / "errors.toml", dict[str, ErrorData]),
        common_errors=_read(folder / "common_errors.toml", dict[str, CommonErrorData]),
        waiters=_read(folder / "waiters.toml", WaitersData),
    )


_converter = cattrs.Converter(forbid_extra_keys=True)


def _read(path: Path, target: Any) -> Any:
    try:
        with path.open("rb") as file:
            return _converter.structure(tomllib.load(file), target)
    except (OSError, tomllib.TOMLDecodeError) as error:
        msg = f"{path.name}: {error}"
        raise CodegenError(msg) from error
    except (cattrs.BaseValidationError, ValueError, TypeError) as error:
        msg = "\n".join(f"{path.name}: {reason}" for reason in cattrs.transform_error(error))
        raise CodegenError(msg) from error
