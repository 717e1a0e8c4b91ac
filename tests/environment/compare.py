"""Compare boto3 with the table of environments, and the typed clients with boto3."""

from __future__ import annotations

from collections.abc import Mapping

from tests.environment.environment import BOTO3, Environment
from tests.environment.probe_runner import Observation, ProbeRunner


def observe(
    runner: ProbeRunner, environment: Environment, ways: tuple[str, ...]
) -> dict[str, Observation]:
    """Observe an environment with several ways of creating a client."""
    return {way: runner.observe(environment, way) for way in ways}


def problems(environment: Environment, observed: Mapping[str, Observation]) -> list[str]:
    """Return every deviation, prefixed with the way of creating the client."""
    boto3 = observed[BOTO3]
    found = [f"{BOTO3}: {each}" for each in surprises(environment, boto3)]
    for way, ours in observed.items():
        if way != BOTO3:
            found += [f"{way}: {each}" for each in differences(environment, boto3, ours)]
    return found


def surprises(environment: Environment, boto3: Observation) -> list[str]:
    """Return the deviations of boto3 from the table."""
    found = [
        *_unequal("requests", list(environment.requests), list(boto3.requests)),
        *_unequal("error", environment.error, boto3.error),
    ]
    for name, value in environment.settings.items():
        found += _unequal(name, repr(value), boto3.settings.get(name))
    if environment.attempts is not None and environment.answer != "busy":
        found += _unequal("attempts", environment.attempts, boto3.attempts)
    return found


def differences(environment: Environment, boto3: Observation, ours: Observation) -> list[str]:
    """Return the deviations of a typed client from boto3."""
    found = [
        *_unequal("error", boto3.error, ours.error, ours.message),
        *_unequal("requests", list(boto3.requests), list(ours.requests)),
    ]
    if boto3.error == ours.error:  # otherwise the clients failed at different steps
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
