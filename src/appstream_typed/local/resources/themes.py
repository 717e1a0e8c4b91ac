"""Themes of stacks."""

from __future__ import annotations

from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.stacks import when_stack_is_deleted
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.state.addresses import s3_url
from appstream_typed.local.state.lifecycle import check_new
from appstream_typed.local.state.listings import describe
from appstream_typed.local.state.lookups import find
from appstream_typed.local.state.members import clear
from appstream_typed.local.state.table_names import STACKS, THEMES
from appstream_typed.local.state.tables import Record
from appstream_typed.local.wire.messages import Body

_ATTRIBUTES = {"FOOTER_LINKS": "ThemeFooterLinks"}


@operation("CreateThemeForStack")
def create_theme_for_stack(state: AccountState, request: Body) -> Body:
    """Create the theme of a stack. It is ENABLED immediately (an assumption)."""
    name = request["StackName"]
    find(state, STACKS, name)
    check_new(state, THEMES, name)
    body: Body = {"StackName": name, "State": "ENABLED", "CreatedTime": state.now()}
    record = state.table(THEMES).add(name, Record(body))
    _apply(state, record, request)
    return {"Theme": describe(record)}


@operation("DescribeThemeForStack")
def describe_theme_for_stack(state: AccountState, request: Body) -> Body:
    """Describe the theme of a stack."""
    return {"Theme": describe(_find(state, request))}


@operation("UpdateThemeForStack")
def update_theme_for_stack(state: AccountState, request: Body) -> Body:
    """Update the theme of a stack."""
    record = _find(state, request)
    clear(record, request.get("AttributesToDelete", ()), _ATTRIBUTES)
    _apply(state, record, request)
    return {"Theme": describe(record)}


@operation("DeleteThemeForStack")
def delete_theme_for_stack(state: AccountState, request: Body) -> Body:
    """Delete the theme of a stack."""
    _find(state, request)
    state.table(THEMES).remove(request["StackName"])
    return {}


@when_stack_is_deleted
def remove_theme(state: AccountState, stack_name: str) -> None:
    """Delete the theme of a deleted stack."""
    state.table(THEMES).remove(stack_name)


def _find(state: AccountState, request: Body) -> Record:
    name = request["StackName"]
    find(state, STACKS, name)
    return find(state, THEMES, name)


def _apply(state: AccountState, record: Record, request: Body) -> None:
    for given, kept in (
        ("TitleText", "ThemeTitleText"),
        ("ThemeStyling", "ThemeStyling"),
        ("FooterLinks", "ThemeFooterLinks"),
        ("State", "State"),
    ):
        if given in request:
            record.body[kept] = request[given]
    for given, kept in (
        ("OrganizationLogoS3Location", "ThemeOrganizationLogoURL"),
        ("FaviconS3Location", "ThemeFaviconURL"),
    ):
        if given in request:
            record.body[kept] = s3_url(state, request[given])
