"""``Environment``, an AWS configuration as data with the expected behavior of boto3."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

BOTO3 = "boto3"
SYNC = "sync"
ASYNC = "async"
MAIN_WAYS = (BOTO3, SYNC, ASYNC)
"""``boto3.client()``, ``AppStreamClient()`` and ``AsyncAppStreamClient()``, without other imports."""

BESIDE = ("sync beside boto3", "async beside boto3")
"""The typed clients in an application that has already created boto3's default session."""

OVER = ("sync over boto3", "async over boto3")
"""The typed clients around ``boto3.client()``."""

Options = Mapping[str, object]


@frozen(kw_only=True)
class Environment:
    """One configuration.

    In every text, ``{home}``, ``{ca}``, ``{strangers}`` and ``{certificate}`` are replaced by paths:
    the home folder, the stand-in's certificate authority, another authority, and a client
    certificate.
    """

    name: str
    variables: Mapping[str, str] = field(factory=dict)
    """Environment variables, in addition to HOME and AWS_CA_BUNDLE.

    An empty text removes a variable.
    """
    config: str = ""
    """The text of ``~/.aws/config``."""
    credentials: str = ""
    """The text of ``~/.aws/credentials``."""
    files: Mapping[str, str] = field(factory=dict)
    """Texts of other files, by their path in the home folder."""
    instance: bool = False
    """Whether the instance metadata service issues credentials; otherwise it drops connections."""
    answer: str = "result"
    """The response of AppStream: a key of ``standin.services.ANSWERS``."""

    options: Options = field(factory=dict)
    """The arguments of the client. Those of ``Config`` are a mapping under ``config``."""
    session: Options | None = None
    """The arguments of a ``boto3.Session`` that creates the client, or is passed to it."""
    default_session: Options | None = None
    """The arguments of ``boto3.setup_default_session()``, called before the client is created."""

    arrives: tuple[str, ...] = ()
    """The requests that the stand-in must receive from boto3.

    Repeated calls of AppStream count once.
    """
    settings: Options = field(factory=dict)
    """Some settings that boto3's client must have."""
    error: str | None = None
    """The error that boto3 must raise, and the step: ``NoRegionError in construction``."""
    attempts: int | None = None
    """The number of attempts that the configuration allows; ``None`` if it does not set a number."""

    @property
    def everyday_ways(self) -> tuple[str, ...]:
        """The part of ``ways`` that every test run covers."""
        more = BESIDE[:1] if self.answer == "result" else OVER
        return tuple(way for way in self.ways if way in {*MAIN_WAYS, *more})

    @property
    def ways(self) -> tuple[str, ...]:
        """Every way of creating a client that applies to the environment."""
        if self.session is not None or self.default_session is not None:
            return (*MAIN_WAYS, *OVER)
        return (*MAIN_WAYS, *BESIDE, *OVER)
