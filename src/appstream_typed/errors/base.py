"""The base classes of all errors; ``appstream_typed.errors`` is where users import them from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from botocore.exceptions import ClientError, WaiterError

from appstream_typed._support.public_names import publish

if TYPE_CHECKING:
    from typing import Any

    from appstream_typed.models.base import Model


class AppStreamError(Exception):
    """Base of every error that appstream-typed raises itself."""

    __module__ = "appstream_typed"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        publish(cls)


class ApiError(AppStreamError, ClientError):
    """AppStream answered a request with an error.

    Also a ``botocore.exceptions.ClientError``: code that catches that one goes on working, and
    ``.response`` and ``.operation_name`` are botocore's.

    Args:
        error_response: botocore's form of the answer, ``{"Error": {...}, "ResponseMetadata": {...}}``.
        operation_name: The operation under AWS's name, such as ``CreateFleet``.
    """

    # botocore's annotation of this parameter is a TypedDict that no caller has at hand.
    def __init__(self, error_response: Mapping[str, object], operation_name: str) -> None:
        super().__init__(cast("Any", error_response), operation_name)

    def __reduce__(
        self,
    ) -> tuple[type[ApiError], tuple[Mapping[str, object], str], dict[str, object]]:
        response = cast("Mapping[str, object]", self.response)
        return type(self), (response, self.operation_name), self.__dict__

    @property
    def code(self) -> str:
        """AWS's error code, such as ``ResourceNotFoundException``; empty if the answer had none."""
        return str(self._part("Error").get("Code", ""))

    @property
    def message(self) -> str:
        """AWS's own text; empty if the answer had none."""
        return str(self._part("Error").get("Message", ""))

    @property
    def operation(self) -> str:
        """The operation under AWS's name, such as ``CreateFleet``."""
        return self.operation_name

    @property
    def request_id(self) -> str | None:
        """AWS's id of the request, to be named to AWS Support."""
        value = self._part("ResponseMetadata").get("RequestId")
        return None if value is None else str(value)

    @property
    def http_status(self) -> int | None:
        """The HTTP status code of the answer."""
        value = self._part("ResponseMetadata").get("HTTPStatusCode")
        return value if isinstance(value, int) else None

    @property
    def attempts(self) -> int:
        """How often the request was sent, retries included."""
        value = self._part("ResponseMetadata").get("RetryAttempts")
        return 1 + (value if isinstance(value, int) else 0)

    def _part(self, name: str) -> Mapping[str, object]:
        part = cast("Mapping[str, object]", self.response).get(name)
        return cast("Mapping[str, object]", part) if isinstance(part, Mapping) else {}


class UnknownApiError(ApiError):
    """AWS returned an error code that this release has no class for; ``code`` holds it."""


class PaginationError(AppStreamError):
    """A walk over pages cannot go on, or ``Pager.one()`` did not find exactly one item.

    Attributes:
        operation: The paged operation under AWS's name.
        token: The token that AppStream gave twice in one walk; ``None`` if that is not the matter.
    """

    def __init__(self, operation: str, reason: str, token: str | None = None) -> None:
        super().__init__(f"{operation}: {reason}")
        self.operation = operation
        self.reason = reason
        self.token = token

    def __reduce__(self) -> tuple[type[PaginationError], tuple[str, str, str | None]]:
        return type(self), (self.operation, self.reason, self.token)


class ResponseError(AppStreamError):
    """A response, or data given to ``from_dict`` or ``from_json``, cannot be read.

    Attributes:
        path: Where in the data, such as ``Sessions[3].StartTime``.
        reason: What is wrong there.
        raw: The value found there, ``'***'`` if it is or may hold a sensitive one.
    """

    def __init__(self, path: str, reason: str, raw: object) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
        self.raw = raw

    def __reduce__(self) -> tuple[type[ResponseError], tuple[str, str, object]]:
        return type(self), (self.path, self.reason, self.raw)

    def below(self, parent: str) -> ResponseError:
        """The same error as seen from the structure, list or operation that holds the value."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return ResponseError(f"{parent}{joint}{self.path}", self.reason, self.raw)


class _WaiterError(AppStreamError, WaiterError):
    """Also a ``botocore.exceptions.WaiterError``; ``.last_response`` is ``.last`` in boto3's form."""

    def __init__(self, name: str, reason: str, last: Model | None, attempts: int) -> None:
        # botocore's annotation is a TypedDict of errors; what it puts here is any response.
        response = cast("Any", {} if last is None else last.to_dict())
        WaiterError.__init__(self, name=name, reason=reason, last_response=response)
        self.name = name
        self.reason = reason
        self.last = last
        self.attempts = attempts

    def __reduce__(self) -> tuple[type[_WaiterError], tuple[str, str, Model | None, int]]:
        return type(self), (self.name, self.reason, self.last, self.attempts)


class WaiterFailed(_WaiterError):  # noqa: N818 - the name tells it from WaiterTimeout
    """What was waited for cannot come any more.

    Attributes:
        last: The resource as it was seen last; ``None`` if it was never seen.
        reason: Why, with AWS's own words where it gave some.
        attempts: How often was looked.
    """


class WaiterTimeout(_WaiterError):  # noqa: N818 - the same
    """What was waited for did not come in time.

    Attributes:
        last: The resource as it was seen last; ``None`` if it was never seen.
        reason: The state seen last.
        attempts: How often was looked.
    """
