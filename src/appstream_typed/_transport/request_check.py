"""Checks a request without sending it, for workflows that must not fail halfway."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from botocore import xform_name
from botocore.exceptions import ParamValidationError

from appstream_typed._conversion.requests import encode_request

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.model import StructureShape


def check_request(client: BaseClient, operation: str, keywords: Mapping[str, object]) -> None:
    """Raise the errors that the typed method would raise before it sends the request.

    Args:
        client: The boto3 client.
        operation: AWS's name for the operation.
        keywords: The keywords of the typed method. Keywords that the installed botocore lacks are
            not checked.

    Raises:
        TypeError: A value has the wrong type.
        ParamValidationError: botocore would reject the request. Sensitive values are removed.
    """
    from botocore.validate import ParamValidator

    from appstream_typed._conversion.validation_reports import redact_report

    model = client.meta.service_model.operation_model(operation)
    shape = cast("StructureShape", model.input_shape)
    wire = {xform_name(member): member for member in shape.members}
    known = {wire[name]: value for name, value in keywords.items() if name in wire}
    report = ParamValidator().validate(encode_request(known, lambda: shape), shape)
    if report.has_errors():
        text = redact_report(report.generate_report(), shape)
        raise ParamValidationError(report=text)
