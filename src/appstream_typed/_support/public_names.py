"""The module that public classes show: ``appstream_typed``, wherever they are defined.

Tracebacks, pickles and the documentation show a class under its ``__module__``. Users import from
``appstream_typed``, so the classes can move between modules without breaking a pickle.
"""

from __future__ import annotations

import sys

_PACKAGE = __name__.partition(".")[0]


def publish(cls: type) -> None:
    """Show a class as a member of ``appstream_typed`` if it is defined and exported there.

    Base classes call it for each subclass. The subclasses of users are left alone.
    """
    is_ours = cls.__module__.startswith(f"{_PACKAGE}.")
    if is_ours and cls.__name__ in sys.modules[_PACKAGE].__all__:
        cls.__module__ = _PACKAGE
