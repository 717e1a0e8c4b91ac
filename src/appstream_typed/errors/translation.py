"""Turns botocore's ``ClientError`` into the class that belongs to its error code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from botocore.exceptions import ClientError

from appstream_typed.errors.base import ApiError, UnknownApiError


def error_class(code: object) -> type[ApiError]:
    """Return the class for an error code, ``UnknownApiError`` if there is none."""
    # Most programs never see an error response; the first one imports the classes.
    from appstream_typed.errors.common import COMMON_ERRORS
    from appstream_typed.errors.modeled import MODELED_ERRORS

    name = str(code)
    return MODELED_ERRORS.get(name) or COMMON_ERRORS.get(name, UnknownApiError)


def from_client_error(error: ClientError, retry_attempts: int) -> ApiError:
    """Return the typed form of an error that boto3 raised.

    Args:
        error: The error of boto3; it is not changed.
        retry_attempts: Number of retries of the whole call, whoever made them.
    """
    response = dict(cast("Mapping[str, object]", error.response))
    metadata = dict(cast("Mapping[str, object]", response.get("ResponseMetadata", {})))
    metadata["RetryAttempts"] = retry_attempts
    if not retry_attempts:  # botocore sets it even where it may not retry, and str() shows it
        metadata.pop("MaxAttemptsReached", None)
    response["ResponseMetadata"] = metadata
    code = cast("Mapping[str, object]", response.get("Error", {})).get("Code")
    return error_class(code)(response, error.operation_name)
