"""A few rounds of the soak test, which ``python -m tests.soak`` runs for longer."""

from __future__ import annotations

import sys

import pytest

from tests.soak import STACKS, soak


@pytest.mark.skipif(
    sys.platform != "linux", reason="the test reads the resources of the process from /proc"
)
def test_no_item_is_lost_and_no_resource_leaks() -> None:
    totals = soak(3)
    assert totals.rounds == 3
    assert totals.requests > 3 * STACKS * 6
    assert totals.faults > totals.requests * 0.03
    assert totals.last.threads <= totals.first.threads + 8  # the size of the thread pool
    assert totals.last.files <= totals.first.files + 24  # both ends of the connections in two pools
