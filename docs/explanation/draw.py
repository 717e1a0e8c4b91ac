"""Draws the layers of the package, and the path of a call and of a page through them.

    python docs/explanation/draw.py            writes architecture.svg
    python docs/explanation/draw.py --check    fails if the file is outdated

The layers come from the contract of import-linter in ``pyproject.toml``. To find the paths, the script
traces two calls to a local AppStream.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from types import FrameType

from attrs import frozen

import appstream_typed
from appstream_typed import AppStreamClient, ComputeCapacity
from appstream_typed.local import LocalAppStream

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PICTURE = Path(__file__).with_name("architecture.svg")
PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
PACKAGE = Path(appstream_typed.__file__).parent

ROLES = {
    "__pyinstaller": "the hook for frozen programs",
    "__main__": "the command that checks an account",
    "_diagnosis": "compares typed results with boto3's",
    "local": "a local AppStream for tests",
    "workflows": "change a fleet, tear down stacks",
    "client": "AppStreamClient",
    "async_client": "AsyncAppStreamClient",
    "operations": "90 methods",
    "async_operations": "the same for asyncio",
    "waiters": "wait for a state",
    "sweeps": "read whole accounts",
    "paging": "Pager, AsyncPager, Page",
    "_descriptions": "name and result of each operation",
    "models": "frozen attrs classes",
    "_transport": "calls boto3, and retries",
    "_conversion": "boto3's dicts to models, and back",
    "errors": "exceptions",
    "enums": "open enums",
    "retries": "RetryPolicy",
    "metadata": "ResponseMetadata",
    "_support": "lazy imports, suggestions, redaction",
    "_version": "the version",
}
"""The role of each module and package in the diagram."""

AROUND = {
    "_transport": (
        "attempts, retry_rules, pace: when to send",
        "body_reader, bodies: read the response",
        "recorder: metadata of the response",
    )
}
"""Additional lines in a layer, for modules that take part in a call but are not among its frames."""

CALL, PAGE = "create_stack", "describe_fleets().all"

WIDTH = 358
"""The width of a phone's text column in pixels, so that a phone shows the diagram at full size."""
_PAD, _LINE, _GAP, _ROLE = 8, 16, 6, 112
_BLUE, _GREEN = "#0b5cad", "#1a7f37"


@frozen
class Frame:
    """A function of this package between the caller and botocore."""

    file: str
    """The path relative to the package."""
    function: str

    @property
    def layer(self) -> str:
        """The top-level module or package."""
        return self.file.split("/", maxsplit=1)[0].removesuffix(".py")


def frames(client: AppStreamClient, call: Callable[[AppStreamClient], object]) -> list[Frame]:
    """Return the frames of a call when botocore starts its last request, the outermost first."""
    found: list[Frame] = []

    def trace(**_: object) -> None:
        found[:] = reversed(list(_of_package(sys._getframe())))  # noqa: SLF001 - inspect is slower

    events = client.boto3.meta.events
    events.register_last("provide-client-params.appstream", trace, unique_id="frames")
    try:
        call(client)
    finally:
        events.unregister("provide-client-params.appstream", unique_id="frames")
    return found


def _of_package(frame: FrameType | None) -> Iterator[Frame]:
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if PACKAGE in path.parents:
            yield Frame(path.relative_to(PACKAGE).as_posix(), frame.f_code.co_name)
        frame = frame.f_back


def layers() -> list[list[str]]:
    """Return the layers from top to bottom, each with its modules and packages."""
    contracts = tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    contract = next(each for each in contracts if each.get("containers") == ["appstream_typed"])
    return [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]


def svg() -> str:
    """Return the diagram as SVG."""
    with LocalAppStream() as local, local.client() as client:
        client.create_fleet(
            name="x",
            instance_type="stream.standard.medium",
            image_name="AppStream-WinServer2022-07-12-2026",
            compute_capacity=ComputeCapacity(desired_instances=1),
        )
        ways = (
            frames(client, lambda client: client.create_stack(name="x")),
            frames(client, lambda client: client.describe_fleets().all()),
        )
    marks: dict[str, list[tuple[str, str]]] = {}
    for way, prefix, colour in zip(ways, ("C", "P"), (_BLUE, _GREEN), strict=True):
        for number, frame in enumerate(way, 1):
            marks.setdefault(frame.layer, []).append((f"{prefix}{number}", colour))
    parts: list[str] = []
    y = 4
    y = _legend(parts, y, ways)
    for layer in layers():
        y = _layer(parts, y, layer, marks) + _GAP
    y = _box(
        parts, y, 0, WIDTH, ["botocore", "signs and sends the request to AppStream"], fill="#fdf3d8"
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="440" viewBox="0 0 {WIDTH} {y + 4}" '
        'font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#1f2328">'
    )
    style = "<style>.mark { font-size: 11px; fill: #ffffff; text-anchor: middle }</style>"
    return "\n".join([head, style, *parts, "</svg>", ""])


def _legend(parts: list[str], y: int, ways: tuple[list[Frame], ...]) -> int:
    lines = [
        f"C: {len(ways[0])} frames of {CALL}(...)",
        f"P: {len(ways[1])} frames of {PAGE}()",
        "A box may import only from boxes below it.",
    ]
    return _box(parts, y, 0, WIDTH, lines, fill="#fdf3d8", bold=False) + _GAP


def _layer(
    parts: list[str], y: int, names: list[str], marks: dict[str, list[tuple[str, str]]]
) -> int:
    columns = min(len(names), 2)
    width = (WIDTH - _GAP * (columns - 1)) // columns
    bottom = y
    for number, name in enumerate(names):
        if number and number % columns == 0:
            y = bottom + _GAP // 2
        x = number % columns * (width + _GAP)
        lines = [name, ROLES[name]] if columns > 1 else [name]
        bottom = _box(parts, y, x, width, [*lines, *AROUND.get(name, ())], marks.get(name, ()))
    if columns == 1:  # wide enough to show the role beside the name
        role = escape(ROLES[names[0]])
        parts.append(f'<text x="{_ROLE}" y="{y + _PAD + 10}">{role}</text>')
    return bottom


def _box(
    parts: list[str],
    y: int,
    x: int,
    width: int,
    lines: list[str],
    marks: list[tuple[str, str]] | tuple[()] = (),
    *,
    fill: str = "#f4f6f8",
    bold: bool = True,
) -> int:
    """Draw a box, and return its bottom edge."""
    height = _PAD * 2 + _LINE * len(lines) - 4
    parts.append(
        f'<rect x="{x + 0.5}" y="{y + 0.5}" width="{width - 1}" height="{height}" rx="6" '
        f'fill="{fill}" stroke="#7f7f7f"/>'
    )
    for number, line in enumerate(lines):
        weight = ' font-weight="bold"' if bold and not number else ""
        parts.append(
            f'<text x="{x + _PAD}" y="{y + _PAD + 10 + _LINE * number}"{weight}>{escape(line)}</text>'
        )
    for number, (mark, colour) in enumerate(reversed(marks)):
        right = x + width - _PAD - 26 * (number + 1) + 2
        parts += [
            f'<rect x="{right}" y="{y + 5}" width="24" height="16" rx="8" fill="{colour}"/>',
            f'<text x="{right + 12}" y="{y + 17}" class="mark">{mark}</text>',
        ]
    return y + height + 1


def main() -> int:
    """Draw or check the diagram. Return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing, and fail if the file is outdated"
    )
    text = svg()
    if not parser.parse_args().check:
        PICTURE.write_text(text, encoding="utf-8")
    elif not PICTURE.is_file() or PICTURE.read_text("utf-8") != text:
        print(f"{PICTURE.name} is outdated; run python docs/explanation/draw.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
