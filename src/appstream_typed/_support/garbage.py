"""Pauses the garbage collector while something is loaded that stays."""

from __future__ import annotations

import gc


class PausedCollection:
    """A ``with`` block in which no garbage is collected.

    Importing this package and loading AppStream's model create some hundred thousand objects, all of
    which stay. Looking through them again and again takes a tenth of the time to a program's first
    response. Reference counts go on freeing what is not used.
    """

    __slots__ = ("_was_enabled",)

    def __enter__(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_enabled:
            gc.enable()
