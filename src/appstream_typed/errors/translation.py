"""Converts botocore's ``ClientError`` to the class of its error code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from botocore.exceptions import ClientError

from appstream_typed.errors.base import ApiError, UnknownApiError


def error_class(code: object) -> type[ApiError]:
    """Return the class of an error code; ``UnknownApiError`` if it has none."""
    # The first error response imports the classes, since most programs never receive one.
    from appstream_typed.errors.common import COMMON_ERRORS
    from appstream_typed.errors.modeled import MODELED_ERRORS

    name = str(code)
    return MODELED_ERRORS.get(name) or COMMON_ERRORS.get(name, UnknownApiError)


def from_client_error(error: ClientError, retry_attempts: int) -> ApiError:
    """Return the typed form of an error that boto3 raised.

    Args:
        error: The error of boto3, which is not modified.
        retry_attempts: The number of retries of the call, by botocore and this package.
    """
    response = dict(cast("Mapping[str, object]", error.response))
    metadata = dict(cast("Mapping[str, object]", response.get("ResponseMetadata", {})))
    metadata["RetryAttempts"] = retry_attempts
    if not retry_attempts:  # botocore sets it even if it may not retry, and str() includes it
        metadata.pop("MaxAttemptsReached", None)
    response["ResponseMetadata"] = metadata
    code = cast("Mapping[str, object]", response.get("Error", {})).get("Code")
    return error_class(code)(response, error.operation_name)
