"""Explains which attribute of a typed client replaces an attribute of a boto3 client."""

from __future__ import annotations

from appstream_typed._support.suggestions import did_you_mean

_INSTEAD = {
    "get_paginator": "every paged method returns a Pager: for fleet in client.describe_fleets()",
    "can_paginate": "every paged method returns a Pager: for fleet in client.describe_fleets()",
    "get_waiter": "use a method wait_until_..., such as client.wait_until_fleet_running('name')",
    "waiter_names": "the waiters are the methods wait_until_...",
    "exceptions": "import error classes: from appstream_typed import ResourceNotFoundException",
    "meta": "use client.boto3.meta",
    "generate_presigned_url": "use client.boto3.generate_presigned_url",
}


def explain_missing(cls: type, name: str) -> str:
    """Return the text of the ``AttributeError`` for an attribute that the class lacks."""
    msg = f"{cls.__name__!r} object has no attribute {name!r}"
    if name in _INSTEAD:
        return f"{msg}; {_INSTEAD[name]}"
    if name.startswith("_"):
        return msg
    public = [known for known in dir(cls) if not known.startswith("_")]
    return msg + did_you_mean(name, public)
