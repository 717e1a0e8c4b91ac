"""The parts of cattrs in signatures, as protocols.

A type checker reads every module that a signature names. With these it need not read cattrs and what
cattrs imports to check a program that only calls AppStream.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class HookSource(Protocol):
    """A converter of cattrs that has hooks already."""

    @property
    def get_structure_hook(self) -> Callable[..., Any]:
        """Returns the function that reads a type."""
        ...

    @property
    def get_unstructure_hook(self) -> Callable[..., Any]:
        """Returns the function that writes a type."""
        ...


class ConfigurableConverter(HookSource, Protocol):
    """A converter of cattrs, such as a ``cattrs.Converter``."""

    detailed_validation: bool

    @property
    def register_structure_hook(self) -> Callable[..., object]:
        """Registers a function that reads a class and its subclasses."""
        ...

    @property
    def register_structure_hook_factory(self) -> Callable[..., object]:
        """Registers a function that makes the functions that read."""
        ...

    @property
    def register_structure_hook_func(self) -> Callable[..., object]:
        """Registers a function that reads what a predicate accepts."""
        ...

    @property
    def register_unstructure_hook(self) -> Callable[..., object]:
        """Registers a function that writes a class and its subclasses."""
        ...

    @property
    def register_unstructure_hook_factory(self) -> Callable[..., object]:
        """Registers a function that makes the functions that write."""
        ...

    @property
    def structure(self) -> Callable[..., Any]:
        """Reads a value."""
        ...

    @property
    def unstructure(self) -> Callable[..., Any]:
        """Writes a value."""
        ...
