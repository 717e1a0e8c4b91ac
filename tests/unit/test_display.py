"""Models and pages in a terminal, in Rich and in a notebook."""

from __future__ import annotations

from datetime import datetime, timezone
from html.parser import HTMLParser
from io import StringIO

from rich.console import Console

from appstream_typed import (
    CreateStreamingURLResult,
    ExportImageTask,
    ImageBuilder,
    ImageBuilderState,
    NetworkAccessConfiguration,
    ServiceAccountCredentials,
    Stack,
)
from tests.canned import Canned

BUILDER = ImageBuilder(
    name="<b>bold</b>",
    state=ImageBuilderState.RUNNING,
    created_time=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=timezone.utc),
    network_access_configuration=NetworkAccessConfiguration(
        eni_private_ip_address="10.0.0.1", eni_ipv6_addresses=["2001:db8::1", "2001:db8::2"]
    ),
)
SECRET = CreateStreamingURLResult(streaming_url="https://secret.example")


class Cells(HTMLParser):
    """Collects the text of each cell. Raises an error for unclosed tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, _: object) -> None:
        if tag == "br":
            self.cells[-1] += "|"
            return
        self.open.append(tag)
        if tag in {"td", "th", "caption"}:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.cells[-1] += data


def rich(value: object) -> str:
    out = StringIO()
    Console(file=out, width=200).print(value)
    return out.getvalue()


def test_a_model_is_an_html_table() -> None:
    assert Cells(BUILDER._repr_html_()).cells == [
        "ImageBuilder",
        "name",
        "<b>bold</b>",
        "state",
        "RUNNING",
        "created_time",
        "2026-01-02 03:04:05+00:00",
        "network_access_configuration",
        "eni_private_ip_address: 10.0.0.1|eni_ipv6_addresses: 2001:db8::1|2001:db8::2",
    ]


def test_a_page_has_an_html_table_and_a_short_repr(canned: Canned) -> None:
    stacks = [{"Name": "s"}, {"Name": "t", "Description": "<script>"}]
    canned.answer({"Stacks": stacks, "NextToken": "more"}, {"Stacks": []})
    pages = canned.client.describe_stacks().pages()
    page = next(pages)
    cells = Cells(page._repr_html_()).cells
    assert cells == ["2 items", "name", "description", "s", "", "t", "<script>"]
    assert repr(page) == "Page(2 items, next_token='more')"
    assert Cells(next(pages)._repr_html_()).cells == ["0 items"]
    assert isinstance(page.items[0], Stack)


def test_a_page_of_strings_is_an_html_table(canned: Canned) -> None:
    canned.answer({"Names": ["one", "two"]})
    page = next(canned.client.list_associated_fleets(stack_name="s").pages())
    assert Cells(page._repr_html_()).cells == ["2 items", "", "one", "two"]


def test_rich_shows_the_fields_that_have_a_value() -> None:
    text = rich(BUILDER)
    assert "name='<b>bold</b>'" in text
    assert "NetworkAccessConfiguration(" in text
    assert "description" not in text


def test_nothing_sensitive_is_shown() -> None:
    credentials = ServiceAccountCredentials(account_name="secret", account_password="secret")
    for model in (SECRET, credentials):
        for text in (repr(model), model._repr_html_(), rich(model)):
            assert "secret" not in text
            assert "***" in text


def test_maps_and_lists_of_models_fit_into_a_cell() -> None:
    task = ExportImageTask.from_dict({"TaskId": "t", "TagSpecifications": {"<a>": "1", "b": "2"}})
    assert "<a>: 1|b: 2" in Cells(task._repr_html_()).cells
    failed = ImageBuilder.from_dict(
        {"Name": "b", "ImageBuilderErrors": [{"ErrorMessage": "m"}] * 2}
    )
    assert Cells(failed._repr_html_()).cells[-1] == "error_message: m|error_message: m"


def test_a_partially_initialised_model_has_a_repr() -> None:
    half = ImageBuilder.__new__(ImageBuilder)
    assert repr(half) == "ImageBuilder()"
