"""Judges the results of a waiter's polls. The drivers provide I/O and the clock."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, cast

from appstream_typed.enums.base import OpenEnum
from appstream_typed.errors.base import WaiterFailed, WaiterTimeout
from appstream_typed.models.base import Model
from appstream_typed.waiters.specs import Item, Names, Parameters, WaiterSpec

GRACE = 30.0
"""Seconds during which reads may still return the state from before the last write."""
_JITTER = 0.2
"""The fraction by which sleeps vary, so that many waiters do not poll at the same time."""

State = OpenEnum | None
"""The state of a resource; ``None`` if the resource was not found."""
Report = Callable[[Mapping[str, State]], object]


class Waiting(Generic[Item]):
    """One wait in progress.

    Args:
        spec: The states to wait for.
        keys: The names or ids of the resources, at least one.
        timeout: Seconds after which the wait fails.
        poll_interval: Seconds between polls.
        report: A function to call with the states by key after every poll.
        is_complete: Whether a resource that was not found certainly does not exist.

    Raises:
        ValueError: There is no key, or a time is negative.
    """

    def __init__(
        self,
        spec: WaiterSpec[Item, Parameters],
        keys: Iterable[str],
        timeout: float,
        poll_interval: float,
        report: Report,
        *,
        is_complete: bool = True,
    ) -> None:
        if timeout < 0 or poll_interval < 0:
            given = f"{timeout!r} and {poll_interval!r}"
            raise ValueError(f"timeout and poll_interval must not be negative, got {given}")
        self.last: dict[str, Item | None] = dict.fromkeys(keys)
        """The resources as last observed, by key."""
        if not self.last:
            argument = spec.source.argument
            raise ValueError(
                f"there is nothing to wait for: {argument} is empty; pass at least one"
            )
        self.remaining: list[str] = list(self.last)
        """The keys of the resources that have not reached the target state."""
        self._spec = spec
        self._timeout = timeout
        self._poll_interval = poll_interval
        self._report = report
        self._is_complete = is_complete
        self._attempts = 0
        self._started: set[str] = set()
        """The keys of the resources that were observed after the change started."""
        self._errors: dict[str, set[str]] = {}
        """The errors in the last poll, by key."""

    def observe(self, found: Mapping[str, Item], elapsed: float) -> float | None:
        """Judge a poll of the ``remaining`` resources.

        Args:
            found: The resources that AWS returned, by key.
            elapsed: Seconds since the wait started.

        Returns:
            The seconds to sleep before the next poll; ``None`` if every resource has reached the
            target state.

        Raises:
            WaiterFailed: A resource can no longer reach the target state.
            WaiterTimeout: ``timeout`` has expired.
        """
        self._attempts += 1
        states = {key: _state(item) for key, item in self.last.items()}
        self._report(states | {key: _state(found.get(key)) for key in self.remaining})
        for key in list(self.remaining):
            item, before = found.get(key), self.last[key]
            is_reached = self._is_reached(item, before)
            problem = "" if is_reached else self._problem(key, item, before, elapsed)
            self.last[key] = before if item is None else item
            if problem:
                raise WaiterFailed(self._spec.name, problem, self.last[key], self._attempts)
            if is_reached:
                self.remaining.remove(key)
        if not self.remaining:
            return None
        if elapsed >= self._timeout:
            key = self.remaining[0]
            reason = self._late(key, found.get(key))
            raise WaiterTimeout(self._spec.name, reason, self.last[key], self._attempts)
        pause = self._poll_interval * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - not used for secrets
        return min(pause, self._timeout - elapsed)

    def _is_reached(self, item: Item | None, before: Item | None) -> bool:
        if item is not None:
            return _state(item) in self._spec.success
        return self._spec.missing_is_success and (self._is_complete or before is not None)

    def _problem(self, key: str, item: Item | None, before: Item | None, elapsed: float) -> str:
        """Return the reason why the resource can no longer reach the target state, or an empty string."""
        if item is None:
            return self._problem_of_missing(key, before, elapsed)
        state = _state(item)
        if self._is_from_before(state):
            if key in self._started:
                return self._explain(f"{key} is {state} again", item)
            return "" if elapsed < GRACE else self._explain(f"{key} is {state}{self._advice}", item)
        self._started.add(key)
        if state is not None and state.is_known and state not in self._spec.pending:
            return self._explain(f"{key} is {state}", item)
        if self._has_same_error(key, item):
            return self._explain(f"{key} is {state} with the same error in two polls", item)
        return ""

    def _is_from_before(self, state: State) -> bool:
        return self._spec.action is not None and state in self._spec.action.before

    @property
    def _advice(self) -> str:
        action = self._spec.action
        return f"; call {action.operation} first; it may never have been called" if action else ""

    def _has_same_error(self, key: str, item: Item) -> bool:
        previous = self._errors.get(key, set())
        self._errors[key] = {_identity(error) for error in _entries(item, self._spec.fails_on)}
        return bool(previous & self._errors[key])

    def _problem_of_missing(self, key: str, before: Item | None, elapsed: float) -> str:
        if before is not None:
            return f"{key} has disappeared; it was {_state(before)}"
        if elapsed < GRACE:
            return ""
        source = self._spec.source
        advice = f", or pass {source.complete_with}" if source.complete_with else ""
        return f"{key} was never found; check {source.argument}{advice}"

    def _late(self, key: str, item: Item | None) -> str:
        after = f"after {self._timeout:g} seconds"
        if item is None:
            return f"{key} was not found {after}"
        advice = self._advice if self._is_from_before(_state(item)) else ""
        return self._explain(f"{key} is {_state(item)} {after}{advice}", item)

    def _explain(self, problem: str, item: Item) -> str:
        """Append AWS's reasons."""
        entries = _entries(item, self._spec.source.reasons)
        return "; ".join([problem, *filter(None, map(_text, entries))])


def keys_of(names: Names, argument: str, key: str) -> list[str]:
    """Return the keys that the caller passed.

    Args:
        names: One key, or several.
        argument: The name of the waiter's argument, for errors.
        key: The attribute of a model that the waiter expects instead of the model.

    Raises:
        TypeError: ``names`` is, or contains, something other than strings, such as a model.
    """
    # The annotation excludes models, but callers without a type checker may pass them.
    given = cast("object", names)
    if isinstance(given, str):
        return [given]
    if isinstance(given, Model) or not isinstance(given, Iterable):
        expected = "a string, or a list or tuple of strings"
        msg = f"{argument} must be {expected}, not {_instead(given, key)}"
        raise TypeError(msg)
    keys: list[str] = []
    for index, name in enumerate(cast("Iterable[object]", given)):
        if not isinstance(name, str):
            msg = f"{argument}[{index}] must be a string, not {_instead(name, key)}"
            raise TypeError(msg)
        keys.append(name)
    return keys


def _instead(given: object, key: str) -> str:
    kind = type(given).__name__
    article = "an" if kind[0] in "AEIOUaeiou" else "a"
    if not hasattr(given, key):
        return f"{article} {kind}"
    variable = re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
    return f"{article} {kind}; pass {variable}.{key}"


def _state(item: Model | None) -> State:
    return cast("State", getattr(item, "state", None))


def _entries(item: Model, names: Iterable[str]) -> Iterable[object]:
    """Yield the errors or reasons of a resource. Each attribute contains one, or a tuple of several."""
    for name in names:
        value: object = getattr(item, name)
        yield from cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,)


def _text(entry: object) -> str:
    """Return AWS's code and message.

    Some structures call them ``error_code`` and ``error_message``.
    """
    code = getattr(entry, "error_code", None) or getattr(entry, "code", None)
    message = getattr(entry, "error_message", None) or getattr(entry, "message", None)
    return ": ".join(str(part) for part in (code, message) if part)


def _identity(error: Any) -> str:
    return str(error.error_code or error.error_message)
