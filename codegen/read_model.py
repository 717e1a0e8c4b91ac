"""Reads botocore's model of a service."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import botocore
import botocore.exceptions
import botocore.loaders
from attrs import frozen

Json = dict[str, Any]  # botocore's model files are JSON without a schema


@frozen
class Snapshot:
    """The model files of one service in the installed botocore."""

    botocore_version: str
    model_hash: str
    """First 16 hex digits of the SHA-256 of the service model's canonical JSON."""
    service: Json
    waiters: Json

    @property
    def operations(self) -> Json:
        """The operations by name."""
        operations: Json = self.service["operations"]
        return operations

    @property
    def shapes(self) -> Json:
        """The shapes by name."""
        shapes: Json = self.service["shapes"]
        return shapes


def read_snapshot(service: str) -> Snapshot:
    """Read the service and waiter models of the installed botocore."""
    loader = botocore.loaders.Loader()
    loader.search_paths.append(loader.BUILTIN_DATA_PATH)
    model = loader.load_service_model(service, "service-2")
    canonical = json.dumps(model, sort_keys=True, separators=(",", ":"))
    return Snapshot(
        botocore_version=botocore.__version__,
        model_hash=hashlib.sha256(canonical.encode()).hexdigest()[:16],
        service=model,
        waiters=_read_waiters(loader, service),
    )


def _read_waiters(loader: botocore.loaders.Loader, service: str) -> Json:
    try:
        waiters: Json = loader.load_service_model(service, "waiters-2")["waiters"]
    except botocore.exceptions.UnknownServiceError:  # the service has no such file
        return {}
    return waiters
