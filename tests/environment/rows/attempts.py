"""The number of attempts and the retry mode, set in variables, the config file or ``Config``."""

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
    ("max_attempts in the config file", {}, _FILE_OF_SIX, {}, 6),
    ("AWS_MAX_ATTEMPTS overrides the config file", _VARIABLE_OF_TWO, _FILE_OF_SIX, {}, 2),
    ("max_attempts in Config, which counts retries", {}, "", {"max_attempts": 1}, 2),
    ("no retries in Config", {}, "", {"max_attempts": 0}, 1),
    ("total_max_attempts in Config", {}, "", {"total_max_attempts": 4}, 4),
    (
        "total_max_attempts in Config overrides variable and file",
        _VARIABLE_OF_TWO,
        _FILE_OF_SIX,
        {"total_max_attempts": 4},
        4,
    ),
    (
        "mode in Config, number in a variable",
        _VARIABLE_OF_TWO,
        "",
        {"mode": "standard"},
        2,
    ),
)
"""Name, variables, config file, the ``retries`` argument of Config, and the resulting number."""

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
            requests=(stacks(),),
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
            requests=(stacks(),),
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
            requests=(stacks(),),
            attempts=number,
            error=_THROTTLED,
        )
        for mode, number in _MODES.items()
    ),
    *(
        Environment(
            name=f"retry_mode = {mode} in the config file, throttled",
            variables=USUAL,
            config=f"[default]\nretry_mode = {mode}\n",
            answer="throttled",
            requests=(stacks(),),
            attempts=number,
            error=_THROTTLED,
        )
        for mode, number in _MODES.items()
    ),
    *(
        Environment(
            name=f"mode {mode} in Config overrides the variable, throttled",
            variables={**USUAL, "AWS_RETRY_MODE": other},
            options=_config({"mode": mode}),
            answer="throttled",
            requests=(stacks(),),
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
            requests=(stacks(),),
            attempts=number,
            error=_BUSY,
        )
        for mode, number in _MODES.items()
    ),
    Environment(
        name="AWS_RETRY_MODE=adaptive, throttled",
        variables={**USUAL, **_VARIABLE_OF_TWO, "AWS_RETRY_MODE": "adaptive"},
        answer="throttled",
        requests=(stacks(),),
        attempts=2,
        error=_THROTTLED,
    ),
    *(
        Environment(
            name=f"AWS_MAX_ATTEMPTS, {what}",
            variables={**USUAL, **_VARIABLE_OF_TWO},
            answer=answer,
            requests=(stacks(),),
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
        requests=(stacks(),),
        attempts=3,
        error=_THROTTLED,
    ),
    *(
        Environment(
            name=f"default number of attempts, {what}",
            variables=USUAL,
            answer=answer,
            requests=(stacks(),),
            error=error,
        )
        for what, answer, error in (
            ("throttled", "throttled", _THROTTLED),
            ("server errors", "broken", _BROKEN),
            ("dropped connections", "dropped", _DROPPED),
        )
    ),
    Environment(
        name="AWS_MAX_ATTEMPTS is not a number",
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
