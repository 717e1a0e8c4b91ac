"""The table of resource kinds is complete."""

from __future__ import annotations

from typing import get_args

from appstream_typed import ResourceKind
from appstream_typed.sweeps import ResourceKindValue, _table


def test_the_literal_alias_contains_every_kind() -> None:
    assert get_args(ResourceKindValue) == tuple(kind.value for kind in ResourceKind)


def test_the_table_has_every_operation_that_lists_resources() -> None:
    """The test lists the paginated operations that are not in the table, with a reason for each."""
    from appstream_typed import _descriptions
    from appstream_typed._transport.operation import PagedOperation

    paged = {
        name.lower()
        for name, value in vars(_descriptions).items()
        if isinstance(value, PagedOperation)
    }
    others = {
        "describe_app_license_usage",  # items of a billing period
        "list_associated_stacks",  # the reverse of list_associated_fleets
        "list_export_image_tasks",  # tasks
    }
    assert {row.operation for row in _table.ROWS} == paged - others | {"describe_theme_for_stack"}
    assert {row.kind for row in _table.ROWS} == set(ResourceKind)
