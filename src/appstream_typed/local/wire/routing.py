"""Determines the protocol and the operation of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping

from appstream_typed.local.wire.api_model import ApiModel
from appstream_typed.local.wire.protocols import CBOR, JSON, Protocol
from appstream_typed.local.wire.service_errors import ServiceError

_RPC_PATH = re.compile(r"/service/([^/]+)/operation/([^/]+)/?")


def identify(path: str, headers: Mapping[str, str], model: ApiModel) -> tuple[Protocol, str]:
    """Return the protocol and the operation of a request.

    Args:
        path: The path of its URL.
        headers: Its headers, with names in lower case.
        model: AppStream's model.

    Raises:
        UnknownOperationError: AppStream has no such operation.
    """
    if headers.get("smithy-protocol") == "rpc-v2-cbor":
        protocol: Protocol = CBOR
        match = _RPC_PATH.fullmatch(path)
        service, operation = match.groups() if match else ("", "")
    else:
        protocol = JSON
        service, _, operation = headers.get("x-amz-target", "").partition(".")
    if service != model.target_prefix or operation not in model.operations:
        asked = headers.get("x-amz-target") or path
        msg = f"AppStream has no operation {asked!r}"
        raise UnknownOperationError(protocol, msg)
    return protocol, operation


class UnknownOperationError(ServiceError):
    """A request for an operation that AppStream does not have, with the protocol of the response."""

    def __init__(self, protocol: Protocol, message: str) -> None:
        super().__init__("UnknownOperationException", message, 404)
        self.protocol = protocol
