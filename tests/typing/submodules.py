"""Access submodules as attributes of the package. This file is type-checked but never run."""

# pyright: strict

from __future__ import annotations

from typing_extensions import assert_type

import appstream_typed as a


def names(fleet: a.models.Fleet, error: a.errors.ThrottlingException) -> None:
    assert_type(fleet.state, a.FleetState)
    assert_type(a.enums.FleetState("x"), a.FleetState)
    assert_type(error.code, str)
    assert_type(a.local.faults.error("X"), a.local.faults.Fault)
    assert_type(a.local.LocalAppStream().client(), a.AppStreamClient)
    kind: type[a.WaiterFailed] = a.waiters.WaiterFailed
    assert_type(kind.__name__, str)
