"""Compares AppStream's model in the installed botocore with the one this release was made from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from attrs import frozen


@frozen(kw_only=True)
class ModelStatus:
    """How the installed botocore's model of AppStream differs from this release's.

    Typed calls work either way. What botocore has in addition, AWS may send: it is kept in
    ``unknown_members`` and as unknown enum values. What botocore lacks cannot be sent: boto3 raises
    ``ParamValidationError``, or for a whole operation the client ``AppStreamError``.
    """

    snapshot: str
    """Version of the botocore that this release was generated from."""
    installed: str
    """Version of the botocore that is installed."""
    added: tuple[str, ...]
    """What only the installed one has: ``CreateFoo``, ``Session.Foo``, ``SessionState FOO``."""
    lacking: tuple[str, ...]
    """What only this release has."""

    @property
    def is_same(self) -> bool:
        """Whether both have the same operations, shapes, members and enum values."""
        return not self.added and not self.lacking

    def __str__(self) -> str:
        head = f"made from botocore {self.snapshot}, installed is {self.installed}"
        parts = [
            f"{title}: {', '.join(names)}"
            for title, names in (("it adds", self.added), ("it lacks", self.lacking))
            if names
        ]
        return "; ".join([head, *(parts or ["same model"])])


def model_status() -> ModelStatus:
    """Compare the installed botocore's model of AppStream with this release's.

    Reads both models: for diagnosis, not for every start.

    Raises:
        botocore.exceptions.UnknownServiceError: The installed botocore has no model of AppStream.
    """
    import botocore
    import botocore.session

    loader = botocore.session.get_session().get_component("data_loader")
    snapshot = json.loads((files("appstream_typed") / "_snapshot.json").read_text("utf-8"))
    ours = {f"{owner}{name}" for owner, names in snapshot["names"].items() for name in names}
    theirs = set(_names(loader.load_service_model("appstream", "service-2")))
    return ModelStatus(
        snapshot=snapshot["botocore"],
        installed=botocore.__version__,
        added=tuple(sorted(theirs - ours)),
        lacking=tuple(sorted(ours - theirs)),
    )


def _names(model: Any) -> Iterator[str]:
    """The names in a model, in the form of ``_snapshot.json``."""
    yield from model["operations"]
    for shape, definition in model["shapes"].items():
        yield from (f"{shape}.{member}" for member in definition.get("members", ()))
        yield from (f"{shape} {value}" for value in definition.get("enum", ()))
