"""The web page at ``/``: its content and its security policy."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from appstream_typed.local import LocalAppStream
from appstream_typed.local.http_controls.routes import ROUTES
from tests.local.control_requests import Answer, ask


@pytest.fixture
def page(local: LocalAppStream) -> Answer:
    return ask(local, "GET", "/")


class _Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_is_html_that_is_not_cached(local: LocalAppStream, page: Answer) -> None:
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.text.startswith("<!doctype html>")
    assert ask(local, "GET", "/?theme=dark").text == page.text
    head = ask(local, "HEAD", "/")
    assert (head.status, head.text) == (200, "")
    assert head.headers["Content-Length"] == str(len(page.text.encode()))


def test_the_policy_allows_only_the_page_itself(page: Answer) -> None:
    policy = dict(
        part.split(" ", 1) for part in page.headers["Content-Security-Policy"].split("; ")
    )
    for kind, element in (("script-src", "script"), ("style-src", "style")):
        (content,) = re.findall(f"<{element}>(.*?)</{element}>", page.text, re.DOTALL)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert policy.pop(kind) == f"'sha256-{digest}'"
    assert policy == {
        "default-src": "'none'",
        "connect-src": "'self'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


def test_the_page_loads_no_further_files(page: Answer) -> None:
    for tag, attributes in _Elements(page.text).found:
        assert "src" not in attributes, tag
        assert "style" not in attributes, "the policy would refuse it"
        assert not any(name.startswith("on") for name in attributes), "the policy would refuse it"
        link = attributes.get("href") or "/"
        assert link.startswith(("/_local/", "data:")) or link == "/", link
    addresses = re.findall(r"https?://[^\s'\"`]+", page.text)
    assert set(addresses) == {"http://www.w3.org/2000/svg"}, "an XML namespace, not a link"
    assert "@import" not in page.text
    assert "url(" not in page.text


def test_the_script_inserts_only_text(page: Answer) -> None:
    """Text gets into the page only through ``textContent``. ``tests/site`` tests it in a browser."""
    (script,) = re.findall("<script>(.*?)</script>", page.text, re.DOTALL)
    ways = r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|createContextualFragment"
    assert not re.search(rf"{ways}|\beval\b|new Function|srcdoc|setHTML|javascript:", script)
    assert set(re.findall(r"setAttribute\((.*?),", script)) == {'"aria-label"'}
    assert "textContent" in script


def test_the_page_requests_only_existing_controls(page: Answer) -> None:
    paths = set(re.findall(r"/_local/\w+", page.text))
    assert paths <= {route.path for route in ROUTES}
    assert {"/_local/state", "/_local/requests", "/_local/advance", "/_local/faults"} <= paths
