"""Compares the installed botocore's model of AppStream with this release's."""

import os
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from appstream_typed._support.snapshot import load_snapshot


@frozen(kw_only=True)
class ModelStatus:
    """The differences between the installed botocore's model of AppStream and this release's.

    Typed calls work despite the differences. In responses, members that only botocore has are kept in
    ``unknown_members``, and its new enum values are accepted. To send members that only botocore has,
    use ``client.with_options(extra_parameters={...})``. Operations that only botocore has are methods
    of ``client.boto3``.

    Names that botocore lacks cannot be sent. For a member, boto3 raises ``ParamValidationError``. For an
    operation, the client raises ``AppStreamError``. Both errors name the required version.
    """

    __module__ = "appstream_typed"

    snapshot: str
    """The version of botocore from which this release was generated."""
    installed: str
    """The version of the installed botocore."""
    added: tuple[str, ...]
    """The names that only the installed model has: ``CreateFoo``, ``Session.Foo``, ``SessionState FOO``.

    A new shape is listed by its members or values, or by its own name if it has none.
    """
    lacking: tuple[str, ...]
    """The names that only this release has."""

    @property
    def is_same(self) -> bool:
        """Whether both models have the same operations, shapes, members and enum values."""
        return not self.added and not self.lacking

    def __str__(self) -> str:
        parts = [f"generated from botocore {self.snapshot}, installed is {self.installed}"]
        if self.added:
            parts.append(
                f"botocore adds: {', '.join(self.added)} (send new members with "
                f"client.with_options(extra_parameters=...), call new operations on client.boto3)"
            )
        if self.lacking:
            parts.append(f"botocore lacks: {', '.join(self.lacking)}{_needed(self.lacking)}")
        return "; ".join(parts if len(parts) > 1 else [*parts, "same model"])


def model_status() -> ModelStatus:
    """Compare the installed botocore's model of AppStream with this release's.

    This function reads both models, which is slow. Use it for diagnosis, not whenever a program starts.

    Raises:
        botocore.exceptions.UnknownServiceError: The installed botocore has no model of AppStream.
    """
    import botocore

    snapshot = load_snapshot()
    theirs = frozenset(_names(_loader().load_service_model("appstream", "service-2")))
    return ModelStatus(
        snapshot=snapshot.botocore,
        installed=botocore.__version__,
        added=_only_in(theirs, snapshot.names),
        lacking=_only_in(snapshot.names, theirs),
    )


model_status.__module__ = "appstream_typed"


def _loader() -> Any:
    import botocore.loaders
    import botocore.session
    from botocore.exceptions import ProfileNotFound

    try:
        return botocore.session.get_session().get_component("data_loader")
    except ProfileNotFound:  # AWS_PROFILE may name a missing profile, and models need no profile
        return botocore.loaders.create_loader(os.environ.get("AWS_DATA_PATH"))


def _names(model: Any) -> Iterator[str]:
    """Yield the names in a model, in the form of ``_snapshot.json``."""
    yield from model["operations"]
    for shape, definition in model["shapes"].items():
        yield shape
        yield from (f"{shape}.{member}" for member in definition.get("members", ()))
        yield from (f"{shape} {value}" for value in definition.get("enum", ()))


def _only_in(these: frozenset[str], those: frozenset[str]) -> tuple[str, ...]:
    """Return the names in ``these`` but not in ``those``. Omit a shape if one of its parts is returned."""
    names = these - those
    owners = {name[: max(name.find("."), name.find(" "))] for name in names if {".", " "} & {*name}}
    return tuple(sorted(names - owners))


def _needed(lacking: tuple[str, ...]) -> str:
    first = load_snapshot().first_versions
    versions = [first[name] for name in lacking if name in first]
    if not versions:
        return ""
    newest = max(versions, key=lambda version: tuple(map(int, version.split("."))))
    return f" (botocore {newest} has all of them: pip install --upgrade boto3)"
