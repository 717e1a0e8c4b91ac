"""Settings of a local AppStream."""

import re
from math import inf
from pathlib import Path

from attrs import define, field, frozen

from appstream_typed.local.clock import Clock, RealClock
from appstream_typed.local.quotas import Quotas

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"
MOST_SECONDS = 86_400.0
"""The longest delay of a response in real seconds: one day."""


def checked_account(text: str) -> str:
    """Check the id of an account, and return it.

    Raises:
        ValueError: The text is not an account id.
    """
    return _matching("[0-9]{12}", text, "an account id; use 12 digits")


def checked_region(text: str) -> str:
    """Check the name of a region, and return it.

    Raises:
        ValueError: The text is not the name of a region.
    """
    known = f"a region; use a name such as {DEFAULT_REGION}"
    return _matching("[a-z]{2,}(-[a-z]+)+-[0-9]+", text, known)


def _matching(pattern: str, text: str, kind: str) -> str:
    if not re.fullmatch(pattern, text):
        msg = f"{text!r} is not {kind}"
        raise ValueError(msg)
    return text


@frozen(kw_only=True)
class Timings:
    """Durations of state changes in a local AppStream, in seconds of its clock.

    The defaults are short. AWS needs minutes: about 10 to 30 to start an image builder or a fleet.
    """

    __module__ = "appstream_typed.local"

    image_builder_start: float = 2.0
    """From PENDING to RUNNING."""
    image_builder_stop: float = 1.0
    """From STOPPING to STOPPED."""
    image_builder_delete: float = 1.0
    """From DELETING until it is deleted."""
    image_create: float = 2.0
    """From PENDING or COPYING to AVAILABLE."""
    image_delete: float = 1.0
    """From DELETING until it is deleted."""
    image_task: float = 2.0
    """The duration of an import or export task."""
    software_deploy: float = 1.0
    """From PENDING_INSTALLATION to INSTALLED. An uninstallation takes as long."""
    fleet_start: float = 2.0
    """From STARTING to RUNNING."""
    fleet_stop: float = 1.0
    """From STOPPING to STOPPED."""
    app_block_builder_start: float = 2.0
    """From STARTING to RUNNING."""
    app_block_builder_stop: float = 1.0
    """From STOPPING to STOPPED."""
    session_start: float = 0.0
    """From PENDING to ACTIVE, on a fleet that is not ON_DEMAND."""
    session_start_on_demand: float = 1.0
    """From PENDING to ACTIVE, on an ON_DEMAND fleet. Its instances start when a user connects."""
    session_visible: float = 60.0
    """How long listings still include a session after it has expired."""

    @classmethod
    def realistic(cls) -> "Timings":
        """Return AWS's approximate durations, which are minutes, for an accelerated or manual clock.

        AWS documents few of these times. Those of image builders and fleets are derived from the
        duration of Terraform's acceptance tests (hashicorp/terraform-provider-aws#38627: 13 minutes
        to create and delete an image builder). The start of sessions on ON_DEMAND fleets is from
        AWS's blog (one to two minutes). The others are assumed.
        """
        return cls(
            image_builder_start=600.0,
            image_builder_stop=120.0,
            image_builder_delete=120.0,
            image_create=1200.0,
            image_delete=60.0,
            image_task=3600.0,
            software_deploy=900.0,
            fleet_start=600.0,
            fleet_stop=180.0,
            app_block_builder_start=300.0,
            app_block_builder_stop=120.0,
            session_start=15.0,
            session_start_on_demand=90.0,
            session_visible=60.0,
        )


def _check_latency(_settings: object, _field: object, seconds: float) -> None:
    if not 0 <= seconds <= MOST_SECONDS:
        msg = f"latency must be from 0 to {MOST_SECONDS:.0f} seconds, got {seconds!r}"
        raise ValueError(msg)


def _check_page_size(_settings: object, _field: object, size: int | None) -> None:
    if size is not None and size < 1:
        msg = f"max_page_size must be 1 or more, or None, got {size!r}"
        raise ValueError(msg)


def _check_rate(_settings: object, _field: object, rate: float | None) -> None:
    if rate is not None and not 0 < rate < inf:
        msg = f"requests_per_second must be more than 0, or None, got {rate!r}"
        raise ValueError(msg)


@define(eq=False)
class Settings:
    """Settings of a local AppStream, for all its accounts. They may change while it runs."""

    __module__ = "appstream_typed.local"

    clock: Clock = field(factory=RealClock)
    timings: Timings = field(factory=Timings)
    latency: float = field(default=0.0, validator=_check_latency)
    """Real seconds to sleep before each response."""
    max_page_size: int | None = field(default=None, validator=_check_page_size)
    """The maximum number of items on a page. It overrides larger sizes in requests."""
    quotas: Quotas | None = None
    """The quotas of an account in a region; no limits if not given."""
    account_id: str = DEFAULT_ACCOUNT
    """The default account, which access keys that are not account ids select."""
    account_per_key: bool = False
    """Whether each access key that is not an account id selects its own account."""
    allow_hosts: frozenset[str] = frozenset()
    """Names that requests may have in ``Host``, in addition to those of loopback."""
    request_log_bytes: int = 64 << 20
    """The approximate maximum size of the request log in bytes; 0 keeps no requests."""
    requests_per_second: float | None = field(default=None, validator=_check_rate)
    """Requests beyond this rate fail with ``ThrottlingException``; no limit if not given."""


class StateFileError(Exception):
    """The error for a state file that cannot be used. It has the ``path`` and the ``reason``."""

    __module__ = "appstream_typed.local"

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(str(path), reason)
        self.path: str = str(path)
        self.reason: str = reason

    def __str__(self) -> str:
        return f"the state file {self.path} {self.reason}"
