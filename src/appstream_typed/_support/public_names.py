"""The module that public classes show: ``appstream_typed``, wherever they are defined.

Tracebacks, pickles and the documentation show a class under its ``__module__``. Users import from
``appstream_typed``, so the classes can move between modules without breaking a pickle.
"""

from __future__ import annotations

_PACKAGE = __name__.partition(".")[0]


def publish(cls: type) -> None:
    """Show a public class of this package as a member of ``appstream_typed``.

    Base classes call it for each subclass. It leaves the subclasses of users alone.
    """
    if cls.__module__.startswith(f"{_PACKAGE}.") and not cls.__name__.startswith("_"):
        cls.__module__ = _PACKAGE
