"""Reads the data files: places of names, return types of operations, and texts."""

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
    """An operation: its return type and its texts."""

    returns: str
    """The pinned return: ``nothing``, ``pages``, ``pages LIST`` where a page has several lists, ``result``,
    or ``member NAME``."""
    summary: str
    details: str = ""
    returned: str = ""
    """The returned value; empty if the summary of its class describes it."""
    page_size: str = ""
    """Limits of the page size that only AWS's documentation has."""
    parameters: Mapping[str, str] = field(factory=dict[str, str])


@frozen
class ShapeData:
    """A structure: its texts and those of its members."""

    summary: str
    members: Mapping[str, str]


@frozen
class EnumData:
    """An enum of the model: its texts and those of its values."""

    summary: str
    values: Mapping[str, str]


@frozen
class ResourceData:
    """A file in the folder ``resources``."""

    title: str = "Shared shapes"
    about: str = "Operations and shapes that belong to no single resource."
    operations: Mapping[str, OperationData] = field(factory=dict[str, OperationData])
    shapes: Mapping[str, ShapeData] = field(factory=dict[str, ShapeData])
    enums: Mapping[str, EnumData] = field(factory=dict[str, EnumData])


@frozen
class DocumentedEnumData:
    """An enum whose values only AWS's documentation lists."""

    summary: str
    source: str
    """The page that lists the values."""
    resource: str
    values: tuple[str, ...]
    retired: tuple[str, ...] = ()
    """Values that AWS's documentation no longer lists."""
    member_names: tuple[str, ...] = ()
    """Names of members that have the type in every structure."""
    members: tuple[str, ...] = ()
    """Further members of the type, as ``Shape.Member``."""
    value_docs: Mapping[str, str] = field(factory=dict[str, str])
    value_docs_by_prefix: Mapping[str, str] = field(factory=dict[str, str])
    """Texts of the other values by their prefix; ``{rest}`` becomes the rest of the value."""
    base: str = ""
    """The handwritten base class; empty for the base class of most enums."""

    def value_doc(self, value: str) -> str:
        """Return the text of a value: its own, or that of the longest prefix."""
        prefixes = [prefix for prefix in self.value_docs_by_prefix if value.startswith(prefix)]
        if value in self.value_docs or not prefixes:
            return self.value_docs.get(value, "")
        prefix = max(prefixes, key=len)
        rest = value.removeprefix(prefix)
        return self.value_docs_by_prefix[prefix].replace("{rest}", rest)


@frozen
class ErrorData:
    """An error of the model: its texts."""

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
    """Other codes with the same meaning."""


@frozen
class SourceData:
    """The operation from which waiters read resources of one kind; ``waiters.toml`` explains each key."""

    noun: str
    operation: str
    key: str
    keys_parameter: str = ""
    parameters: tuple[str, ...] = ()
    complete_with: str = ""
    reasons: tuple[str, ...] = ()


@frozen
class WaiterData:
    """A waiter; ``waiters.toml`` explains each key."""

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
    """``waiters.toml``."""

    sources: Mapping[str, SourceData]
    waiters: Mapping[str, WaiterData]


@frozen
class KeywordsData:
    """A ``TypedDict`` with the keywords of an operation."""

    name: str
    module: str
    """The module, below the package, that defines the ``TypedDict``."""
    operation: str
    summary: str
    without: tuple[str, ...] = ()
    """Members of the request that the keywords omit."""


@frozen
class ServiceData:
    """``service.toml``."""

    service: str
    """The name of botocore's client."""
    name: str
    """The service in texts, such as ``S3``."""
    full_name: str
    """The service where a text introduces it, such as ``Amazon S3``."""
    package: str
    """The import name of the generated package."""
    client: str
    """The class of the synchronous client."""
    async_client: str
    """The class of the asynchronous client."""
    base_error: str
    """The class from which all errors of the package inherit."""
    reference: str
    """URL of an API reference page, with ``{name}``."""
    common_errors_reference: str
    """URL of the API reference page of the errors that all services have in common."""
    resources: tuple[str, ...]
    shared: tuple[str, ...]
    """The modules of shapes that several resources use."""
    token_member: str
    size_members: tuple[str, ...]
    state_member: str
    """The member of a resource that waiters observe."""
    submodules: tuple[str, ...]
    """The public modules that are attributes of the package."""
    exports: Mapping[str, str]
    """The modules of handwritten public names."""
    handwritten: Mapping[str, str]
    """The modules of other handwritten names that generated modules import."""
    pattern_words: Mapping[str, str]
    """Descriptions that replace long patterns, by string shape; empty to hide a pattern."""
    pattern_hashes: Mapping[str, str]
    """The first 8 hex digits of the SHA-256 of the patterns that ``pattern_words`` describes."""
    keywords: tuple[KeywordsData, ...] = ()
    """The operations whose keywords handwritten functions also take."""


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
        CodegenError: A file is missing, is not TOML, or has wrong or unknown keys; the message
            names the file.
    """
    return structure_data({path: _read(folder / path) for path in paths_of(folder)})


def paths_of(folder: Path) -> list[str]:
    """Return the paths of the data files below their folder.

    Raises:
        CodegenError: ``service.toml``, which names the others, cannot be read.
    """
    service = _structure(_SERVICE, _read(folder / _SERVICE), ServiceData)
    return [_SERVICE, *_OTHERS, *map(resource_path, (*service.resources, *service.shared))]


def resource_path(resource: str) -> str:
    """Return the path of the data file of a resource."""
    return f"resources/{resource}.toml"


def structure_data(contents: Mapping[str, object]) -> Data:
    """Read the contents of the data files.

    Args:
        contents: The contents by the paths that ``paths_of`` returns.

    Raises:
        CodegenError: A file has wrong or unknown keys; the message names the file.
    """
    service = _structure(_SERVICE, contents[_SERVICE], ServiceData)
    resources = {
        name: _structure(resource_path(name), contents[resource_path(name)], ResourceData)
        for name in (*service.resources, *service.shared)
    }
    others = {
        Path(path).stem: _structure(path, contents[path], target)
        for path, target in _OTHERS.items()
    }
    return Data(service=service, resources=resources, **others)


_SERVICE = "service.toml"
_OTHERS: Mapping[str, Any] = {
    "documented_enums.toml": dict[str, DocumentedEnumData],
    "errors.toml": dict[str, ErrorData],
    "common_errors.toml": dict[str, CommonErrorData],
    "waiters.toml": WaitersData,
}
_converter = cattrs.Converter(forbid_extra_keys=True)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        msg = f"{path.name}: {error}"
        raise CodegenError(msg) from error


def _structure(path: str, content: object, target: Any) -> Any:
    try:
        return _converter.structure(content, target)
    except (cattrs.BaseValidationError, ValueError, TypeError) as error:
        name = Path(path).name
        msg = "\n".join(f"{name}: {reason}" for reason in cattrs.transform_error(error))
        raise CodegenError(msg) from error
