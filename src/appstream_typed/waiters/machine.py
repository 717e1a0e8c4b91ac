"""Waiting for a resource to reach a state: one state machine without I/O, for both clients.

``Waiting.step`` says what to do next, a ``Look`` or a ``Pause``. The shells in ``_waiter_shells.py``
do it and report what came of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, NamedTuple, cast

from appstream_typed.errors.base import WaiterFailed, WaiterTimeout
from appstream_typed.models.base import Model

GRACE = 30.0
"""Seconds in which a resource that was just created may not be visible yet."""
_JITTER = 0.2
"""By what part pauses differ, so that many waiters do not ask at the same time."""

State = str | None
"""The state of a resource; ``None`` if it is not there."""


class WaiterSpec(NamedTuple):
    """Something to wait for; made of the generator's data."""

    name: str
    """What follows ``wait_until_``."""
    method: str
    """The client's method that looks."""
    paged: bool
    """Whether that method gives a pager."""
    key: str
    """The attribute that tells one resource from another."""
    asks_with: str
    """The method's keyword for the keys; empty if it takes none and all pages are searched."""
    success: frozenset[str]
    """States that end the waiting."""
    failure: frozenset[str]
    """States from which the goal cannot come."""
    reasons: tuple[str, ...]
    """Attributes that say why it failed."""
    fails_on: tuple[str, ...]
    """Attributes that must be empty as long as the goal has not come."""
    gone_is_success: bool
    """Whether the goal is that the resource be gone."""


class Look(NamedTuple):
    """Call the method; what it gives, or an empty list if it is not found, is to be sent back."""

    arguments: Mapping[str, object]


class Pause(NamedTuple):
    """Do nothing for so many seconds."""

    seconds: float


class _NotFound(Exception):  # noqa: N818 - thrown into the script, never at a user
    """AppStream does not have one of the things asked for."""


Step = Look | Pause
Seen = dict[str, "Model | None"]
Script = Generator[Step, "list[Model]", Seen]
Names = str | list[str] | tuple[str, ...]
OnPoll = Callable[[Any], object]
"""Takes the state of the one resource, or the states of several by key."""


class Waiting:
    """One waiting under way.

    Args:
        spec: The goal.
        names: The name or id of a resource, or those of several.
        arguments: Further arguments of the method that looks.
        timeout: Seconds after which the waiting ends.
        poll_interval: Seconds between looks.
        on_poll: Called after every look, if given.

    Every method raises ``WaiterFailed`` or ``WaiterTimeout`` if the goal cannot come or has not.
    """

    def __init__(
        self,
        spec: WaiterSpec,
        names: Names,
        arguments: Mapping[str, object],
        timeout: float,
        poll_interval: float,
        on_poll: OnPoll | None,
    ) -> None:
        self._names = names
        self._on_poll = on_poll
        keys = [names] if isinstance(names, str) else list(names)
        _check(keys, timeout, poll_interval)
        self._script = _wait(spec, keys, arguments, timeout, poll_interval, self._report)
        self.step: Step | None = None
        """What to do next; ``None`` at the end."""
        self.outcome: object = None
        """At the end: the resource as it was seen last, or a tuple of them."""
        self.paused()

    def saw(self, found: list[Model]) -> None:
        """Report what a look found."""
        self._advance(lambda: self._script.send(found))

    def not_found(self) -> None:
        """Report that AppStream did not find what was asked for."""
        self._advance(lambda: self._script.throw(_NotFound()))

    def paused(self) -> None:
        """Report that the pause is over."""
        self._advance(lambda: next(self._script))

    def _advance(self, move: Callable[[], Step]) -> None:
        try:
            self.step = move()
        except StopIteration as end:
            self.step = None
            seen: Seen = end.value
            names = self._names
            self.outcome = seen[names] if isinstance(names, str) else tuple(seen[n] for n in names)

    def _report(self, states: Mapping[str, State]) -> None:
        if self._on_poll is not None:
            self._on_poll(states[self._names] if isinstance(self._names, str) else states)


def _wait(
    spec: WaiterSpec,
    keys: Sequence[str],
    arguments: Mapping[str, object],
    timeout: float,
    poll_interval: float,
    report: Callable[[Mapping[str, State]], None],
) -> Script:
    """Look until all resources have reached the goal; gives them by key."""
    started = monotonic()
    attempts = 0
    waiting = list(dict.fromkeys(keys))
    last: Seen = dict.fromkeys(waiting)
    while True:
        found = yield from _look(spec, waiting, arguments)
        attempts += 1
        elapsed = monotonic() - started
        states = {key: _state(item) for key, item in last.items()}
        states |= {key: _state(found.get(key)) for key in waiting}
        report(states)
        for key in list(waiting):
            item = found.get(key)
            problem = _problem(spec, item, last[key], elapsed)
            if item is not None:
                last[key] = item
            if problem is not None:
                raise WaiterFailed(spec.name, f"{key}: {problem}", last[key], attempts)
            if _is_reached(spec, item):
                waiting.remove(key)
        if not waiting:
            return last
        if elapsed >= timeout:
            key = waiting[0]
            reason = f"{key}: {_seen(states[key])} after {timeout:g} seconds"
            raise WaiterTimeout(spec.name, reason, last[key], attempts)
        pause = poll_interval * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - no secret
        yield Pause(min(pause, timeout - elapsed))


def _check(keys: Sequence[str], timeout: float, poll_interval: float) -> None:
    if not keys:
        msg = "there is nothing to wait for: no name was given"
        raise ValueError(msg)
    if timeout < 0 or poll_interval < 0:
        msg = f"timeout and poll_interval are seconds, not {timeout!r} and {poll_interval!r}"
        raise ValueError(msg)


def _look(
    spec: WaiterSpec, keys: Sequence[str], arguments: Mapping[str, object]
) -> Generator[Step, list[Model], dict[str, Model]]:
    """Look at the resources with as few calls as it takes; those not there are left out."""
    items: list[Model] = []
    for asked in _calls(spec, keys):
        try:
            items += yield Look({**arguments, **asked})
        except _NotFound:
            # AppStream refuses the whole call if one of several is not there: ask singly.
            for key in keys if len(keys) > 1 and spec.paged and spec.asks_with else ():
                found = yield from _look(spec, [key], arguments)
                items += found.values()
    by_key = {str(getattr(item, spec.key)): item for item in items}
    return {key: by_key[key] for key in keys if key in by_key}


def _calls(spec: WaiterSpec, keys: Sequence[str]) -> Iterable[Mapping[str, object]]:
    if not spec.asks_with:
        return [{}]
    if spec.paged:
        return [{spec.asks_with: list(keys)}]
    return [{spec.asks_with: key} for key in keys]


def _problem(
    spec: WaiterSpec, item: Model | None, before: Model | None, elapsed: float
) -> str | None:
    """Why the goal cannot come; ``None`` if it can."""
    if item is None:
        if spec.gone_is_success:
            return None
        if before is not None:
            return f"it has disappeared; it was {_seen(_state(before))}"
        return None if elapsed < GRACE else "there is none of that name"
    state = _state(item)
    if state in spec.success:
        return None
    if state in spec.failure or any(getattr(item, name) for name in spec.fails_on):
        return "; ".join([_seen(state), *_reasons(spec, item)])
    return None


def _is_reached(spec: WaiterSpec, item: Model | None) -> bool:
    return spec.gone_is_success if item is None else _state(item) in spec.success


def _state(item: Model | None) -> State:
    return cast("State", getattr(item, "state", None))


def _seen(state: State) -> str:
    return "not there" if state is None else f"state {state}"


def _reasons(spec: WaiterSpec, item: Model) -> Iterable[str]:
    """AWS's own words on a failure."""
    for name in spec.reasons:
        value: object = getattr(item, name)
        entries = cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,)
        for entry in entries:
            code = getattr(entry, "error_code", None) or getattr(entry, "code", None)
            message = getattr(entry, "error_message", None) or getattr(entry, "message", None)
            text = ": ".join(str(part) for part in (code, message) if part)
            if text:
                yield text
