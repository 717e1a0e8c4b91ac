"""The data files as documents that keep their layout when they are extended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from codegen.problems import CodegenError
from codegen.read_data import Data, paths_of, structure_data

_HEADER = re.compile(r"(?<=[^\n])\n(?=\[[^\n]*\]$)", re.MULTILINE)
"""The line break before the header of a table."""
_SECTIONS = ("operations", "shapes", "enums")
"""Tables without a header of their own in the files of ``resources``."""


class DataFiles:
    """The TOML files of a folder of data.

    Args:
        folder: The folder of the data.

    Raises:
        CodegenError: A file is missing or is not TOML; the message names the file.
    """

    def __init__(self, folder: Path) -> None:
        self._documents: dict[str, Any] = {}  # tomlkit's items are dicts of anything
        self._texts: dict[str, str] = {}
        for path in paths_of(folder):
            try:
                self._texts[path] = (folder / path).read_text(encoding="utf-8")
                self._documents[path] = tomlkit.parse(self._texts[path])
            except (OSError, TOMLKitError) as error:
                msg = f"{Path(path).name}: {error}"
                raise CodegenError(msg) from error

    def data(self) -> Data:
        """Return the content of the files.

        Raises:
            CodegenError: A file has wrong or unknown keys; the message names the file.
        """
        return structure_data({path: doc.unwrap() for path, doc in self._documents.items()})

    def put(self, path: str, keys: Sequence[str], value: str | Mapping[str, Any]) -> None:
        """Add or replace an entry.

        Args:
            path: The file, below the folder.
            keys: The tables, outermost first, and the key of the entry.
            value: A text or a table.
        """
        table = self._documents[path]
        for key in keys[:-1]:
            if key not in table:
                table[key] = tomlkit.table(is_super_table=key in _SECTIONS)
            table = table[key]
        table[keys[-1]] = value

    def move(self, section: str, name: str, source: str, target: str) -> None:
        """Move a table of a section from one file to another."""
        table = self._documents[source][section]
        self.put(target, [section, name], table[name].unwrap())
        table.remove(name)

    def changed(self) -> dict[str, str]:
        """Return the text of each changed file by its path below the folder."""
        texts = {path: tomlkit.dumps(document) for path, document in self._documents.items()}
        return {
            path: _HEADER.sub("\n\n", text)
            for path, text in texts.items()
            if text != self._texts[path]
        }
