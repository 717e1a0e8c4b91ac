"""The one way in which a handler refuses a request."""

from __future__ import annotations


class ServiceError(Exception):
    """An error to be answered in AWS's form.

    Args:
        code: AWS's error code, such as ``ResourceNotFoundException``.
        message: What the client is told.
        status: HTTP status; that of the model, or 400, if not given.
    """

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def not_found(what: str, name: str) -> ServiceError:
    """``ResourceNotFoundException`` for the thing named."""
    return ServiceError("ResourceNotFoundException", f"{what} {name} was not found.")


def already_exists(what: str, name: str) -> ServiceError:
    """``ResourceAlreadyExistsException`` for the thing named."""
    return ServiceError("ResourceAlreadyExistsException", f"{what} {name} already exists.")


def not_permitted(message: str) -> ServiceError:
    """``OperationNotPermittedException``."""
    return ServiceError("OperationNotPermittedException", message)


def in_use(message: str) -> ServiceError:
    """``ResourceInUseException``."""
    return ServiceError("ResourceInUseException", message)


def not_available(message: str) -> ServiceError:
    """``ResourceNotAvailableException``."""
    return ServiceError("ResourceNotAvailableException", message)


def bad_combination(message: str) -> ServiceError:
    """``InvalidParameterCombinationException``."""
    return ServiceError("InvalidParameterCombinationException", message)


def invalid(message: str) -> ServiceError:
    """``ValidationException``, the error of AWS's front end for input outside the model's limits."""
    return ServiceError("ValidationException", message)
