"""Writes the Python blocks of the documentation as modules for type checkers.

Each block of a page becomes a module. The module starts with the earlier blocks that define names used in
the block.
"""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from symtable import SymbolTable, symtable
from typing import NamedTuple

FOLDER = "docs_code"
_PARTLY_TYPED = re.compile(r"^(from|import) (boto3|moto|opentelemetry|placebo|vcr)\b", re.MULTILINE)
"""Imports of libraries without types, and of boto3, whose installed stubs cover only AppStream."""
_RELAXED = """\
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportMissingTypeStubs=false
"""
_UNUSED_IMPORTS = "# pyright: reportUnusedImport=false\n"
"""A block may import names for later blocks."""
_NAMED = re.compile(r"# (\w+\.py)\n")
"""The first line of a block that the reader saves as a file: the name of the file."""
_FENCE = re.compile(r"^(`{3,})python\n(.*?)^\1$", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    """A block of Python on a page."""

    page: str
    line: int
    code: str

    @property
    def is_test(self) -> bool:
        """Whether the block is a test file, which pytest runs."""
        return "def test_" in self.code

    @property
    def needs_event_loop(self) -> bool:
        """Whether the block awaits outside a function."""
        try:
            compile(self.code, self.page, "exec", dont_inherit=True)
        except SyntaxError:
            return True
        return False


def write_programs(root: Path, folder: Path) -> None:
    """Write a module for each block of README and ``docs`` of a checkout into ``folder / FOLDER``."""
    programs = folder / FOLDER
    programs.mkdir()
    (programs / "__init__.py").touch()
    for page in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        found = list(blocks(page.relative_to(root).as_posix(), page.read_text(encoding="utf-8")))
        for number, block in enumerate(found):
            if file := _NAMED.match(block.code):
                (folder / file[1]).write_text(block.code, encoding="utf-8")
            name = f"{page.stem.replace('-', '_')}_{block.line}.py"
            (programs / name).write_text(program(block, found[:number]), encoding="utf-8")


def blocks(page: str, text: str) -> Iterator[Block]:
    """Yield the blocks of a page, each with the number of its first line."""
    for match in _FENCE.finditer(text):
        yield Block(page, text.count("\n", 0, match.start(2)) + 1, match[2])


def program(block: Block, earlier: Sequence[Block]) -> str:
    """Return a module with a block and the earlier blocks of its page that it needs."""
    head = f"# {block.page}, line {block.line}\n"
    if block.is_test:
        return head + block.code
    parts = [*_needed(block, earlier), block]
    if len(parts) > 1 or _only_imports(block):
        head += _UNUSED_IMPORTS
    code = "\n".join(part.code for part in parts)
    if _PARTLY_TYPED.search(code):
        head += _RELAXED
    # pyright's settings ignore mypy's comments, so pyright needs its own.
    code = re.sub(r"(# type: ignore\[.*)", r"\1  # pyright: ignore", code)
    if any(part.needs_event_loop for part in parts):
        head += "# pyright: reportUnusedVariable=false, reportUnusedFunction=false\n"
        code = f"async def page() -> None:\n{textwrap.indent(code, '    ')}"
    return head + code


def _only_imports(block: Block) -> bool:
    """Return whether a block contains only imports, which later blocks use."""
    return all(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(block.code).body)


def _needed(block: Block, earlier: Sequence[Block]) -> list[Block]:
    """Return the earlier blocks that define names used in the block, and the blocks that those need."""
    free, needed = _free(block), list[Block]()
    for other in reversed([part for part in earlier if not part.is_test]):
        if free & _bound(other):
            needed.insert(0, other)
            free = (free - _bound(other)) | _free(other)
    return needed


def _bound(block: Block) -> set[str]:
    """Return the names that a block defines outside of functions and classes."""
    return {symbol.get_name() for symbol in _scope(block).get_symbols() if symbol.is_local()}


def _free(block: Block) -> set[str]:
    """Return the names that a block uses and does not define."""
    return set(_globals(_scope(block))) - set(dir(builtins))


def _scope(block: Block) -> SymbolTable:
    """Return the symbols of a block, parsed as the body of an async function because it may await."""
    code = f"async def page():\n{textwrap.indent(block.code, '    ')}"
    return symtable(code, block.page, "exec").get_children()[0]


def _globals(scope: SymbolTable) -> Iterator[str]:
    yield from (symbol.get_name() for symbol in scope.get_symbols() if symbol.is_global())
    for inner in scope.get_children():
        yield from _globals(inner)
