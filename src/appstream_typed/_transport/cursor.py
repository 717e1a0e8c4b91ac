"""Pagination without I/O: the next request, and the content of its response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Generic, TypeVar

from appstream_typed._conversion.converter import structure, structure_list
from appstream_typed._transport.operation import PagedOperation, without_metadata
from appstream_typed.errors.base import PaginationError, ResponseError

if TYPE_CHECKING:
    from appstream_typed._transport.attempts import Response

T = TypeVar("T")
S = TypeVar("S")


class Listing(Generic[T, S]):
    """A paged call before its first request. Every iteration over a pager starts with it.

    It is not an attrs class, since every program imports it and an attrs class takes 0.4 ms to create.

    Args:
        operation: The operation to call.
        request: The request in boto3's form, without a token.
        next_token: The token of the page to start with; ``None`` for the first page.
        send: A function that sends a request to an operation.
    """

    __slots__ = ("next_token", "operation", "request", "send")

    def __init__(
        self,
        *,
        operation: PagedOperation[T],
        request: Mapping[str, object],
        next_token: str | None,
        send: Callable[[str, Mapping[str, object]], S],
    ) -> None:
        self.operation: PagedOperation[T] = operation
        self.request: Mapping[str, object] = request
        self.next_token: str | None = next_token
        self.send: Callable[[str, Mapping[str, object]], S] = send


class Cursor(Generic[T]):
    """The position of an iteration between two pages.

    ``request`` is the next request to send, or ``None`` after the last page. ``receive`` takes the
    response to it and advances.

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
        """Number of items on these pages."""

    @property
    def request(self) -> Mapping[str, object] | None:
        """The next request; ``None`` after the last page.

        Raises:
            PaginationError: AWS returned the next page's token before in this iteration.
        """
        if self._is_over:
            return None
        if self.token is None:
            return self._request
        self._check(self.token)
        return {**self._request, "NextToken": self.token}

    def receive(self, response: Response) -> tuple[tuple[T, ...], str | None, object]:
        """Read the response to ``request``, and advance to the next request.

        Returns:
            The items, the token of the next page, and the whole result. The whole result is ``None``
            if it has no members other than the list and the token.

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
        return items, token, result

    def _check(self, token: str) -> None:
        # Digests are stored, since tokens are long and an iteration may have many.
        digest = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if digest in self._seen:
            reason = f"AppStream returned the token {token!r} twice in one iteration"
            raise PaginationError(self._operation.name, reason, token)
        self._seen.add(digest)
