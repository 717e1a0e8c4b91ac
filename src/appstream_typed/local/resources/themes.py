"""Themes of stacks."""

from __future__ import annotations

from appstream_typed.local.resources.registry import operation
from appstream_typed.local.resources.stacks import TABLE as STACKS
from appstream_typed.local.resources.stacks import when_stack_is_deleted
from appstream_typed.local.state.accounts import AccountState, Body, Record
from appstream_typed.local.state.listings import clear, describe, find, s3_url
from appstream_typed.local.wire.service_errors import already_exists, not_found

TABLE = "themes"
_ATTRIBUTES = {"FOOTER_LINKS": "ThemeFooterLinks"}


@operation("CreateThemeForStack")
def create_theme_for_stack(state: AccountState, request: Body) -> Body:
    """Give a stack a theme. It is ENABLED at once: chosen."""
    name = request["StackName"]
    find(state, STACKS, name, "Stack")
    if name in state.table(TABLE):
        raise already_exists("Theme of stack", name)
    body: Body = {"StackName": name, "State": "ENABLED", "CreatedTime": state.now()}
    record = state.table(TABLE).add(name, Record(body))
    _apply(state, record, request)
    return {"Theme": describe(record)}


@operation("DescribeThemeForStack")
def describe_theme_for_stack(state: AccountState, request: Body) -> Body:
    """Describe the theme of a stack."""
    return {"Theme": describe(_find(state, request))}


@operation("UpdateThemeForStack")
def update_theme_for_stack(state: AccountState, request: Body) -> Body:
    """Change the theme of a stack."""
    record = _find(state, request)
    clear(record, request.get("AttributesToDelete", ()), _ATTRIBUTES)
    _apply(state, record, request)
    return {"Theme": describe(record)}


@operation("DeleteThemeForStack")
def delete_theme_for_stack(state: AccountState, request: Body) -> Body:
    """Delete the theme of a stack."""
    _find(state, request)
    state.table(TABLE).remove(request["StackName"])
    return {}


@when_stack_is_deleted
def remove_theme(state: AccountState, stack_name: str) -> None:
    """Remove the theme of a stack that is deleted."""
    state.table(TABLE).remove(stack_name)


def _find(state: AccountState, request: Body) -> Record:
    name = request["StackName"]
    find(state, STACKS, name, "Stack")
    record = state.table(TABLE).get(name)
    if record is None:
        raise not_found("Theme of stack", name)
    return record


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
