"""One run of the generator, which completes the data and renders the files without writing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from codegen.accepted_model import (
    FILE,
    VERSIONS_FILE,
    read_accepted,
    read_versions,
    render_accepted,
    render_versions,
    with_new_names,
)
from codegen.build_service import build
from codegen.complete import complete
from codegen.data_files import DataFiles
from codegen.missing_texts import missing_texts
from codegen.problems import Problems
from codegen.read_model import Snapshot, read_snapshot
from codegen.render import render
from codegen.render.snapshot import render_snapshot


class Run:
    """The files and the report of one run.

    Args:
        folder: The data.
        snapshot: The model; by default that of the installed botocore.
        accept: Whether to accept types that changed incompatibly.

    Raises:
        CodegenError: The model has a removal or an incompatible change, or the data is wrong.
    """

    def __init__(
        self, folder: Path, *, snapshot: Snapshot | None = None, accept: bool = False
    ) -> None:
        files, accepted = DataFiles(folder), read_accepted(folder)
        if snapshot is None:
            snapshot = read_snapshot(files.data().service.service)
        self._added = complete(files, snapshot, accepted.types)
        data = files.data()
        problems = Problems()
        service = build(snapshot, data, {} if accept else accepted.types, problems)
        versions = with_new_names(read_versions(folder), snapshot, accepted)
        self._notes = problems.notes
        self._missing = missing_texts(data)
        self.package = service.package
        """The import name of the package."""
        self.package_files = render(service)
        """The unformatted text of each file of the package, by path."""
        self.package_files["_snapshot.json"] = render_snapshot(snapshot, versions)
        self.data_files = {**files.changed(), FILE: render_accepted(snapshot)}
        """The text of each data file that may have changed, by path."""
        if (folder / VERSIONS_FILE).is_file():
            self.data_files[VERSIONS_FILE] = render_versions(folder, versions)

    def report(self) -> str:
        """Return the additions, the notes for review and the missing texts."""
        return "".join(
            [
                *_section("Added to the data, by rule:", self._added),
                *_section("For review; this does not stop the generator:", self._notes),
                *_section("Texts are missing in the data:", self._missing),
            ]
        )


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{title}\n"
        yield from (f"  {line}\n" for line in lines)
