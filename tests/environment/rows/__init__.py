"""The table of environments."""

from __future__ import annotations

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


def _by_name(*environments: Environment) -> dict[str, Environment]:
    """Return the environments by name. Raise ValueError if two have the same name."""
    names = [each.name for each in environments]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        msg = f"environments with the same name: {twice}"
        raise ValueError(msg)
    return dict(zip(names, environments, strict=True))


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
"""Every environment, by name."""
