"""Find the prose in Python files: docstrings, comments, and messages of errors and logs."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

DIRECTIVE = re.compile(r"(noqa|type: ignore|pyright: ignore|fmt|pragma)\b[^ ]* ?[A-Z0-9, ]*(- )?")
CODE = re.compile(r"``.*?``|`.*?`|https?://\S+|\{.*?\}", re.DOTALL)


def passages(source: str) -> Iterator[tuple[int, str]]:
    """Yield each passage of a Python file with its first line number. Code and URLs are removed."""
    for line, text in (*_comments(source), *_strings(source)):
        yield line, " ".join(CODE.sub("", text).split())


def python_files(root: Path, patterns: list[str]) -> list[Path]:
    """Return the Python files that match the patterns."""
    return sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()})


def _comments(source: str) -> Iterator[tuple[int, str]]:
    block: list[str] = []
    first = last = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        if block and token.start[0] != last + 1:
            yield first, " ".join(block)
            block = []
        if not block:
            first = token.start[0]
        block.append(DIRECTIVE.sub("", token.string.lstrip("#:! ")))
        last = token.start[0]
    if block:
        yield first, " ".join(block)


def _strings(source: str) -> Iterator[tuple[int, str]]:
    """Yield docstrings and all strings of more than three words, such as messages."""
    tree = ast.parse(source)
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = " ".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts
        ):
            text = node.value
        else:
            continue
        if id(node) in documentation or len(re.findall(r"[A-Za-z]{2,} ", text)) > 2:
            yield node.lineno, text
