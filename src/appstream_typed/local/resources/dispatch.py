"""Calls the handlers of operations, independent of HTTP, protocols and faults."""

from __future__ import annotations

import logging
from importlib import import_module
from pkgutil import iter_modules
from time import sleep

from appstream_typed.local.resources import registry
from appstream_typed.local.resources.unhandled_members import TrackedRequest, store_unread
from appstream_typed.local.settings import Settings, StateFileError
from appstream_typed.local.state.accounts import Accounts
from appstream_typed.local.state.journal import Journal
from appstream_typed.local.wire.api_model import load_model
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.request_validation import validate
from appstream_typed.local.wire.scope import Scope
from appstream_typed.local.wire.service_errors import ServiceError

STEP = 500
"""The maximum number of sessions to update while holding the lock, for about two milliseconds."""
_PAUSE = 0.0002
"""Seconds to sleep between two steps.

Without a sleep, the thread that releases the lock would acquire it again before others wake up.
"""

_log = logging.getLogger("appstream_typed.local")


class Dispatcher:
    """The accounts and regions of one local AppStream, and the operations on them."""

    def __init__(self, settings: Settings) -> None:
        self.accounts: Accounts = Accounts(settings)
        self.journal: Journal = Journal(self.accounts)
        self._model = load_model()
        self._handlers = load_handlers()

    def call(self, operation: str, parameters: Body, scope: Scope) -> Body:
        """Carry out an operation.

        Raises:
            ServiceError: The operation fails with this error.
        """
        validate(parameters, self._model.input_shape(operation))
        handler = self._handlers.get(operation)
        if handler is None:
            msg = (
                f"The local AppStream does not implement {operation} of the installed botocore. "
                "Upgrade appstream-typed."
            )
            raise ServiceError("UnknownOperationException", msg, 501)
        try:
            if operation in registry.counting_sessions:
                self.tidy(scope)
            with self.journal.changing():
                state = self.accounts.get(scope)
                for table in state.tables.values():
                    table.start_call()
                request = TrackedRequest(parameters)
                result = handler(state, request)
                return store_unread(request, result, state, self._model.operations[operation])
        except StateFileError as error:
            _log.error("%s", error)
            raise ServiceError("InternalFailure", str(error), 500) from error

    def tidy(self, scope: Scope) -> None:
        """Update the sessions of an account to the current time.

        This is done in steps, between which other requests can run.
        """
        while True:
            with self.journal.changing():
                if self.accounts.get(scope).tidy(STEP):
                    return
            sleep(_PAUSE)


def load_handlers() -> dict[str, registry.Handler]:
    """Return the handlers of all resources, by operation."""
    package = import_module("appstream_typed.local.resources")
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return registry.handlers
