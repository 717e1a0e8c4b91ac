"""The number of attempts and the retry mode, set by variable, file and ``Config``."""

from __future__ import annotations

from tests.environment.environment import Environment
from tests.environment.rows.expected import USUAL, stacks

_THROTTLED = "ClientError ThrottlingException in the call"
_BUSY = "ClientError ConcurrentModificationException in the call"
_BROKEN = "ClientError InternalFailure in the call"
_DROPPED = "ConnectionClosedError in the call"
_FILE_OF_SIX = "[default]\nmax_attempts = 6\n"
_VARIABLE_OF_TWO = {"AWS_MAX_ATTEMPTS": "2"}

_Row = tuple[str, dict[str, str], str, dict[str, object], int]

_NUMBERS: tuple[_Row, ...] = (
    ("AWS_MAX_ATTEMPTS", _VARIABLE_OF_TWO, "", {}, 2),
    ("AWS_MAX_ATTEMPTS=1", {"AWS_MAX_ATTEMPTS": "1"}, "", {}, 1),
    ("AWS_MAX_ATTEMPTS=7", {"AWS_MAX_ATTEMPTS": "7"}, "", {}, 7),
    ("max_attempts by file", {}, _FILE_OF_SIX, {}, 6),
    ("AWS_MAX_ATTEMPTS before the file", _VARIABLE_OF_TWO, _FILE_OF_SIX, {}, 2),
    ("max_attempts of Config, which counts retries", {}, "", {"max_attempts": 1}, 2),
    ("no retries by Config", {}, "", {"max_attempts": 0}, 1),
    ("total_max_attempts of Config", {}, "", {"total_max_attempts": 4}, 4),
    (
        "total_max_attempts of Config before the rest",
        _VARIABLE_OF_TWO,
        _FILE_OF_SIX,
        {"total_max_attempts": 4},
        4,
    ),
    (
        "mode of Config, number by variable",
        _VARIABLE_OF_TWO,
        "",
        {"mode": "standard"},
        2,
    ),
)
"""Name, variables, config file, ``retries`` of Config, and the number that they set."""

_MODES = {"legacy": 5, "standard": 3}
"""The default number of attempts of each mode."""


def _config(retries: dict[str, object]) -> dict[str, object]:
    return {"config": {"retries": retries}} if retries else {}


ENVIRONMENTS = (
    *(
        Environment(
            name=f"{name}, throttled",
            variables={**USUAL, **variables},
            config=config,
            options=_config(retries),
            answer="throttled",
            arrives=(stacks(),),
            attempts=number,
            error=_THROTTLED,
        )
        for name, variables, config, retries, number in _NUMBERS
    ),
    *(
        Environment(
            name=f"{name}, AppStream is busy",
            variables={**USUAL, **variables},
            config=config,
            options=_config(retries),
            answer="busy",
            arrives=(stacks(),),
            attempts=number,
            error=_BUSY,
        )
        for name, variables, config, retries, number in _NUMBERS
    ),
    *(
        Environment(
            name=f"AWS_RETRY_MODE={mode}, throttled",
            variables={**USUAL, "AWS_RETRY_MODE": mode},
            answer="throttled",
            arrives=(stacks(),),
            attempts=number,
            error=_THROTTLED,
        )
        for mode, number in _MODES.items()
    ),
    *(
        Environment(
            name=f"retry_mode = {mode} by file, throttled",
            variables=USUAL,
            config=f"[default]\nretry_mode = {mode}\n",
            answer="throttled",
            arrives=(stacks(),),
            attempts=number,
            error=_THROTTLED,
        )
        for mode, number in _MODES.items()
    ),
    *(
        Environment(
            name=f"mode {mode} of Config before the variable, throttled",
            variables={**USUAL, "AWS_RETRY_MODE": other},
            options=_config({"mode": mode}),
            answer="throttled",
            arrives=(stacks(),),
            attempts=number,
            error=_THROTTLED,
        )
        for (mode, number), other in zip(_MODES.items(), reversed(_MODES), strict=True)
    ),
    *(
        Environment(
            name=f"AWS_RETRY_MODE={mode}, AppStream is busy",
            variables={**USUAL, "AWS_RETRY_MODE": mode},
            answer="busy",
            arrives=(stacks(),),
            attempts=number,
            error=_BUSY,
        )
        for mode, number in _MODES.items()
    ),
    Environment(
        name="AWS_RETRY_MODE=adaptive, throttled",
        variables={**USUAL, **_VARIABLE_OF_TWO, "AWS_RETRY_MODE": "adaptive"},
        answer="throttled",
        arrives=(stacks(),),
        attempts=2,
        error=_THROTTLED,
    ),
    *(
        Environment(
            name=f"AWS_MAX_ATTEMPTS, {what}",
            variables={**USUAL, **_VARIABLE_OF_TWO},
            answer=answer,
            arrives=(stacks(),),
            attempts=2,
            error=error,
        )
        for what, answer, error in (
            ("server errors", "broken", _BROKEN),
            ("dropped connections", "dropped", _DROPPED),
        )
    ),
    Environment(
        name="AWS_DEFAULTS_MODE=in-region, throttled",
        variables={**USUAL, "AWS_DEFAULTS_MODE": "in-region"},
        answer="throttled",
        arrives=(stacks(),),
        attempts=3,
        error=_THROTTLED,
    ),
    *(
        Environment(
            name=f"no number of attempts, {what}",
            variables=USUAL,
            answer=answer,
            arrives=(stacks(),),
            error=error,
        )
        for what, answer, error in (
            ("throttled", "throttled", _THROTTLED),
            ("server errors", "broken", _BROKEN),
            ("dropped connections", "dropped", _DROPPED),
        )
    ),
    Environment(
        name="AWS_MAX_ATTEMPTS that is no number",
        variables={**USUAL, "AWS_MAX_ATTEMPTS": "many"},
        error="ValueError in construction",
    ),
    Environment(
        name="AWS_MAX_ATTEMPTS=0",
        variables={**USUAL, "AWS_MAX_ATTEMPTS": "0"},
        error="InvalidMaxRetryAttemptsError in construction",
    ),
    Environment(
        name="unknown AWS_RETRY_MODE",
        variables={**USUAL, "AWS_RETRY_MODE": "bold"},
        error="InvalidRetryModeError in construction",
    ),
)
