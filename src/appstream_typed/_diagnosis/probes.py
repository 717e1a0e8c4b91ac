"""The read-only operations, and the sources of their arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from itertools import islice

from attrs import Attribute, field, frozen

READING = ("Describe", "List", "Get")
"""Prefixes of read-only operations."""

MOST_CANDIDATES = 5
"""The maximum number of resources for which one operation is called."""


def _only_reads(_: object, attribute: Attribute[str], value: str) -> None:
    if not value.startswith(READING):
        msg = f"{attribute.name} must start with one of {', '.join(READING)}, got {value!r}"
        raise ValueError(msg)


@frozen
class Source:
    """A source of arguments: the items that another operation returned."""

    operation: str = field(validator=_only_reads)
    """The operation that returned the items."""
    arguments: Mapping[str, str]
    """Keywords, each with the field of the item that contains its value. ``""`` means the item itself."""
    repeated: tuple[str, ...] = ()
    """Keywords with the same value as in the request that returned the item."""
    only: tuple[str, str] | None = None
    """A field and its required value. Items with another value are ignored."""


@frozen
class Probe:
    """A read-only operation."""

    operation: str = field(validator=_only_reads)
    """The operation's name in AWS's model."""
    member: str
    """The member of the result that the typed method returns or iterates over."""
    sources: tuple[Source, ...] = ()
    """The sources of the arguments."""
    missing: str = ""
    """The reason in the report if the operation is skipped because no source has an item."""
    fixed: tuple[Mapping[str, str], ...] = ()
    """The arguments of each call that needs no source. ``{month}`` is replaced by the current month."""
    asks_all: bool = False
    """Whether the operation is called with all arguments, even after a response with items."""
    absent: str | None = None
    """The error code that AWS returns for a resource without items of this kind."""
    all_absent: str = ""
    """The reason in the report if AWS returns ``absent`` for every resource."""


_STACKS = (Source("DescribeStacks", {"stack_name": "name"}),)
_FLEETS = (Source("DescribeFleets", {"fleet_name": "name"}),)

# Each operation is listed after its sources.
PROBES = (
    Probe("DescribeStacks", "Stacks"),
    Probe("DescribeFleets", "Fleets"),
    Probe("DescribeImageBuilders", "ImageBuilders"),
    Probe(
        "DescribeImages",
        "Images",
        fixed=({"type": "PRIVATE"}, {"type": "SHARED"}, {"type": "PUBLIC"}),
        asks_all=True,
    ),
    Probe("DescribeAppBlocks", "AppBlocks"),
    Probe("DescribeAppBlockBuilders", "AppBlockBuilders"),
    Probe("DescribeApplications", "Applications"),
    Probe("DescribeDirectoryConfigs", "DirectoryConfigs"),
    Probe("DescribeUsageReportSubscriptions", "UsageReportSubscriptions"),
    Probe("DescribeUsers", "Users", fixed=({"authentication_type": "USERPOOL"},)),
    Probe("DescribeAppLicenseUsage", "AppLicenseUsages", fixed=({"billing_period": "{month}"},)),
    Probe("ListExportImageTasks", "ExportImageTasks"),
    Probe(
        "GetExportImageTask",
        "ExportImageTask",
        (Source("ListExportImageTasks", {"task_id": "task_id"}),),
        "no export image task",
    ),
    Probe("ListAssociatedFleets", "Names", _STACKS, "no stack"),
    Probe("ListAssociatedStacks", "Names", _FLEETS, "no fleet"),
    Probe(
        "DescribeSessions",
        "Sessions",
        (Source("ListAssociatedFleets", {"fleet_name": ""}, ("stack_name",)),),
        "no stack with a fleet",
    ),
    Probe("DescribeEntitlements", "Entitlements", _STACKS, "no stack"),
    Probe(
        "ListEntitledApplications",
        "EntitledApplications",
        (Source("DescribeEntitlements", {"stack_name": "stack_name", "entitlement_name": "name"}),),
        "no entitlement",
    ),
    Probe(
        "DescribeThemeForStack",
        "Theme",
        _STACKS,
        "no stack",
        absent="ResourceNotFoundException",
        all_absent="no stack with a theme",
    ),
    Probe("DescribeUserStackAssociations", "UserStackAssociations", _STACKS, "no stack"),
    Probe(
        "DescribeApplicationFleetAssociations",
        "ApplicationFleetAssociations",
        (Source("DescribeApplications", {"application_arn": "arn"}), *_FLEETS),
        "no application and no fleet",
    ),
    Probe(
        "DescribeAppBlockBuilderAppBlockAssociations",
        "AppBlockBuilderAppBlockAssociations",
        (
            Source("DescribeAppBlocks", {"app_block_arn": "arn"}),
            Source("DescribeAppBlockBuilders", {"app_block_builder_name": "name"}),
        ),
        "no app block and no app block builder",
    ),
    Probe(
        "DescribeImagePermissions",
        "SharedImagePermissionsList",
        (Source("DescribeImages", {"name": "name"}, only=("visibility", "PRIVATE")),),
        "no private image",
    ),
    Probe(
        "DescribeSoftwareAssociations",
        "SoftwareAssociations",
        (
            Source("DescribeImageBuilders", {"associated_resource": "arn"}),
            Source(
                "DescribeImages", {"associated_resource": "arn"}, only=("visibility", "PRIVATE")
            ),
        ),
        "no image builder and no private image",
    ),
    Probe(
        "ListTagsForResource",
        "Tags",
        tuple(
            Source(operation, {"resource_arn": "arn"})
            for operation in ("DescribeStacks", "DescribeFleets", "DescribeImageBuilders")
        ),
        "no stack, fleet or image builder",
    ),
)


@frozen
class Found:
    """An item of a response, and the arguments of its request."""

    item: object
    arguments: Mapping[str, str]


def arguments_of(probe: Probe, found: Mapping[str, Iterable[Found]]) -> Iterator[Mapping[str, str]]:
    """Yield the keyword arguments of each call of an operation.

    Args:
        probe: The operation.
        found: Items by the operation that returned them.
    """
    if not probe.sources:
        month = datetime.now(timezone.utc).strftime("%Y-%m")
        for fixed in probe.fixed or ({},):
            yield {keyword: value.format(month=month) for keyword, value in fixed.items()}
        return
    # Alternate between the sources.
    turns = [_from_source(source, found.get(source.operation, ())) for source in probe.sources]
    yield from islice(_in_turn(turns), MOST_CANDIDATES)


def _from_source(source: Source, found: Iterable[Found]) -> Iterator[Mapping[str, str]]:
    for one in found:
        if source.only is not None and getattr(one.item, source.only[0], None) != source.only[1]:
            continue
        values = {
            keyword: getattr(one.item, name, None) if name else one.item
            for keyword, name in source.arguments.items()
        }
        values |= {keyword: one.arguments.get(keyword) for keyword in source.repeated}
        texts = {keyword: str(value) for keyword, value in values.items() if value}
        if len(texts) == len(values):
            yield texts


def _in_turn(turns: list[Iterator[Mapping[str, str]]]) -> Iterator[Mapping[str, str]]:
    while turns:
        for turn in list(turns):
            arguments = next(turn, None)
            if arguments is None:
                turns.remove(turn)
            else:
                yield arguments
