"""Public classes belong to ``appstream_typed`` in ``__module__``, tracebacks, pickles and annotations."""

from __future__ import annotations

import inspect
import pickle
import pkgutil
import traceback
import typing
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import attrs
import pytest

import appstream_typed
from appstream_typed import ApiError, Fleet, FleetState, ResourceNotFoundException, enums, models
from tests.unit.surface import is_class

CLASSES = [
    value
    for name in appstream_typed.__all__
    if inspect.isclass(value := getattr(appstream_typed, name))
]
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def defining_modules() -> Iterator[tuple[str, type]]:
    """Yield every class in ``models``, ``enums`` and ``errors``, and the module that defines it."""
    packages: tuple[ModuleType, ...] = (models, enums, import_module("appstream_typed.errors"))
    for package in packages:
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = import_module(found.name)
            for name in getattr(module, "__all__", ()):
                if inspect.isclass(value := getattr(module, name)):
                    yield found.name, value


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_public_class_belongs_to_the_package(cls: type) -> None:
    assert cls.__module__ == "appstream_typed"
    for protocol in PROTOCOLS:
        dumped = pickle.dumps(cls, protocol)
        assert pickle.loads(dumped) is cls
        assert b"appstream_typed." not in dumped


@pytest.mark.parametrize("name", ["model_status", "configure_converter"])
def test_a_public_function_belongs_to_the_package(name: str) -> None:
    assert getattr(appstream_typed, name).__module__ == "appstream_typed"


BELOW = [
    (package.__name__, value)
    for package in (appstream_typed.local, appstream_typed.waiters)
    for name in package.__all__
    if is_class(value := getattr(package, name)) and name not in appstream_typed.__all__
]


@pytest.mark.parametrize(("package", "cls"), BELOW, ids=lambda part: getattr(part, "__name__", ""))
def test_other_public_classes_belong_to_their_public_module(package: str, cls: type) -> None:
    assert cls.__module__ == package
    for protocol in PROTOCOLS:
        assert pickle.loads(pickle.dumps(cls, protocol)) is cls
    if attrs.has(cls):
        assert attrs.resolve_types(cls) is cls


@pytest.mark.parametrize(
    ("module", "cls"), list(defining_modules()), ids=lambda part: getattr(part, "__name__", "")
)
def test_pickles_that_name_the_defining_module_can_be_loaded(module: str, cls: type) -> None:
    assert pickle.loads(f"c{module}\n{cls.__name__}\n.".encode()) is cls
    package = module.rpartition(".")[0]
    assert pickle.loads(f"c{package}\n{cls.__name__}\n.".encode()) is cls


def test_pickled_enum_values_name_the_public_class() -> None:
    for value in (FleetState.RUNNING, FleetState("HIBERNATED")):
        for protocol in PROTOCOLS:
            dumped = pickle.dumps(value, protocol)
            assert b"appstream_typed.enums" not in dumped
            assert pickle.loads(dumped) == value


@pytest.mark.parametrize("name", models.__all__)
def test_annotations_of_a_model_can_be_resolved(name: str) -> None:
    cls = getattr(models, name)
    hints = typing.get_type_hints(cls)
    for field in attrs.fields(cls):
        assert hints[field.name] == field.type
        assert not isinstance(field.type, str)
    assert typing.get_type_hints(cls.__init__)
    assert attrs.resolve_types(cls) is cls


def test_a_traceback_shows_the_public_name() -> None:
    error = ResourceNotFoundException({"Error": {"Code": "ResourceNotFoundException"}}, "StopFleet")
    (line,) = traceback.format_exception_only(error)
    assert line.startswith("appstream_typed.ResourceNotFoundException: ")
    assert repr(Fleet) == "<class 'appstream_typed.Fleet'>"


class MyError(ApiError):
    """An error class that a user defines."""


class MyVpcConfig(models.VpcConfig):
    """A model class that a user defines."""


def test_a_class_of_a_user_keeps_its_module() -> None:
    assert MyError.__module__ == MyVpcConfig.__module__ == __name__


def test_annotations_of_public_classes_can_be_resolved() -> None:
    """``typing.get_type_hints`` resolves string annotations in the ``__module__`` of a class."""
    a = appstream_typed
    for module in (a, a.models, a.enums, a.errors, a.waiters, a.local, a.local.faults):
        for name in module.__all__:
            value = getattr(module, name)
            if is_class(value):
                typing.get_type_hints(value)
