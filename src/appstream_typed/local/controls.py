"""Controls for tests, which cause events in a local AppStream that no AppStream request causes.

Each method imports the handlers that it needs. Type checkers skip the function bodies of an installed
package, so they do not read the handlers for a program that uses only the client.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from appstream_typed.local.engine import Engine
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.wire.scope import Scope

_T = TypeVar("_T")


class Controls:
    """Simulate users, the Image Assistant and failures in one account and region.

    ``LocalAppStream`` has these methods for its default account and region. Its method ``scope``
    returns them for other accounts and regions.
    """

    __module__ = "appstream_typed.local"

    def __init__(self, engine: Engine, scope: Scope) -> None:
        self._engine = engine
        self._scope = scope

    @property
    def account_id(self) -> str:
        """The account of these controls."""
        return self._scope.account_id

    @property
    def region_name(self) -> str:
        """The region of these controls."""
        return self._scope.region

    def scope(self, *, account_id: str | None = None, region_name: str | None = None) -> Controls:
        """Return the same controls for another account or region.

        ::

            local.scope(region_name="eu-west-1").fail_fleet("office")

        Args:
            account_id: The account; this one if not given.
            region_name: The region; this one if not given.
        """
        here = self._scope
        there = Scope(
            here.account_id if account_id is None else account_id,
            here.region if region_name is None else region_name,
        )
        return Controls(self._engine, there)

    def seed(self, data: Mapping[str, object]) -> None:
        """Create many resources.

        ::

            local.seed({
                "fleets": [{"Name": "f", "InstanceType": "stream.standard.small", "State": "RUNNING"}],
                "stacks": [{"Name": "s", "Fleets": ["f"]}],
                "sessions": [{"StackName": "s", "FleetName": "f", "Count": 100_000}],
            })

        Args:
            data: A list for each kind of resource, such as ``image_builders``. Each entry has the
                members of the AWS request that creates the resource. Image builders and fleets may
                also have a ``State``. Stacks may also have ``Fleets``, the names of their fleets.
                Sessions have a ``UserId`` or a ``Count``.

        Raises:
            ValueError: The data is invalid; the message names the invalid entry.
        """
        from appstream_typed.local.seeding.planting import plant

        self._inside(
            lambda state: plant(
                state,
                data,
                lambda operation, request: self._engine.call(operation, request, self._scope),
            )
        )

    def user_connects(
        self, stack_name: str, fleet_name: str, user_id: str, *, authentication_type: str = "API"
    ) -> str:
        """Simulate a user who starts a streaming session.

        Args:
            stack_name: The stack of the user's streaming URL.
            fleet_name: A fleet of that stack. It must be running and have a free instance.
            user_id: The user.
            authentication_type: ``API``, ``SAML``, ``USERPOOL`` or ``AWS_AD``.

        Returns:
            The id of the session.

        Raises:
            ValueError: The session cannot start; the message contains the reason.
        """
        from appstream_typed.local.resources import sessions

        return self._inside(
            lambda state: (
                sessions.connect(state, stack_name, fleet_name, user_id, authentication_type).id
            )
        )

    def user_disconnects(self, session_id: str) -> None:
        """Disconnect the user of a session. The session ends after the fleet's disconnect timeout.

        Raises:
            ValueError: There is no such session.
        """
        from appstream_typed.local.resources import sessions

        self._inside(lambda state: sessions.disconnect(state, session_id))

    def fail_image_builder(
        self,
        name: str,
        error_code: str = "INTERNAL_SERVICE_ERROR",
        message: str = "Injected by a test.",
    ) -> None:
        """Set an image builder to ``FAILED``, and add an entry to its ``ImageBuilderErrors``.

        Raises:
            ValueError: There is no such image builder.
        """
        from appstream_typed.local.resources import image_builders

        self._inside(lambda state: image_builders.fail(state, name, error_code, message))

    def fail_fleet(
        self,
        name: str,
        error_code: str = "INTERNAL_SERVICE_ERROR",
        message: str = "Injected by a test.",
    ) -> None:
        """Add an entry to a fleet's ``FleetErrors``.

        A starting or running fleet then remains ``STARTING`` until it is stopped.

        Raises:
            ValueError: There is no such fleet.
        """
        from appstream_typed.local.resources import fleets

        self._inside(lambda state: fleets.fail(state, name, error_code, message))

    def make_image(self, image_builder_name: str, image_name: str) -> None:
        """Create an image from a running image builder, as its Image Assistant does.

        Raises:
            ValueError: There is no such image builder, it is not running, or the image already
                exists.
        """
        from appstream_typed.local.resources import image_builders

        self._inside(lambda state: image_builders.snapshot(state, image_builder_name, image_name))

    def fail_image(
        self,
        name: str,
        error_code: str = "INTERNAL_SERVICE_ERROR",
        message: str = "Injected by a test.",
    ) -> None:
        """Set an image of the account to ``FAILED``, and add an entry to its ``ImageErrors``.

        Raises:
            ValueError: There is no such image.
        """
        from appstream_typed.local.resources import images

        self._inside(lambda state: images.fail(state, name, error_code, message))

    def fail_export_image_task(
        self,
        task_id: str,
        error_code: str = "INTERNAL_SERVICE_ERROR",
        message: str = "Injected by a test.",
    ) -> None:
        """Set the export task of an image to ``FAILED``, and add an entry to its ``ErrorDetails``.

        Raises:
            ValueError: There is no such task.
        """
        from appstream_typed.local.resources import image_exports

        self._inside(lambda state: image_exports.fail(state, task_id, error_code, message))

    def fail_software_deployment(
        self,
        image_builder_name: str,
        software_name: str,
        error_code: str = "INTERNAL_SERVICE_ERROR",
        message: str = "Injected by a test.",
    ) -> None:
        """Fail the current installation or removal of licensed software.

        Raises:
            ValueError: There is no such image builder or software, or no deployment is in progress.
        """
        from appstream_typed.local.resources import software

        self._inside(
            lambda state: software.fail(
                state, image_builder_name, software_name, error_code, message
            )
        )

    def _inside(self, act: Callable[[AccountState], _T]) -> _T:
        from appstream_typed.local.wire.service_errors import ServiceError

        self._engine.tidy(self._scope)
        with self._engine.changing():
            try:
                return act(self._engine.accounts.get(self._scope))
            except ServiceError as error:
                raise ValueError(error.message) from error
