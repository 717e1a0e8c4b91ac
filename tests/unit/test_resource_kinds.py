"""The table of the kinds of resources."""

from __future__ import annotations

from typing import get_args

from appstream_typed import ResourceKind
from appstream_typed.sweeps import ResourceKindValue, _table


def test_the_literal_alias_has_every_kind() -> None:
    assert get_args(ResourceKindValue) == tuple(kind.value for kind in ResourceKind)


def test_the_table_lists_what_the_clients_can_list() -> None:
    """Every paged operation of the clients is in the table, or does not list resources."""
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
