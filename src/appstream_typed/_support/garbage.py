"""Pauses the garbage collector while permanent objects are created."""

from __future__ import annotations

import gc


class PausedCollection:
    """A ``with`` block without garbage collection.

    Importing this package and loading AppStream's model create about 100,000 permanent objects. The
    collector would traverse them repeatedly, which takes a tenth of the time until a program's first
    response. Reference counting still frees unused objects.
    """

    __slots__ = ("_was_enabled",)

    def __enter__(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_enabled:
            # Objects that the application has frozen must stay frozen.
            if gc.get_freeze_count() == 0:
                # These two calls move all objects to the oldest generation. Otherwise, the next
                # collection of the youngest generation would traverse all loaded objects.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
