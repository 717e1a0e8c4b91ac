"""Pagination without I/O: the next request, and the content of its response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import frozen

from appstream_typed._conversion.converter import structure, structure_list
from appstream_typed._transport.operation import PagedOperation, without_metadata
from appstream_typed.errors.base import PaginationError, ResponseError

if TYPE_CHECKING:
    from appstream_typed._transport.attempts import Response

T = TypeVar("T")
S = TypeVar("S")


@frozen(kw_only=True, eq=False, repr=False)
class Listing(Generic[T, S]):
    """A paged call before its first request. Every iteration over a pager starts from it."""

    operation: PagedOperation[T]
    """The operation."""
    request: Mapping[str, object]
    """The request in boto3's form, without a token."""
    next_token: str | None
    """The token to start from; ``None`` for the first page."""
    send: Callable[[str, Mapping[str, object]], S]
    """A function that sends a request to an operation."""


@frozen(eq=False, repr=False)
class PageContent(Generic[T]):
    """The content of a page."""

    items: tuple[T, ...]
    next_token: str | None
    result: object
    """The whole result if it has more members; otherwise ``None``."""


class Cursor(Generic[T]):
    """The position of an iteration between two pages.

    ``request`` is the next request to send, or ``None`` after the last page. ``receive`` takes its
    response and advances.

    Args:
        listing: The paged call.
    """

    def __init__(self, listing: Listing[T, S]) -> None:
        self._operation = listing.operation
        self._request = listing.request
        self._seen: set[bytes] = set()
        self._is_over = False
        self.token = listing.next_token
        """The token of the next page."""
        self.pages = 0
        """Number of pages read."""
        self.items = 0
        """Number of items on them."""

    @property
    def request(self) -> Mapping[str, object] | None:
        """The next request; ``None`` after the last page.

        Raises:
            PaginationError: AWS returned its token before. The page with the repeated token was
                received.
        """
        if self._is_over:
            return None
        if self.token is None:
            return self._request
        self._check(self.token)
        return {**self._request, "NextToken": self.token}

    def receive(self, response: Response) -> PageContent[T]:
        """Read the response to ``request``, and advance to the next request.

        Raises:
            ResponseError: The response does not match AppStream's model.
        """
        operation = self._operation
        token = response.get("NextToken") or None
        if token is not None and not isinstance(token, str):
            reason = f"expected a string, got {type(token).__name__}"
            raise ResponseError(f"{operation.name}.NextToken", reason, token)
        path = f"{operation.name}.{operation.member}"
        items = structure_list(response.get(operation.member), operation.item(), path)
        result = None
        if operation.result is not None:
            result = structure(without_metadata(response), operation.result(), operation.name)
        self.token, self._is_over = token, token is None
        self.pages += 1
        self.items += len(items)
        return PageContent(items, token, result)

    def _check(self, token: str) -> None:
        # Digests instead of tokens: tokens are long, and an iteration may have many.
        digest = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if digest in self._seen:
            reason = f"AppStream returned the token {token!r} twice in one iteration"
            raise PaginationError(self._operation.name, reason, token)
        self._seen.add(digest)
