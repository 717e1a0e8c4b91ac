"""Protocols that replace the classes of cattrs in signatures.

A type checker reads every module that a signature names. With these protocols, it does not read
cattrs and its imports to check a program that only calls AppStream.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class HookSource(Protocol):
    """A cattrs converter with registered hooks."""

    @property
    def get_structure_hook(self) -> Callable[..., Any]:
        """Return the function that reads a type."""
        ...

    @property
    def get_unstructure_hook(self) -> Callable[..., Any]:
        """Return the function that writes a type."""
        ...


class ConfigurableConverter(HookSource, Protocol):
    """A cattrs converter, such as a ``cattrs.Converter``."""

    detailed_validation: bool

    @property
    def register_structure_hook(self) -> Callable[..., object]:
        """Register a function that reads a class and its subclasses."""
        ...

    @property
    def register_structure_hook_factory(self) -> Callable[..., object]:
        """Register a factory that returns the function that reads a type."""
        ...

    @property
    def register_structure_hook_func(self) -> Callable[..., object]:
        """Register a function that reads types for which a predicate is true."""
        ...

    @property
    def register_unstructure_hook(self) -> Callable[..., object]:
        """Register a function that writes a class and its subclasses."""
        ...

    @property
    def register_unstructure_hook_factory(self) -> Callable[..., object]:
        """Register a factory that returns the function that writes a type."""
        ...

    @property
    def structure(self) -> Callable[..., Any]:
        """Read a value."""
        ...

    @property
    def unstructure(self) -> Callable[..., Any]:
        """Write a value."""
        ...
