"""What must hold: boto3 does what the table says, and the typed clients do what boto3 does."""

from __future__ import annotations

from collections.abc import Mapping

from tests.environment.environment import BOTO3, Environment
from tests.environment.lab import Lab, Observation


def observe(lab: Lab, environment: Environment, ways: tuple[str, ...]) -> dict[str, Observation]:
    """Observe several ways of creating a client."""
    return {way: lab.observe(environment, way) for way in ways}


def problems(environment: Environment, observed: Mapping[str, Observation]) -> list[str]:
    """Return everything that must not be, each with the way that it was observed in."""
    boto3 = observed[BOTO3]
    found = [f"{BOTO3}: {each}" for each in surprises(environment, boto3)]
    for way, ours in observed.items():
        if way != BOTO3:
            found += [f"{way}: {each}" for each in differences(environment, boto3, ours)]
    return found


def surprises(environment: Environment, boto3: Observation) -> list[str]:
    """Return what boto3 does otherwise than the table says."""
    found = [
        *_unequal("arrived", list(environment.arrives), list(boto3.arrived)),
        *_unequal("error", environment.error, boto3.error),
    ]
    for name, value in environment.settings.items():
        found += _unequal(name, repr(value), boto3.settings.get(name))
    if environment.attempts is not None and environment.answer != "busy":
        found += _unequal("attempts", environment.attempts, boto3.attempts)
    return found


def differences(environment: Environment, boto3: Observation, ours: Observation) -> list[str]:
    """Return what a typed client does otherwise than boto3."""
    found = [
        *_unequal("error", boto3.error, ours.error, ours.message),
        *_unequal("arrived", list(boto3.arrived), list(ours.arrived)),
    ]
    if boto3.error == ours.error:  # otherwise one of them has not come so far
        found += _unequal("timeouts", boto3.timeouts, ours.timeouts)
        for name in sorted(boto3.settings.keys() | ours.settings.keys()):
            found += _unequal(name, boto3.settings.get(name), ours.settings.get(name))
    most = boto3.attempts if environment.attempts is None else environment.attempts
    named = environment.attempts is not None and environment.answer != "busy"
    if ours.attempts > most or (named and ours.attempts != most):
        bound = "" if named else "at most "
        found.append(f"attempts: {ours.attempts}, not {bound}{most}")
    return found


def _unequal(what: str, expected: object, found: object, remark: str | None = None) -> list[str]:
    if expected == found:
        return []
    return [f"{what}: {found}, not {expected}" + (f" ({remark})" if remark else "")]
