"""Settings of a local AppStream."""

from pathlib import Path

from attrs import define, field, frozen

from appstream_typed.local.clock import Clock, RealClock
from appstream_typed.local.quotas import Quotas

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"


@frozen(kw_only=True)
class Timings:
    """Durations of a local AppStream's state changes, in seconds of its clock.

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
    """From PENDING, or COPYING, to AVAILABLE."""
    image_delete: float = 1.0
    """From DELETING until it is deleted."""
    image_task: float = 2.0
    """The duration of an import or export task."""
    software_deploy: float = 1.0
    """From PENDING_INSTALLATION to INSTALLED, and the same for uninstalling."""
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
    """The same on an ON_DEMAND fleet, whose instances start when a user connects."""
    session_visible: float = 60.0
    """How long listings include an expired session."""

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


@define(eq=False)
class Settings:
    """Settings of all accounts of one local AppStream. They may change while it runs."""

    __module__ = "appstream_typed.local"

    clock: Clock = field(factory=RealClock)
    timings: Timings = field(factory=Timings)
    latency: float = 0.0
    """Real seconds before each response."""
    max_page_size: int | None = None
    """The maximum number of items on a page. It overrides larger sizes in requests."""
    quotas: Quotas | None = None
    """The quotas of an account; no limits if not given."""
    account_id: str = DEFAULT_ACCOUNT
    """The account that access keys select that are not account ids."""
    account_per_key: bool = False
    """Whether each access key that is not an account id selects its own account."""
    allow_hosts: frozenset[str] = frozenset()
    """Names that requests may have in ``Host``, in addition to those of loopback."""
    request_log_bytes: int = 64 << 20
    """The maximum size of the request log in bytes; 0 keeps no requests."""
    requests_per_second: float | None = None
    """Requests beyond this rate fail with ThrottlingException."""


class StateFileError(Exception):
    """A state file that a local AppStream cannot use: its ``path``, and the ``reason``."""

    __module__ = "appstream_typed.local"

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(str(path), reason)
        self.path: str = str(path)
        self.reason: str = reason

    def __str__(self) -> str:
        return f"the state file {self.path} {self.reason}"
