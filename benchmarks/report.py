"""Prints the measurements, and writes a table and a plot of them into the documentation."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

BASE, OURS = "boto3", "appstream-typed"
FOLDER = Path(__file__).resolve().parents[1] / "docs" / "benchmarks"
PACKAGES = [
    "boto3",
    "botocore",
    "attrs",
    "cattrs",
    "aws-resource-validator-appstream",
    "boto3-dataclass-appstream",
    "capo-appstream",
    "msgspec",
    "pydantic",
    "mypy",
    "pyright",
    "boto3-stubs",
]


class Row(NamedTuple):
    """One measurement: a figure for each package."""

    title: str
    figures: Mapping[str, float]
    unit: str
    scale: float
    """The factor from seconds or bytes to the unit."""

    def ratio(self, name: str) -> float:
        """Return the ratio of a package's figure to boto3's."""
        return self.figures[name] / self.figures[BASE]


def show(rows: list[Row], grown: float) -> None:
    """Print all rows, with ratios to boto3."""
    for row in rows:
        print(f"\n{row.title}")
        for name, value in row.figures.items():
            shown = f"{value * row.scale:10.3f} {row.unit:5}"
            print(f"  {name:32} {shown} {row.ratio(name):7.2f}")
    print(f"\nIterating over a million sessions, resident memory grows by {grown:.1f} MiB.")


def write(rows: list[Row], grown: float) -> None:
    """Write the table and the plot for the documentation's page ``benchmarks``."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "results.txt").write_text(_table(rows, grown), encoding="utf-8")
    _plot(rows, FOLDER / "results.svg")


def _table(rows: list[Row], grown: float) -> str:
    """Return the rows as Markdown."""
    names = list(dict.fromkeys(name for row in rows for name in row.figures))
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for row in rows:
        cells = [
            f"{_rounded(row.figures[name] * row.scale)} {row.unit} ({row.ratio(name):.2f})"
            if name in row.figures
            else ""
            for name in names
        ]
        lines.append(f"| {row.title} | " + " | ".join(cells) + " |")
    used = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    lines += [
        "",
        f"Iterating over a million sessions, resident memory grows by {grown:.1f} MiB.",
        "",
        f"Measured with Python {platform.python_version()} on {platform.system()}: {used}.",
        "",
    ]
    return "\n".join(lines)


def _rounded(value: float) -> str:
    """Return a figure with three digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - digits


def _plot(rows: list[Row], path: Path) -> None:
    """Plot the ratio of each package to boto3 as bars."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    grey = "#7f7f7f"  # readable on white and on black
    mpl.rcParams.update(
        {
            "svg.hashsalt": "appstream-typed",
            "svg.fonttype": "none",
            "font.size": 11,  # readable on a phone
            "text.color": grey,
            "axes.edgecolor": grey,
            "axes.labelcolor": grey,
            "xtick.color": grey,
            "ytick.color": grey,
        }
    )
    names = [name for name in dict.fromkeys(n for row in rows for n in row.figures) if name != BASE]
    colours = dict(
        zip(names, ["#2f81f7", "#e3883e", "#9a6dd7", "#3fa266", "#c9527e"], strict=False)
    )
    bars = [(row, [name for name in names if name in row.figures]) for row in rows]
    height = 0.24 * sum(len(present) + 2 for _, present in bars)
    figure, axes = plt.subplots(figsize=(4.4, height + 2))
    right = 1.25 * max(row.ratio(name) for row, present in bars for name in present)
    place = 0.0
    for row, present in bars:
        axes.text(0, place, row.title.replace("`", ""), va="center", fontweight="bold")
        axes.vlines(1, place + 0.5, place + len(present) + 0.5, color=grey, linewidth=1, zorder=0)
        for name in present:
            place += 1
            ratio = row.ratio(name)
            axes.barh(place, ratio, color=colours[name], height=0.85, label=name)
            axes.text(right, place, f"{ratio:.2f}", va="center", ha="right")
        place += 2
    axes.set(yticks=[], ylim=(place - 1, -1), xlim=(0, right))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_xlabel("ratio to boto3's figure; lower is better")
    found = dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
    handles = [found[name] for name in names]
    axes.legend(handles, names, loc="upper left", bbox_to_anchor=(0, -0.6 / height), framealpha=0)
    figure.savefig(path, transparent=True, bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
