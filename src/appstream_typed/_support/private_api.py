"""The private names of other packages that this package uses, each with the reason.

``tests/unit/test_private_api.py`` fails when a new version of a package changes one of them.
"""

from __future__ import annotations

from typing import NamedTuple


class PrivateName(NamedTuple):
    """A private name of another package."""

    name: str
    used_in: str
    """The module that uses the name."""
    reason: str
    without: str
    """The effect if the name is removed."""


PRIVATE_NAMES = (
    PrivateName(
        "botocore.hooks.EventAliaser._emitter, HierarchicalEmitter._handlers and ._lookup_cache",
        "_transport/listeners.py",
        "No public API reports whether an event has handlers.",
        "botocore parses every response, which takes about three times as long.",
    ),
    PrivateName(
        "botocore.history.HistoryRecorder._enabled",
        "_transport/listeners.py",
        "No public API reports whether botocore records every response.",
        "botocore parses every response, which takes about three times as long.",
    ),
    PrivateName(
        "botocore.client.BaseClient._make_api_call",
        "_transport/listeners.py",
        "Tracers wrap this method. A wrapped method must return the same dict as plain boto3.",
        "botocore parses every response, which takes about three times as long.",
    ),
    PrivateName(
        "the unique id 'retry-config-appstream' of botocore's needs-retry handler",
        "_transport/boto3_client.py",
        "A Config that switches retries off would also switch off AWS_DEFAULTS_MODE.",
        "botocore retries in addition to this package.",
    ),
    PrivateName(
        "botocore.client.BaseClient._endpoint, Endpoint.http_session",
        "_transport/connection.py",
        "A forked process needs new connections. Closing the old ones may wait for a lock that "
        "another thread of the parent process held.",
        "The first call in a forked process raises AttributeError.",
    ),
)
