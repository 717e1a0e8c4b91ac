"""The exception that handlers raise to refuse a request."""

from __future__ import annotations


class ServiceError(Exception):
    """An error response in AWS's form.

    Args:
        code: AWS's error code, such as ``ResourceNotFoundException``.
        message: The text for the client.
        status: The HTTP status; by default that of the model, or 400 if the model has none.
    """

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def not_found(what: str, name: str) -> ServiceError:
    """Return ``ResourceNotFoundException`` for a resource."""
    return ServiceError("ResourceNotFoundException", f"{what} {name} was not found.")


def already_exists(what: str, name: str) -> ServiceError:
    """Return ``ResourceAlreadyExistsException`` for a resource."""
    return ServiceError("ResourceAlreadyExistsException", f"{what} {name} already exists.")


def not_permitted(message: str) -> ServiceError:
    """Return ``OperationNotPermittedException``."""
    return ServiceError("OperationNotPermittedException", message)


def in_use(message: str) -> ServiceError:
    """Return ``ResourceInUseException``."""
    return ServiceError("ResourceInUseException", message)


def not_available(message: str) -> ServiceError:
    """Return ``ResourceNotAvailableException``."""
    return ServiceError("ResourceNotAvailableException", message)


def bad_combination(message: str) -> ServiceError:
    """Return ``InvalidParameterCombinationException``."""
    return ServiceError("InvalidParameterCombinationException", message)


def invalid(message: str) -> ServiceError:
    """Return ``ValidationException``, AWS's error for input outside the model's limits."""
    return ServiceError("ValidationException", message)
