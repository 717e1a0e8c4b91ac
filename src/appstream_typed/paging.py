"""Walks over paged operations: ``Pager``, its ``Page``, and the cursor that moves between pages."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from attrs import frozen

from appstream_typed._conversion.results import decode_result
from appstream_typed.errors.base import PaginationError, ResponseError
from appstream_typed._conversion.fields import Hidden
from appstream_typed.models.base import Model
from appstream_typed.metadata import ResponseMetadata

T = TypeVar("T")

Response = Mapping[str, object]
Answer = tuple[Response, ResponseMetadata]
Send = Callable[[dict[str, object]], Answer]
AsyncSend = Callable[[dict[str, object]], Awaitable[Answer]]


@frozen(kw_only=True)
class Page(Generic[T]):
    """One response of a paged operation."""

    items: tuple[T, ...]
    """What the page lists; may be empty on any page."""
    next_token: str | None = None
    """Where the next page begins, for ``next_token=`` of a later call; ``None`` on the last page."""
    metadata: ResponseMetadata
    """Request id, HTTP status, retry attempts and duration of the response."""
    result: Model | None = None
    """The whole result, for the operations whose result holds more than a list and a token."""

    def __repr__(self) -> str:
        return f"Page({len(self.items)} items, next_token={self.next_token!r})"

    def _repr_html_(self) -> str:
        """The items as a table, for notebooks."""
        from appstream_typed._support.notebook import items_table

        return items_table(self.items)


class PaginationProgress(NamedTuple):
    """How far a walk over pages came before an error ended it.

    Every error that ends a walk carries one, errors of botocore too; ``PaginationProgress.of`` gives it.
    From Python 3.11 on it also stands below the traceback.
    """

    operation: str
    """The paged operation under AWS's name."""
    pages: int
    """How many pages came and were read."""
    items: int
    """How many items they had; ``for item in pager`` has given every one of them."""
    next_token: str | None
    """``next_token=`` for a call that goes on with the page that failed, without loss or doubles;
    ``None`` if that was the very first page.
    """

    @classmethod
    def of(cls, error: BaseException) -> PaginationProgress | None:
        """How far the walk came that the error ended; ``None`` for an error from elsewhere."""
        progress = vars(error).get(_PROGRESS)
        return progress if isinstance(progress, PaginationProgress) else None

    def __str__(self) -> str:
        done = f"{self.operation}: {self.items} items on {self.pages} pages came before the error"
        if self.next_token is None:
            return done
        return f"{done}; next_token={self.next_token!r} goes on from there"


_PROGRESS = "_appstream_typed_progress"


@frozen(kw_only=True, eq=False)
class Query(Generic[T]):
    """What one paged call asks for, and how its responses are read."""

    operation: str
    """The operation under AWS's name."""
    parameters: Mapping[str, object]
    """The request in boto3's form, without its token."""
    items_member: str
    """The one member of the result that is a list."""
    item_type: type[T]
    """What the list holds."""
    result_type: type[Model] | None = None
    """The result's class, if it has members besides the list and the token."""
    next_token: str | None = None
    """Where to begin; ``None`` for the beginning."""


class Cursor(Generic[T]):
    """The place of one walk between two pages. Does no I/O.

    ``request`` is the next request to send, ``None`` after the last page; ``receive`` takes the
    response to it and moves on.
    """

    def __init__(self, query: Query[T]) -> None:
        self._query = query
        self._seen: set[bytes] = set()
        self._token = query.next_token
        self._is_over = False
        self._pages = 0
        self._items = 0

    @property
    def request(self) -> dict[str, object] | None:
        """The next request; ``None`` after the last page.

        Raises:
            PaginationError: Its token was given before in this walk. The page that it came with
                has been received all the same.
        """
        if self._is_over:
            return None
        request = Hidden(self._query.parameters)
        if self._token is not None:
            self._check(self._token)
            request["NextToken"] = self._token
        return request

    def receive(self, response: Response, metadata: ResponseMetadata) -> Page[T]:
        """Read the response to ``request`` and move on to the next.

        Raises:
            ResponseError: The response is not what AppStream's model says.
        """
        from appstream_typed._conversion.converter import structure_list

        query = self._query
        token = response.get("NextToken") or None
        if token is not None and not isinstance(token, str):
            reason = f"expected a string, got {type(token).__name__}"
            raise ResponseError(f"{query.operation}.NextToken", reason, token)
        root = f"{query.operation}.{query.items_member}"
        items = structure_list(response.get(query.items_member), query.item_type, root)
        result = None
        if query.result_type is not None:
            result = decode_result(query.operation, response, query.result_type)
        self._token, self._is_over = token, token is None
        self._pages += 1
        self._items += len(items)
        return Page(items=items, next_token=token, metadata=metadata, result=result)

    @contextmanager
    def telling(self) -> Generator[None, None, None]:
        """Errors that pass tell how far the walk came."""
        try:
            yield
        except Exception as error:
            progress = PaginationProgress(self._query.operation, self._pages, self._items, self._token)
            vars(error)[_PROGRESS] = progress
            if sys.version_info >= (3, 11):
                error.add_note(str(progress))
            raise

    def _check(self, token: str) -> None:
        # Digests instead of the tokens themselves: a walk may be long and tokens are.
        digest = blake2b(token.encode(), digest_size=16).digest()
        if digest in self._seen:
            reason = f"AppStream gave the token {token!r} a second time in one walk"
            raise PaginationError(self._query.operation, reason, token)
        self._seen.add(digest)


class Pager(Generic[T]):
    """The items of a paged operation, asked for as they are needed.

    Iterating gives every item of every page, one request at a time and none before the first item
    is asked for. Iterating twice asks AppStream twice. Besides errors of the request itself, a walk
    raises ``PaginationError`` if AppStream gives a token a second time, after the items that came with it.
    An error that ends a walk tells how far it came: ``PaginationProgress.of(error)``.
    """

    def __init__(self, query: Query[T], send: Send) -> None:
        self._query = query
        self._send = send

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """Walk page by page; the last page is the one whose ``next_token`` is ``None``."""
        cursor = Cursor(self._query)
        while (page := self._next(cursor)) is not None:
            yield page

    def _next(self, cursor: Cursor[T]) -> Page[T] | None:
        with cursor.telling():
            request = cursor.request
            return None if request is None else cursor.receive(*self._send(request))

    def first(self) -> T | None:
        """The first item, or ``None`` if there is none. Asks for no more pages than it takes."""
        return next(iter(self), None)

    def all(self) -> list[T]:
        """Every item of every page."""
        return list(self)

    def one(self) -> T:
        """The only item.

        Raises:
            PaginationError: There is none, or more than one.
        """
        return only(self._query.operation, list(islice(self, 2)))

    def __repr__(self) -> str:
        return f"Pager({self._query.operation})"


class AsyncPager(Generic[T]):
    """The items of a paged operation, asked for as they are needed, with ``async for``.

    Like ``Pager``: nothing is asked for before the first item is, iterating twice asks AppStream
    twice, and a token that AppStream gives a second time raises ``PaginationError``.
    """

    def __init__(self, query: Query[T], send: AsyncSend) -> None:
        self._query = query
        self._send = send

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Walk page by page; the last page is the one whose ``next_token`` is ``None``."""
        cursor = Cursor(self._query)
        while (page := await self._next(cursor)) is not None:
            yield page

    async def _next(self, cursor: Cursor[T]) -> Page[T] | None:
        with cursor.telling():
            request = cursor.request
            return None if request is None else cursor.receive(*await self._send(request))

    async def first(self) -> T | None:
        """The first item, or ``None`` if there is none. Asks for no more pages than it takes."""
        async for item in self:
            return item
        return None

    async def all(self) -> list[T]:
        """Every item of every page."""
        return [item async for item in self]

    async def one(self) -> T:
        """The only item.

        Raises:
            PaginationError: There is none, or more than one.
        """
        found: list[T] = []
        async for item in self:
            found.append(item)
            if len(found) > 1:
                break
        return only(self._query.operation, found)

    def __repr__(self) -> str:
        return f"AsyncPager({self._query.operation})"


def only(operation: str, found: list[T]) -> T:
    """The one item found.

    Raises:
        PaginationError: None was found, or more than one.
    """
    if len(found) != 1:
        number = "more" if found else "none"
        raise PaginationError(operation, f"expected one item, got {number}")
    return found[0]
