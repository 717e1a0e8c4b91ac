"""The agent access configuration of stacks and image builders."""

from __future__ import annotations

from appstream_typed.local.wire.messages import Body


def merged_agent_access(present: Body, changes: Body) -> Body:
    """Return the configuration after an update.

    Members of the update replace present ones. Settings are merged by action.
    """
    settings = {
        setting["AgentAction"]: setting
        for setting in (*present.get("Settings", ()), *changes.get("Settings", ()))
    }
    return {**present, **changes, "Settings": list(settings.values())}
