"""The hook for PyInstaller, which finds it by the entry point ``pyinstaller40``."""

from __future__ import annotations

from importlib.resources import files


def get_hook_dirs() -> list[str]:
    """Return the folder of the hook."""
    return [str(files(__name__))]
