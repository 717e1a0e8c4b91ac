"""pandas and polars accept models from pages, lists and sweeps, with the code of the guide."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import datetime, timezone

import pandas as pd
import polars as pl
import pytest
from botocore.model import StructureShape
from rich.console import Console
from rich.pretty import Pretty

from appstream_typed import AppStreamClient, Session, models
from appstream_typed.local import LocalAppStream
from appstream_typed.local.seeding import load_seed
from appstream_typed.models.base import Model
from tests.shapes import structures, wire

SOURCES: dict[str, Callable[[AppStreamClient], Iterable[Session]]] = {
    "pager": lambda client: client.describe_sessions(
        stack_name="office", fleet_name="office-fleet"
    ),
    "page": lambda client: (
        next(client.describe_sessions(stack_name="office", fleet_name="office-fleet").pages()).items
    ),
    "list": lambda client: client.describe_sessions(
        stack_name="office", fleet_name="office-fleet"
    ).all(),
    "sweep": lambda client: client.iter_all_sessions(),
}


@pytest.fixture
def sessions(
    request: pytest.FixtureRequest, local: LocalAppStream, client: AppStreamClient
) -> list[Session]:
    local.seed(load_seed("demo"))
    return list(SOURCES[request.param](client))


@pytest.mark.parametrize("sessions", SOURCES, indirect=True)
def test_pandas_accepts_rows_of_models(sessions: list[Session]) -> None:
    table = pd.json_normalize([session.to_dict() for session in sessions])
    assert len(table) == len(sessions) >= 2
    assert {type(value) for value in table["State"]} == {str}
    assert isinstance(table["StartTime"].dtype, pd.DatetimeTZDtype)
    assert list(table["StartTime"]) == [session.start_time for session in sessions]
    interfaces = table["NetworkAccessConfiguration.EniId"].dropna()
    assert len(interfaces) == 2
    assert all(interfaces.str.startswith("eni-"))


@pytest.mark.parametrize("sessions", SOURCES, indirect=True)
def test_polars_accepts_rows_of_models(sessions: list[Session]) -> None:
    frame = pl.DataFrame([session.to_dict() for session in sessions])
    assert frame.schema["State"] == pl.String
    assert frame.schema["StartTime"] == pl.Datetime("us", "UTC")
    assert list(frame["StartTime"]) == [session.start_time for session in sessions]
    assert "EniId" in frame.unnest("NetworkAccessConfiguration").columns


@pytest.mark.parametrize("shape", structures(), ids=lambda shape: shape.name)
def test_every_model_can_be_a_row(shape: StructureShape) -> None:
    cls: type[Model] = getattr(models, shape.name)
    rows = [cls.from_dict(wire(shape, form)).to_dict() for form in ("full", "required", "unknown")]
    assert len(pd.json_normalize(rows)) == len(rows)
    assert len(pl.DataFrame(rows, infer_schema_length=None)) == len(rows)


def test_rich_displays_a_model() -> None:
    started = datetime(2026, 1, 2, tzinfo=timezone.utc)
    session = Session(
        id="i", user_id="ada", stack_name="s", fleet_name="f", state="ACTIVE", start_time=started
    )
    console = Console(file=io.StringIO(), record=True, width=40)
    console.print(Pretty(session))
    assert "user_id='ada'" in console.export_text()
