"""The PyInstaller hook. PyInstaller finds it through the entry point ``pyinstaller40``."""

from __future__ import annotations

from importlib.resources import files


def get_hook_dirs() -> list[str]:
    """Return the folder that contains the hook."""
    return [str(files(__name__))]
