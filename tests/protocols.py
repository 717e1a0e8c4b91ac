"""AppStream's two protocols: their encodings, and boto3 sessions whose clients use one protocol."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import cbor2
from attrs import frozen
from botocore.loaders import JSONFileLoader, Loader


@frozen(repr=False)
class Protocol:
    """A protocol, identified by botocore's name."""

    name: str
    title: str
    content_type: str
    encode: Callable[[Any], bytes]
    """Encode a body. Its timestamps are datetimes."""
    decode: Callable[[bytes], Any]

    def __repr__(self) -> str:
        return self.name

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a response."""
        smithy = {"smithy-protocol": "rpc-v2-cbor"} if self is CBOR else {}
        return {"Content-Type": self.content_type, **smithy}


def _json_value(value: Any) -> Any:
    return b64encode(value).decode() if isinstance(value, bytes) else datetime.timestamp(value)


JSON = Protocol(
    "json",
    "JSON",
    "application/x-amz-json-1.1",
    lambda value: json.dumps(value, default=_json_value).encode(),
    json.loads,
)
CBOR = Protocol(
    "smithy-rpc-v2-cbor",
    "CBOR",
    "application/cbor",
    lambda value: cbor2.dumps(value, datetime_as_timestamp=True),
    cbor2.loads,
)
PROTOCOLS = (JSON, CBOR)


class OneProtocol(JSONFileLoader):
    """Reads AppStream's model as if AWS offered only this protocol.

    botocore prefers JSON if the model lists it. Clients will use CBOR if AWS drops JSON, or if
    botocore changes its preference. An old botocore supports CBOR too, but its model does not list
    CBOR.
    """

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol

    def load_file(self, file_path: str) -> Any:
        model = super().load_file(file_path)
        path = Path(file_path)
        if model is not None and (path.parts[-3], path.name) == ("appstream", "service-2"):
            model["metadata"] |= {"protocols": [self._protocol.name]}
        return model


@cache
def loader(protocol: Protocol) -> Loader:
    """Return the loader that all sessions of the protocol share. It reads the model once."""
    return Loader(
        extra_search_paths=[Loader.BUILTIN_DATA_PATH],
        include_default_search_paths=False,
        file_loader=OneProtocol(protocol),
    )


def session(
    protocol: Protocol, models: Path | None = None, **options: Any
) -> boto3.session.Session:
    """Return a boto3 session whose AppStream clients use the protocol.

    Args:
        protocol: The protocol.
        models: A folder of models that takes precedence over botocore's.
        options: Options of ``boto3.Session``.
    """
    core = botocore.session.get_session()
    found = loader(protocol) if models is None else loader.__wrapped__(protocol)
    if models is not None:
        found.search_paths.insert(0, str(models))
    core.register_component("data_loader", found)
    return boto3.session.Session(botocore_session=core, **options)
