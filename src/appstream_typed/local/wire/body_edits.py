"""Changes the objects in the body of a response, for both protocols."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import cast

from botocore.parsers import RpcV2CBORParser

from appstream_typed.local.wire.cbor_encoding import encode_cbor
from appstream_typed.local.wire.messages import Body

Edit = Callable[[Body], Body]


def rewrite_body(body: bytes, content_type: str, edit: Edit) -> bytes:
    """Return a body in which a function has changed every object, innermost first.

    A body that is neither JSON nor CBOR is returned unchanged.
    """
    if "json" in content_type:
        return json.dumps(json.loads(body, object_hook=edit)).encode()
    if "cbor" in content_type and body:
        parser = RpcV2CBORParser()
        content: object = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
        return encode_cbor(_changed(content, edit))
    return body


def _changed(value: object, edit: Edit) -> object:
    if isinstance(value, dict):
        entries = cast("Body", value)
        return edit({key: _changed(item, edit) for key, item in entries.items()})
    if isinstance(value, list):
        return [_changed(item, edit) for item in cast("list[object]", value)]
    return value
