"""Tags of resources with an ARN."""

from __future__ import annotations

from collections.abc import Iterator

from appstream_typed.local.resources.registry import operation
from appstream_typed.local.state.accounts import AccountState
from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.service_errors import ServiceError, not_found

MAXIMUM = 50
"""The maximum number of tags of a resource (API_TagResource)."""


@operation("TagResource")
def tag_resource(state: AccountState, request: Body) -> Body:
    """Add tags, and replace existing ones with the same keys."""
    arn = _existing(state, request)
    tags = {**state.tags.get(arn, {}), **request["Tags"]}
    if len(tags) > MAXIMUM:
        msg = f"A resource can have at most {MAXIMUM} tags."
        raise ServiceError("LimitExceededException", msg)
    state.set_tags(arn, tags)
    return {}


@operation("UntagResource")
def untag_resource(state: AccountState, request: Body) -> Body:
    """Remove tags. Keys without a tag are ignored."""
    arn = _existing(state, request)
    tags = state.tags.get(arn, {})
    state.set_tags(arn, {key: tags[key] for key in tags if key not in request["TagKeys"]})
    return {}


@operation("ListTagsForResource")
def list_tags_for_resource(state: AccountState, request: Body) -> Body:
    """List tags."""
    return {"Tags": dict(state.tags.get(_existing(state, request), {}))}


def _existing(state: AccountState, request: Body) -> str:
    wanted = str(request["ResourceArn"])
    if wanted not in _arns(state):
        raise not_found("Resource", wanted)
    return wanted


def _arns(state: AccountState) -> Iterator[str]:
    for table in state.tables.values():
        for record in table:
            yield str(record.body.get("Arn", ""))
