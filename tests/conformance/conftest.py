"""The number of generated cases, and the clients that the tests share.

By default there are 100 cases of each operation. ``HYPOTHESIS_PROFILE=long`` creates 10,000 of each,
and ``HYPOTHESIS_PROFILE=quick`` creates 10.

All tests of a protocol share one client, because creating a client takes longer than most tests.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.canned import Canned
from tests.conftest import isolate
from tests.protocols import PROTOCOLS, Protocol

settings.register_profile("ci", max_examples=100, database=None)
settings.register_profile("quick", max_examples=10, database=None)
settings.register_profile("long", max_examples=10_000, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Protocol, Canned]]:
    """Yield a client for each protocol, for tests that choose the protocol themselves."""
    with pytest.MonkeyPatch.context() as patch:
        isolate(patch, tmp_path_factory.mktemp("no-aws"))
        created = {protocol: Canned(protocol) for protocol in PROTOCOLS}
    yield created
    for canned in created.values():
        canned.boto3.close()


@pytest.fixture
def canned(clients: dict[Protocol, Canned], protocol: Protocol) -> Canned:
    """Return the client of each protocol in turn."""
    canned = clients[protocol]
    canned.reset()
    return canned
