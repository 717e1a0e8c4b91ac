"""Sets the ``__module__`` of public classes to ``appstream_typed``.

Tracebacks, pickles and the documentation refer to a class by its ``__module__``. With this value, they
show the name that users import, and a class can move to another module without breaking pickles.
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
