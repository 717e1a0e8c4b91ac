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
            if gc.get_freeze_count() == 0:  # what the application has frozen stays frozen
                # Together they move all objects to the oldest generation. Otherwise the next collection of
                # the youngest would look through everything that was loaded.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
