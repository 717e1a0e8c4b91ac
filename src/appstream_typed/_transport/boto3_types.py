"""The types of boto3's objects in signatures. Only type checkers import this module.

In ``boto3-stubs``, a session has an overload for each service. Type checkers need more time for these
overloads than for all models of this package. A session is therefore a protocol here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from botocore.client import BaseClient


class Boto3Session(Protocol):
    """A ``boto3.Session``."""

    @property
    def client(self) -> Callable[..., object]:
        """The method that creates clients."""
        ...


class CreatesClients(Protocol):
    """``boto3`` or a boto3 session, without the overloads for all services."""

    def client(self, service_name: str, **options: object) -> BaseClient:
        """Create a client."""
        ...


class ListsRegions(Protocol):
    """A session of boto3 or of botocore."""

    def get_available_regions(self, service_name: str, partition_name: str = ...) -> list[str]:
        """Return the regions of a service."""
        ...


class Boto3Client(BaseClient):
    """A boto3 client of AppStream.

    Its operations take boto3's keywords and return dicts, for which boto3 has no types. To use the
    types of ``boto3-stubs``, keep a reference to the client that you pass in.
    """

    def __getattr__(self, name: str) -> Any: ...
