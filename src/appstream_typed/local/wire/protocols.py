"""The two protocols that AppStream clients use, implemented with botocore's codecs."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, cast

from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StructureShape
from botocore.parsers import ResponseParser, ResponseParserError, RpcV2CBORParser, create_parser
from botocore.serialize import Serializer, create_serializer

from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.request_validation import check_types
from appstream_typed.local.wire.service_errors import ServiceError

_UNREADABLE = (
    ValueError,
    TypeError,
    IndexError,
    OverflowError,
    MemoryError,
    RuntimeError,  # RecursionError, and botocore's error for timestamps out of range
    ResponseParserError,
)
"""The exceptions that decoders raise for malformed bodies."""


class Protocol(ABC):
    """Reads requests and writes responses."""

    content_type: str
    headers: Mapping[str, str]
    """Headers of every response, in addition to the content type."""
    _parser: ResponseParser
    _serializer: Serializer

    def read(self, body: bytes, operation: OperationModel) -> Body:
        """Read a request.

        Raises:
            ServiceError: The body is not a request for the operation.
        """
        shape = operation.input_shape
        if shape is None:
            return {}
        try:
            raw: object = self._decode(body) if body else cast("Body", {})
        except _UNREADABLE as error:
            msg = f"The body of the request cannot be read as {self.content_type}."
            raise ServiceError("SerializationException", msg) from error
        if not isinstance(raw, Mapping):
            msg = "The body of the request is not an object."
            raise ServiceError("SerializationException", msg)
        check_types(cast("Body", raw), shape)
        # botocore's parser reads only responses. With the shape of the request, it reads a request.
        response: Body = {"body": body, "headers": {}, "status_code": 200}
        try:
            parsed = cast("Body", self._parser.parse(response, shape)) if body else {}
        except (ValueError, OverflowError, RuntimeError) as error:
            msg = "A timestamp in the request cannot be read."
            raise ServiceError("SerializationException", msg) from error
        parsed.pop("ResponseMetadata", None)
        return {name: value for name, value in parsed.items() if value is not None}

    def write(self, result: Body, mirrored: OperationModel) -> bytes:
        """Write a result."""
        try:
            request = self._serializer.serialize_to_request(result, mirrored)
        except KeyError:  # the installed model is older and lacks a member of the result
            known = _known(result, mirrored.input_shape)
            request = self._serializer.serialize_to_request(known, mirrored)
        return cast("bytes", request["body"])

    @abstractmethod
    def write_error(self, code: str, message: str, member: str = "message") -> bytes:
        """Write an error.

        Args:
            code: AWS's code.
            message: The text for the client.
            member: The member with the text: ``Message`` in AppStream's model, ``message`` in
                errors of AWS's front end. Clients generated from the model read only ``Message``.
        """

    @abstractmethod
    def _decode(self, body: bytes) -> object:
        """Return the request as plain data."""


def _known(value: Any, shape: Shape | None) -> Any:
    """Return the parts of a value that the model contains."""
    if isinstance(shape, StructureShape):
        members = cast("Mapping[str, Shape]", shape.members)
        return {k: _known(item, members[k]) for k, item in value.items() if k in members}
    if isinstance(shape, ListShape):
        return [_known(item, shape.member) for item in value]
    return value


def _serializer(protocol: str) -> Serializer:
    # Without validation, because faults make responses invalid on purpose.
    return cast("Serializer", create_serializer(protocol, include_validation=False))


class JsonProtocol(Protocol):
    """AWS JSON 1.1."""

    content_type = "application/x-amz-json-1.1"
    headers: Mapping[str, str] = {}

    def __init__(self) -> None:
        self._parser = create_parser("json")
        self._serializer = _serializer("json")

    def write_error(self, code: str, message: str, member: str = "message") -> bytes:
        """Write an error."""
        return json.dumps({"__type": code, member: message}).encode()

    def _decode(self, body: bytes) -> object:
        return json.loads(body)


class CborProtocol(Protocol):
    """Smithy RPC v2 CBOR."""

    content_type = "application/cbor"
    headers: Mapping[str, str] = {"smithy-protocol": "rpc-v2-cbor"}

    def __init__(self) -> None:
        self._parser = self._cbor = cast("RpcV2CBORParser", create_parser("smithy-rpc-v2-cbor"))
        self._serializer = _serializer("smithy-rpc-v2-cbor")

    def write_error(self, code: str, message: str, member: str = "message") -> bytes:
        """Write an error."""
        return self.write({"__type": code, member: message}, _ERROR)

    def _decode(self, body: bytes) -> object:
        stream = self._cbor.get_peekable_stream_from_bytes(body)
        return self._cbor.parse_data_item(stream)


_ERROR = ServiceModel(
    {
        "metadata": {"targetPrefix": ""},
        "operations": {"Error": {"name": "Error", "input": {"shape": "Error"}}},
        "shapes": {
            "Error": {
                "type": "structure",
                "members": {name: {"shape": "Text"} for name in ("__type", "message", "Message")},
            },
            "Text": {"type": "string"},
        },
    },
).operation_model("Error")

JSON = JsonProtocol()
CBOR = CborProtocol()
