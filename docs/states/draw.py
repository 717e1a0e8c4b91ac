"""Draws the state diagrams of image builders, fleets and sessions from the behaviour of a local AppStream.

    python docs/states/draw.py            writes NAME.dot and NAME.svg; needs Graphviz
    python docs/states/draw.py --check    fails if a .dot file is outdated

For each state, the script starts a new local AppStream, brings a resource into that state, and tries every
action. The diagrams therefore show observed behaviour. The target states of waiters are green.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import frozen

from appstream_typed import (
    ApiError,
    AppStreamClient,
    ComputeCapacity,
    FleetState,
    ImageBuilderState,
    PaginationError,
    SessionState,
)
from appstream_typed.enums.base import OpenEnum
from appstream_typed.local import LocalAppStream, ManualClock
from appstream_typed.waiters import WaiterSpec, descriptions

FOLDER = Path(__file__).resolve().parent
GONE = "deleted"
# Seconds by which the clock advances: an hour in short steps, then a day in longer ones.
STEPS = [20.0] * 180 + [600.0] * 150

Act = Callable[[LocalAppStream, AppStreamClient], object]


@frozen
class Life:
    """The actions to try with one kind of resource."""

    name: str
    states: type[OpenEnum]
    prepare: Act
    begin: tuple[str, Act]
    acts: Mapping[str, Act]
    look: Callable[[AppStreamClient], OpenEnum | None]


def image_builder() -> Life:
    """Return the actions for an image builder."""
    return Life(
        name="image_builder",
        states=ImageBuilderState,
        prepare=lambda _local, _client: None,
        begin=(
            "create_image_builder",
            lambda _, client: client.create_image_builder(
                name="x",
                instance_type="stream.standard.medium",
                image_name="AppStream-WinServer2022-07-12-2026",
            ),
        ),
        acts={
            "start_image_builder": lambda _, client: client.start_image_builder(name="x"),
            "stop_image_builder": lambda _, client: client.stop_image_builder(name="x"),
            "delete_image_builder": lambda _, client: client.delete_image_builder(name="x"),
            "snapshot": lambda local, _: local.make_image("x", "image-of-x"),
            "fails": _while("PENDING", "RUNNING", act=lambda local: local.fail_image_builder("x")),
        },
        look=lambda client: _state(client.describe_image_builders().first()),
    )


def fleet() -> Life:
    """Return the actions for a fleet."""
    return Life(
        name="fleet",
        states=FleetState,
        prepare=lambda _local, _client: None,
        begin=("create_fleet", lambda _, client: _create_fleet(client)),
        acts={
            "start_fleet": lambda _, client: client.start_fleet(name="x"),
            "stop_fleet": lambda _, client: client.stop_fleet(name="x"),
            "delete_fleet": lambda _, client: client.delete_fleet(name="x"),
            "fails": lambda local, _: local.fail_fleet("x"),
        },
        look=lambda client: _state(client.describe_fleets().first()),
    )


def session() -> Life:
    """Return the actions for a session."""

    def prepare(_: LocalAppStream, client: AppStreamClient) -> None:
        _create_fleet(client)
        client.create_stack(name="x")
        client.associate_fleet(fleet_name="x", stack_name="x")
        client.start_fleet(name="x")

    def listed(client: AppStreamClient) -> OpenEnum | None:
        return _state(client.describe_sessions(stack_name="x", fleet_name="x").first())

    def id_of(client: AppStreamClient) -> str:
        return client.describe_sessions(stack_name="x", fleet_name="x").one().id

    return Life(
        name="session",
        states=SessionState,
        prepare=prepare,
        begin=("user connects", lambda local, _: local.user_connects("x", "x", "ada")),
        acts={
            "expire_session": lambda _, client: client.expire_session(session_id=id_of(client)),
            "user disconnects": lambda local, client: local.user_disconnects(id_of(client)),
        },
        look=listed,
    )


LIVES = (image_builder, fleet, session)


def _create_fleet(client: AppStreamClient) -> None:
    client.create_fleet(
        name="x",
        instance_type="stream.standard.medium",
        image_name="AppStream-WinServer2022-07-12-2026",
        compute_capacity=ComputeCapacity(desired_instances=1),
    )


def _while(*states: str, act: Callable[[LocalAppStream], object]) -> Act:
    """Return an action that uses a control only in the given states; the control works in every state."""

    def do(local: LocalAppStream, client: AppStreamClient) -> None:
        state = client.describe_image_builders().one().state
        if state not in states:
            msg = f"not while {state}"
            raise ValueError(msg)
        act(local)

    return do


def _state(item: object) -> OpenEnum | None:
    return getattr(item, "state", None)


def explore(life: Life) -> set[tuple[str, str, str]]:
    """Return each observed change: the state before, the action, and the state after.

    The action is empty if the state changes when time passes.
    """
    label, begin = life.begin
    ways: dict[str, list[Act]] = {}
    edges: set[tuple[str, str, str]] = set()

    def seen(before: str, what: str, way: list[Act]) -> None:
        after = _after(life, way)
        if after in {None, before}:
            return
        edges.add((before, what, str(after)))
        if after not in ways and after != GONE:
            ways[str(after)] = way
            for name, act in life.acts.items():
                seen(str(after), name, [*way, act])
            seen(str(after), "", [*way, _let_time_pass(life)])

    seen("", label, [begin])
    return edges


def _after(life: Life, way: list[Act]) -> str | None:
    """Return the state after a sequence of actions, or ``None`` if the last one is not possible."""
    with LocalAppStream(clock=ManualClock()) as local, local.client() as client:
        life.prepare(local, client)
        _settle(local)
        try:
            for act in way:
                act(local, client)
        except (ApiError, PaginationError, ValueError):
            return None
        state = life.look(client)
        return GONE if state is None else str(state)


def _settle(local: LocalAppStream) -> None:
    clock = local.clock
    assert isinstance(clock, ManualClock)
    clock.advance(3600)


def _let_time_pass(life: Life) -> Act:
    def act(local: LocalAppStream, client: AppStreamClient) -> None:
        clock = local.clock
        assert isinstance(clock, ManualClock)
        before = life.look(client)
        for seconds in STEPS:
            clock.advance(seconds)
            if life.look(client) != before:
                return

    return act


def goals(life: Life) -> set[str]:
    """Return the target states of a resource's waiters."""
    specs = [spec for spec in vars(descriptions).values() if isinstance(spec, WaiterSpec)]
    return {
        state
        for spec in specs
        if spec.name.startswith(life.name)
        for state in sorted(spec.success) or [GONE]
    }


def dot(life: Life) -> str:
    """Return the diagram in Graphviz's language."""
    edges = explore(life)
    waited = goals(life)
    suffix = f"_{life.name}"
    reached = {state for before, _, after in edges for state in (before, after)}
    lines = [
        f"digraph {life.name} {{",
        '  bgcolor="transparent"; rankdir="TB"; nodesep=0.25; ranksep=0.5;',
        '  node [shape=box, margin="0.06,0.03", height=0.35, width=0.3, style="rounded,filled", fontname="Helvetica", fontsize=14];',
        '  node [fillcolor="#f4f6f8", color="#7f7f7f", fontcolor="#1f2328"];',
        '  edge [color="#7f7f7f", fontcolor="#7f7f7f", fontname="Helvetica", fontsize=14];',
        '  "" [shape=point, width=0.12, color="#7f7f7f", fillcolor="#7f7f7f"];',
    ]
    for state in [*life.states, GONE]:
        if str(state) not in reached:
            continue
        fill = "#d5f0dd" if str(state) in waited else "#fbdcdc" if state == "FAILED" else "#f4f6f8"
        lines.append(f'  "{state}" [fillcolor="{fill}"];')
    for before, what, after in sorted(edges):
        style = f'label=" {what.removesuffix(suffix)} "' if what else "style=dashed"
        lines.append(f'  "{before}" -> "{after}" [{style}];')
    return "\n".join([*lines, "}", ""])


def main() -> int:
    """Draw or check the diagrams. Return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing, and fail if a file is outdated"
    )
    options = parser.parse_args()
    texts = {FOLDER / f"{life.name}.dot": dot(life) for life in (make() for make in LIVES)}
    if options.check:
        changed = [path.name for path, text in texts.items() if path.read_text("utf-8") != text]
        if changed:
            print(f"outdated: {', '.join(changed)}; run python docs/states/draw.py")
        return 1 if changed else 0
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
        command = ["dot", "-Tsvg", "-o", str(path.with_suffix(".svg")), str(path)]
        subprocess.run(command, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
