"""What AI agents may do, on stacks and image builders alike."""

from __future__ import annotations

from appstream_typed.local.wire.messages import Body


def merged_agent_access(present: Body, changes: Body) -> Body:
    """The configuration after an update: members given replace, settings are merged by action."""
    settings = {
        setting["AgentAction"]: setting
        for setting in (*present.get("Settings", ()), *changes.get("Settings", ()))
    }
    return {**present, **changes, "Settings": list(settings.values())}
