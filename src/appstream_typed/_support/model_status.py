"""Compares the installed botocore's model of AppStream with the one of this release."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from attrs import frozen


@frozen(kw_only=True)
class ModelStatus:
    """The differences between the installed botocore's model of AppStream and this release's.

    Typed calls work either way. Names that only botocore has are kept in ``unknown_members`` and as
    unknown enum values. Names that botocore lacks cannot be sent: for a member boto3 raises
    ``ParamValidationError``, for a whole operation the client raises ``AppStreamError``.
    """

    __module__ = "appstream_typed"

    snapshot: str
    """The version of the botocore that this release was generated from."""
    installed: str
    """The version of the installed botocore."""
    added: tuple[str, ...]
    """The names that only the installed one has: ``CreateFoo``, ``Session.Foo``, ``SessionState FOO``."""
    lacking: tuple[str, ...]
    """The names that only this release has."""

    @property
    def is_same(self) -> bool:
        """Whether both have the same operations, shapes, members and enum values."""
        return not self.added and not self.lacking

    def __str__(self) -> str:
        head = f"generated from botocore {self.snapshot}, installed is {self.installed}"
        parts = [
            f"{title}: {', '.join(names)}"
            for title, names in (("it adds", self.added), ("it lacks", self.lacking))
            if names
        ]
        return "; ".join([head, *(parts or ["same model"])])


def model_status() -> ModelStatus:
    """Compare the installed botocore's model of AppStream with this release's.

    It reads both models, which takes a while: use it for diagnosis, not at every start.

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


model_status.__module__ = "appstream_typed"


def _names(model: Any) -> Iterator[str]:
    """Yield the names in a model, in the form of ``_snapshot.json``."""
    yield from model["operations"]
    for shape, definition in model["shapes"].items():
        yield from (f"{shape}.{member}" for member in definition.get("members", ()))
        yield from (f"{shape} {value}" for value in definition.get("enum", ()))
