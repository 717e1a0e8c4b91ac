"""Pagination: ``Pager`` and ``AsyncPager``, their ``Page``, and ``PaginationProgress``.

This module does not postpone the evaluation of annotations (PEP 563). Python would look up postponed
annotations in ``appstream_typed``, the ``__module__`` of the classes.
"""

import sys
from collections.abc import AsyncIterator, Awaitable, Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Generic, NamedTuple, TypeVar, cast

from attrs import frozen

from appstream_typed._transport.attempts import Answer
from appstream_typed._transport.cursor import Cursor, Listing
from appstream_typed.errors.base import PaginationError
from appstream_typed.metadata import ResponseMetadata
from appstream_typed.models.base import Model

__all__ = ["AsyncPager", "Page", "Pager", "PaginationProgress"]

T = TypeVar("T")
S = TypeVar("S")


@frozen(kw_only=True)
class Page(Generic[T]):
    """One response of a paged operation."""

    __module__ = "appstream_typed"

    items: tuple[T, ...]
    """The items of the page. Any page may be empty."""
    next_token: str | None = None
    """The token of the next page, for ``next_token=`` of a later call; ``None`` on the last page."""
    metadata: ResponseMetadata
    """The request id, HTTP status, retry attempts and duration of the response."""
    result: Model | None = None
    """The whole result, if it has members other than the list and the token."""

    def __repr__(self) -> str:
        return f"Page({len(self.items)} items, next_token={self.next_token!r})"

    def _repr_html_(self) -> str:
        """Return the items as a table, for notebooks."""
        from appstream_typed._support.notebook import items_table

        return items_table(self.items)


class PaginationProgress(NamedTuple):
    """The progress of a pagination that ended with an error.

    ``PaginationProgress.of`` returns the progress of any error that ends a pagination, including
    errors of botocore. Python 3.11 and later print it below the traceback.
    """

    operation: str
    """AWS's name for the paged operation."""
    pages: int
    """The number of pages that were read."""
    items: int
    """The number of items on these pages. ``for item in pager`` has yielded all of them."""
    next_token: str | None
    """The token of the page that failed; ``None`` if the first page failed.

    A call with this ``next_token=`` continues at that page, and neither skips nor repeats an item.
    """

    @classmethod
    def of(cls, error: BaseException) -> "PaginationProgress | None":
        """Return the progress of the iteration that the error ended, or ``None``."""
        progress = vars(error).get(_PROGRESS)
        return progress if isinstance(progress, PaginationProgress) else None

    def __str__(self) -> str:
        done = f"{self.operation}: {self.items} items on {self.pages} pages were read"
        if self.next_token is None:
            return done
        return f"{done}; pass next_token={self.next_token!r} to continue"


PaginationProgress.__module__ = "appstream_typed"
_PROGRESS = "_appstream_typed_progress"


class Pager(Generic[T]):
    """The items of a paged operation. Pages are requested when they are needed.

    Iterating yields every item of every page. Requests are sent one at a time, and none is sent before
    the first item is needed. Iterating twice sends the requests twice. If AWS returns a token twice,
    the iteration yields the items of that page and then raises ``PaginationError``.
    ``PaginationProgress.of(error)`` returns the progress of an iteration that ended with an error.
    """

    __module__ = "appstream_typed"

    def __init__(self, listing: Listing[T, Answer]) -> None:
        self._listing = listing

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """Iterate over the pages. The last page is the one whose ``next_token`` is ``None``."""
        listing = self._listing
        cursor = Cursor(listing)
        while True:
            with _noting_progress(listing, cursor):
                if (request := cursor.request) is None:
                    return
                answer = listing.send(listing.operation.name, request)
                page = _page(cursor, answer)
            yield page

    def first(self) -> T | None:
        """Return the first item, or ``None``. Pages are requested until one has an item."""
        return next(iter(self), None)

    def all(self) -> list[T]:
        """Return every item of every page."""
        return list(self)

    def one(self) -> T:
        """Return the only item.

        Raises:
            PaginationError: There is no item, or more than one.
        """
        return _only(self._listing.operation.name, list(islice(self, 2)))

    def __repr__(self) -> str:
        return f"Pager({self._listing.operation.name})"


class AsyncPager(Generic[T]):
    """The items of a paged operation, for ``async for``. Pages are requested when they are needed.

    As with ``Pager``, no request is sent before the first item is needed. Iterating twice sends the
    requests twice. A token that AWS returns twice raises ``PaginationError``.
    """

    __module__ = "appstream_typed"

    def __init__(self, listing: Listing[T, Awaitable[Answer]]) -> None:
        self._listing = listing

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Iterate over the pages. The last page is the one whose ``next_token`` is ``None``."""
        listing = self._listing
        cursor = Cursor(listing)
        while True:
            with _noting_progress(listing, cursor):
                if (request := cursor.request) is None:
                    return
                answer = await listing.send(listing.operation.name, request)
                page = _page(cursor, answer)
            yield page

    async def first(self) -> T | None:
        """Return the first item, or ``None``. Pages are requested until one has an item."""
        async for item in self:
            return item
        return None

    async def all(self) -> list[T]:
        """Return every item of every page."""
        return [item async for item in self]

    async def one(self) -> T:
        """Return the only item.

        Raises:
            PaginationError: There is no item, or more than one.
        """
        found: list[T] = []
        async for item in self:
            found.append(item)
            if len(found) > 1:
                break
        return _only(self._listing.operation.name, found)

    def __repr__(self) -> str:
        return f"AsyncPager({self._listing.operation.name})"


def _page(cursor: Cursor[T], answer: Answer) -> Page[T]:
    response, metadata = answer
    items, next_token, result = cursor.receive(response)
    return Page(
        items=items,
        next_token=next_token,
        metadata=metadata,
        result=cast("Model | None", result),
    )


@contextmanager
def _noting_progress(listing: Listing[T, S], cursor: Cursor[T]) -> Generator[None]:
    """Attach the progress to an error that ends the iteration."""
    try:
        yield
    except Exception as error:
        name = listing.operation.name
        progress = PaginationProgress(name, cursor.pages, cursor.items, cursor.token)
        vars(error)[_PROGRESS] = progress
        if sys.version_info >= (3, 11):
            error.add_note(str(progress))
        raise


def _only(operation: str, found: list[T]) -> T:
    if len(found) != 1:
        number = "more" if found else "none"
        raise PaginationError(operation, f"expected one item, got {number}")
    return found[0]
