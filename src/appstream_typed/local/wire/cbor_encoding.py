"""Encodes plain data as CBOR without a shape, for bodies that no model describes.

botocore's serializer needs a shape for every value. See https://www.rfc-editor.org/rfc/rfc8949#section-3
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG = range(7)
_IMMEDIATE = 24
"""Arguments below this number are part of the first byte."""
_WIDTHS = ((24, ">B"), (25, ">H"), (26, ">I"), (27, ">Q"))
"""For longer arguments, the marker in the first byte and the struct format of each length."""
_SIMPLE = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}
_EPOCH_SECONDS = 1
"""The tag of timestamps."""


def encode_cbor(value: object) -> bytes:
    """Encode a string, bytes, number, boolean, null or timestamp, or a list or map of such values.

    Raises:
        TypeError: The value is of another type.
    """
    if value is None or isinstance(value, bool):
        return _SIMPLE[value]
    if isinstance(value, int):
        return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, str):
        text = value.encode()
        return _head(_TEXT, len(text)) + text
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    return _encode_composed(value)


def _encode_composed(value: object) -> bytes:
    if isinstance(value, datetime):
        return _head(_TAG, _EPOCH_SECONDS) + encode_cbor(value.timestamp())
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        parts = (encode_cbor(key) + encode_cbor(item) for key, item in entries.items())
        return _head(_MAP, len(entries)) + b"".join(parts)
    if isinstance(value, Sequence):
        items = cast("Sequence[object]", value)
        return _head(_LIST, len(items)) + b"".join(map(encode_cbor, items))
    msg = f"CBOR cannot encode {type(value).__name__}"
    raise TypeError(msg)


def _head(major: int, argument: int) -> bytes:
    """Return the first bytes of an item: its major type, and its value or length."""
    if argument < _IMMEDIATE:
        return bytes([major << 5 | argument])
    for mark, layout in _WIDTHS:
        if argument < 1 << 8 * struct.calcsize(layout):
            return bytes([major << 5 | mark]) + struct.pack(layout, argument)
    raise TypeError("CBOR cannot encode integers of more than 64 bits")
