"""The marker of unchanged options, and checks of a client's options before anything is created."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, TypeVar, cast

from appstream_typed.retries import RetryPolicy

if TYPE_CHECKING:
    from botocore.config import Config

_T = TypeVar("_T", bound=str)


class Unchanged(Enum):
    """The type of ``UNCHANGED``, the default of options for which ``None`` is a value."""

    __module__ = "appstream_typed"

    UNCHANGED = "unchanged"

    def __repr__(self) -> str:
        return "UNCHANGED"


UNCHANGED = Unchanged.UNCHANGED
"""The option is unchanged."""


def check_retries(value: object) -> None:
    """Raise ``TypeError`` unless the value is a ``RetryPolicy`` or ``None``."""
    if value is not None and not isinstance(value, RetryPolicy):
        example = f"; use RetryPolicy(max_attempts={value})" if isinstance(value, int) else ""
        msg = f"retries takes a RetryPolicy, got {type(value).__name__}{example}"
        raise TypeError(msg)


def check_region(value: object, rule: str = "region_name takes a string") -> None:
    """Raise ``TypeError`` unless the value is a string."""
    if not isinstance(value, str):
        msg = f"{rule} such as 'eu-west-1', got {type(value).__name__}"
        raise TypeError(msg)


def regions_of(given: Iterable[str] | None) -> tuple[str, ...] | None:
    """Return the regions that a user passed, without duplicates.

    Raises:
        TypeError: ``given`` is a string, or contains something other than strings.
        ValueError: ``given`` is empty.
    """
    if given is None:
        return None
    names = several("regions", given)
    for name in names:
        check_region(name, "regions takes strings")
    return names


def several(argument: str, given: Iterable[_T]) -> tuple[_T, ...]:
    """Return the items of an argument that takes several strings, without duplicates.

    Raises:
        TypeError: ``given`` is a single string.
        ValueError: ``given`` is empty.
    """
    if isinstance(given, str):
        raise TypeError(f"{argument} takes a list of strings; pass [{str(given)!r}]")
    items = tuple(dict.fromkeys(given))
    if not items:
        raise ValueError(f"{argument} is empty; pass at least one")
    return items


def check_callback(name: str, value: object) -> None:
    """Raise ``TypeError`` unless the value is callable or ``None``."""
    if value is not None and not callable(value):
        msg = f"{name} takes a function, got {type(value).__name__}"
        raise TypeError(msg)


def check_extra_parameters(value: object) -> Mapping[str, object]:
    """Return the extra parameters, or raise ``TypeError`` if they are invalid."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        msg = f"extra_parameters takes a mapping, got {type(value).__name__}"
        raise TypeError(msg)
    extra = dict(cast("Mapping[object, object]", value))
    for name in extra:
        if not isinstance(name, str):
            msg = f"extra_parameters takes AWS's names as keys, got {type(name).__name__}"
            raise TypeError(msg)
    if "NextToken" in extra:
        raise TypeError("extra_parameters cannot contain NextToken; use next_token")
    return cast("dict[str, object]", extra)


def with_extra_parameters(
    operation: str, request: Mapping[str, object], extra: Mapping[str, object]
) -> dict[str, object]:
    """Return a request with the extra parameters of its client.

    Raises:
        TypeError: An extra parameter is also an argument of the call.
    """
    twice = [name for name in extra if name in request]
    if twice:
        msg = (
            f"{operation}: {', '.join(twice)} is in extra_parameters and among the arguments; "
            f"pass it only once"
        )
        raise TypeError(msg)
    return {**request, **extra}


def check_session(value: object) -> None:
    """Raise ``TypeError`` unless the value is a boto3 session or ``None``."""
    if value is None or callable(getattr(value, "client", None)):
        return
    example = ""
    if isinstance(value, str):
        example = f"; for a profile, use session=boto3.Session(profile_name={value!r})"
    elif callable(getattr(value, "create_client", None)):
        example = "; use boto3.Session(botocore_session=...)"
    msg = f"session takes a boto3.Session, got {type(value).__name__}{example}"
    raise TypeError(msg)


def boto3_options(
    options: Mapping[str, object], timeouts: Mapping[str, float | None]
) -> dict[str, object]:
    """Return the options of ``boto3.client`` that were given, with the timeouts in ``config``.

    Args:
        options: The options under boto3's names; ``None`` for options that were not given.
        timeouts: ``connect_timeout`` and ``read_timeout`` in seconds.

    Raises:
        TypeError: An option has the wrong type.
        ValueError: A timeout is not greater than 0.
    """
    given = {name: value for name, value in options.items() if value is not None}
    config = given.get("config")
    if config is not None and not callable(getattr(config, "merge", None)):
        msg = f"config takes a botocore.config.Config, got {type(config).__name__}"
        raise TypeError(msg + ("; use Config(**...)" if isinstance(config, Mapping) else ""))
    limits = {name: value for name, value in timeouts.items() if value is not None}
    for name, value in limits.items():
        _check_seconds(name, value)
    if limits:
        from botocore.config import Config

        timed = cast("Callable[..., Config]", Config)(**limits)
        given["config"] = timed if config is None else cast("Config", config).merge(timed)
    return given


def require_no_options(session: object, options: Mapping[str, object]) -> None:
    """Raise ``TypeError`` if options were passed in addition to a client."""
    extra = ", ".join([*(["session"] if session is not None else []), *options])
    if extra:
        msg = f"a client was passed in, so these have no effect: {extra}; pass them to boto3.client"
        raise TypeError(msg)


def _check_seconds(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        msg = f"{name} takes a number of seconds, got {value!r} ({type(value).__name__})"
        raise TypeError(msg)
    if not value > 0:
        msg = f"{name} must be more than 0 seconds, got {value!r}"
        raise ValueError(msg)
