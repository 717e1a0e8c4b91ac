"""Install another AppStream model, which takes precedence over botocore's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import pytest

Model = dict[str, Any]
Install = Callable[[Callable[[Model], None]], None]
"""A function that changes a copy of the real model and installs it for the rest of the test."""


def installed_model() -> Model:
    """Return the model that botocore loads now."""
    loader = botocore.session.Session().get_component("data_loader")
    model: Model = json.loads(json.dumps(loader.load_service_model("appstream", "service-2")))
    return model


def installer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return a function that installs a model in the folder."""

    def install(change: Callable[[Model], None]) -> None:
        model = installed_model()
        change(model)
        file = folder / "appstream" / "2099-01-01" / "service-2.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(model), encoding="utf-8")
        monkeypatch.setenv("AWS_DATA_PATH", str(folder))

    return install
