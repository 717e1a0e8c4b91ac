"""The table of environments."""

from __future__ import annotations

import boto3

from tests.environment.environment import Environment
from tests.environment.rows import (
    attempts,
    connections,
    endpoints,
    keys,
    machines,
    models,
    roles,
    sessions,
    sso,
)

_VERSION = tuple(int(part) for part in boto3.__version__.split(".")[:3])


def _by_name(*environments: Environment) -> dict[str, Environment]:
    """Return the environments that this boto3 has. Raises ValueError if two have the same name."""
    names = [each.name for each in environments]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        msg = f"environments with the same name: {twice}"
        raise ValueError(msg)
    return {each.name: each for each in environments if each.since <= _VERSION}


TABLE = _by_name(
    *keys.ENVIRONMENTS,
    *roles.ENVIRONMENTS,
    *sso.ENVIRONMENTS,
    *machines.ENVIRONMENTS,
    *models.ENVIRONMENTS,
    *endpoints.ENVIRONMENTS,
    *connections.ENVIRONMENTS,
    *attempts.ENVIRONMENTS,
    *sessions.ENVIRONMENTS,
)
"""Every environment, by its name."""
