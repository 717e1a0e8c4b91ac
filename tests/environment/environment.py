"""``Environment``: an AWS configuration as data, and the expected behavior of boto3."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

BOTO3 = "boto3"
SYNC = "sync"
ASYNC = "async"
MAIN_WAYS = (BOTO3, SYNC, ASYNC)
"""The clients, each in a process that imports nothing else.

They are ``boto3.client()``, ``AppStreamClient()`` and ``AsyncAppStreamClient()``.
"""

BESIDE = ("sync beside boto3", "async beside boto3")
"""The typed clients in an application that has already created boto3's default session."""

PASSED_IN = ("sync with boto3 client passed in", "async with boto3 client passed in")
"""The typed clients with a ``boto3.client()`` that the application passes in."""

Options = Mapping[str, object]


@frozen(kw_only=True)
class Environment:
    """An AWS configuration.

    Every text may contain placeholders for paths: ``{home}`` is the home folder, ``{ca}`` the
    certificate authority of the fake AWS, ``{strangers}`` another authority, and ``{certificate}`` a
    client certificate.
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
    """The texts of other files, by path in the home folder."""
    instance: bool = False
    """Whether the instance metadata service issues credentials. Otherwise it drops connections."""
    answer: str = "result"
    """AppStream's response, as a key of ``fake_aws.services.ANSWERS``."""

    options: Options = field(factory=dict)
    """The arguments of the client. ``config`` is a mapping with the arguments of ``Config``."""
    session: Options | None = None
    """The arguments of a ``boto3.Session`` that creates the client or is passed to it."""
    default_session: Options | None = None
    """The arguments of ``boto3.setup_default_session()``, called before the client is created."""

    requests: tuple[str, ...] = ()
    """The requests that boto3 must send.

    Repeated AppStream requests are listed once.
    """
    settings: Options = field(factory=dict)
    """Some settings that boto3's client must have."""
    error: str | None = None
    """The error that boto3 must raise, with its step: ``NoRegionError in construction``."""
    attempts: int | None = None
    """The number of attempts that the configuration sets, or ``None``."""

    @property
    def everyday_ways(self) -> tuple[str, ...]:
        """The ways that every test run covers."""
        more = BESIDE[:1] if self.answer == "result" else PASSED_IN
        return tuple(way for way in self.ways if way in {*MAIN_WAYS, *more})

    @property
    def ways(self) -> tuple[str, ...]:
        """Every way of creating a client that applies to the environment."""
        if self.session is not None or self.default_session is not None:
            return (*MAIN_WAYS, *PASSED_IN)
        return (*MAIN_WAYS, *BESIDE, *PASSED_IN)
