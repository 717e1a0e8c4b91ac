"""Installs another model of AppStream, which botocore finds before its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import pytest

Model = dict[str, Any]
Install = Callable[[Callable[[Model], None]], None]
"""Installs the model that a function makes of the real one, for the rest of the test."""


def installed_model() -> Model:
    """Return the model that botocore has now."""
    loader = botocore.session.Session().get_component("data_loader")
    model: Model = json.loads(json.dumps(loader.load_service_model("appstream", "service-2")))
    return model


def installer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return the function that installs a model, in a folder."""

    def install(change: Callable[[Model], None]) -> None:
        model = installed_model()
        change(model)
        file = folder / "appstream" / "2099-01-01" / "service-2.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(model), encoding="utf-8")
        monkeypatch.setenv("AWS_DATA_PATH", str(folder))

    return install
