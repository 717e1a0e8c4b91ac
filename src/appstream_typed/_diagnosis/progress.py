"""Shows the progress of a command on a terminal."""

from __future__ import annotations

import shutil
from typing import TextIO


class Progress:
    """A line that each new text overwrites. Nothing is written if the stream is not a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()

    def show(self, text: str) -> None:
        """Replace the line."""
        if self._is_terminal:
            width = max(shutil.get_terminal_size().columns - 1, 1)
            self._stream.write(f"\r{' ' * width}\r{text[:width]}")
            self._stream.flush()

    def clear(self) -> None:
        """Remove the line."""
        self.show("")
