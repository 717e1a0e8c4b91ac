"""Another library can read the CBOR that the local AppStream encodes without a shape."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appstream_typed.local.wire.cbor_encoding import encode_cbor

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner)
)


@given(VALUES)
def test_any_value_round_trips(value: Any) -> None:
    assert cbor2.loads(encode_cbor(value)) == value


@pytest.mark.parametrize("length", [0, 23, 24, 255, 256, 65535, 65536])
def test_strings_with_lengths_of_every_width_round_trip(length: int) -> None:
    assert cbor2.loads(encode_cbor("x" * length)) == "x" * length


def test_timestamps_round_trip() -> None:
    moment = datetime(2026, 11, 25, 12, 30, 0, 500000, timezone.utc)
    assert cbor2.loads(encode_cbor({"T": moment})) == {"T": moment}


@pytest.mark.parametrize("value", [object(), {1, 2}, 2**64])
def test_values_that_cbor_cannot_encode_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        encode_cbor(value)
