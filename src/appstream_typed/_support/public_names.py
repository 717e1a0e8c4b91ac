"""Sets the ``__module__`` of public classes to ``appstream_typed``.

Tracebacks, pickles and the documentation show a class under its ``__module__``. Users import from
``appstream_typed``, so the classes can move between modules without breaking a pickle.
"""

from __future__ import annotations

import sys

_PACKAGE = __name__.partition(".")[0]


def publish(cls: type) -> None:
    """Set the ``__module__`` of a class to ``appstream_typed`` if the package defines and exports it.

    Base classes call it for each subclass. Users' subclasses are unchanged.
    """
    is_ours = cls.__module__.startswith(f"{_PACKAGE}.")
    if is_ours and cls.__name__ in sys.modules[_PACKAGE].__all__:
        cls.__module__ = _PACKAGE
