"""The base classes of all errors, and this package's own errors.

Users import them from ``appstream_typed`` or ``appstream_typed.errors``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from botocore.exceptions import ClientError, WaiterError

from appstream_typed._support.public_names import publish

if TYPE_CHECKING:
    from typing import Any


class AppStreamError(Exception):
    """The base of every error of appstream-typed."""

    __module__ = "appstream_typed"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        publish(cls)


class ApiError(AppStreamError, ClientError):
    """AWS returned an error.

    It is also a ``botocore.exceptions.ClientError``, so code that catches that class keeps working. The
    attributes ``response`` and ``operation_name`` are those of ``ClientError``.

    Args:
        error_response: The error response in botocore's form,
            ``{"Error": {...}, "ResponseMetadata": {...}}``.
        operation_name: AWS's name for the operation, such as ``CreateFleet``.
    """

    # botocore annotates this parameter with a TypedDict, but callers have plain dicts.
    def __init__(self, error_response: Mapping[str, object], operation_name: str) -> None:
        super().__init__(cast("Any", error_response), operation_name)

    def __reduce__(
        self,
    ) -> tuple[type[ApiError], tuple[Mapping[str, object], str], dict[str, object]]:
        response = cast("Mapping[str, object]", self.response)
        return type(self), (response, self.operation_name), vars(self)

    @property
    def code(self) -> str:
        """AWS's error code, such as ``ResourceNotFoundException``; empty if the response has none."""
        return str(self._part("Error").get("Code", ""))

    @property
    def message(self) -> str:
        """AWS's message; empty if the response has none."""
        return str(self._part("Error").get("Message", ""))

    @property
    def operation(self) -> str:
        """AWS's name for the operation, such as ``CreateFleet``."""
        return self.operation_name

    @property
    def request_id(self) -> str | None:
        """AWS's id of the request, which AWS Support needs."""
        value = self._part("ResponseMetadata").get("RequestId")
        return None if value is None else str(value)

    @property
    def http_status(self) -> int | None:
        """The HTTP status code of the response."""
        value = self._part("ResponseMetadata").get("HTTPStatusCode")
        return value if isinstance(value, int) else None

    @property
    def attempts(self) -> int:
        """Number of times the request was sent, retries included."""
        value = self._part("ResponseMetadata").get("RetryAttempts")
        return 1 + (value if isinstance(value, int) else 0)

    def _part(self, name: str) -> Mapping[str, object]:
        part = cast("Mapping[str, object]", self.response).get(name)
        return cast("Mapping[str, object]", part) if isinstance(part, Mapping) else {}


class UnknownApiError(ApiError):
    """AWS returned an error code for which this release has no class; see ``code``."""


class PaginationError(AppStreamError):
    """A pagination cannot continue, or ``Pager.one()`` did not find exactly one item.

    Attributes:
        operation: AWS's name for the paged operation.
        reason: The reason for the error.
        token: The token that AWS returned twice in one pagination; ``None`` for other reasons.
    """

    def __init__(self, operation: str, reason: str, token: str | None = None) -> None:
        super().__init__(f"{operation}: {reason}")
        self.operation = operation
        self.reason = reason
        self.token = token

    def __reduce__(
        self,
    ) -> tuple[type[PaginationError], tuple[str, str, str | None], dict[str, object]]:
        return type(self), (self.operation, self.reason, self.token), vars(self)


class ResponseError(AppStreamError):
    """A response, or data passed to ``from_dict`` or ``from_json``, cannot be read.

    Attributes:
        path: The path in the data, such as ``Sessions[3].StartTime``.
        reason: The reason for the error.
        raw: The value at that path; ``'***'`` if it may be sensitive.
    """

    def __init__(self, path: str, reason: str, raw: object) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
        self.raw = raw

    def __reduce__(
        self,
    ) -> tuple[type[ResponseError], tuple[str, str, object], dict[str, object]]:
        return type(self), (self.path, self.reason, self.raw), vars(self)

    def below(self, parent: str) -> ResponseError:
        """Return the same error with a path that starts at the enclosing structure, list or operation."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return ResponseError(f"{parent}{joint}{self.path}", self.reason, self.raw)


class Observed(Protocol):
    """A resource that a waiter observed: a model, such as ``ImageBuilder``."""

    def to_dict(self) -> dict[str, object]:
        """Return the resource in boto3's form."""
        ...


_O = TypeVar("_O", bound=Observed)


class _WaiterError(AppStreamError, WaiterError):
    """The base of waiter errors, which are also ``botocore.exceptions.WaiterError``.

    ``last_response`` contains ``last`` in boto3's form.
    """

    def __init__(self, name: str, reason: str, last: Observed | None, attempts: int) -> None:
        # botocore annotates last_response with a TypedDict of errors, but passes any response.
        response = cast("Any", {} if last is None else last.to_dict())
        WaiterError.__init__(self, name=name, reason=reason, last_response=response)
        self.name = name
        self.reason = reason
        self.last = last
        self.attempts = attempts

    def last_as(self, cls: type[_O]) -> _O | None:
        """Return ``last`` as the class of the resource that the waiter observed.

        ::

            except WaiterFailed as error:
                if fleet := error.last_as(Fleet):
                    print(fleet.state)

        Returns:
            The resource as last observed; ``None`` if it was never found.

        Raises:
            TypeError: The waiter observed resources of another class.
        """
        if self.last is None or isinstance(self.last, cls):
            return self.last
        msg = f"the waiter observed a {type(self.last).__name__}, not a {cls.__name__}"
        raise TypeError(msg)

    def __reduce__(
        self,
    ) -> tuple[type[_WaiterError], tuple[str, str, Observed | None, int], dict[str, object]]:
        return type(self), (self.name, self.reason, self.last, self.attempts), vars(self)


class WaiterFailed(_WaiterError):  # noqa: N818 - named like WaiterTimeout
    """The target state can no longer be reached.

    Attributes:
        last: The resource as last observed; ``None`` if it was never found.
        reason: The cause, with AWS's own message if there is one.
        attempts: Number of polls.
    """


class WaiterTimeout(_WaiterError):  # noqa: N818 - named like WaiterFailed
    """The target state was not reached in time.

    Attributes:
        last: The resource as last observed; ``None`` if it was never found.
        reason: The state as last observed.
        attempts: Number of polls.
    """
