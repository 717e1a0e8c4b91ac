"""Restores models from pickles, including those of other releases.

A pickle contains the result of a model's ``to_dict()``, and names no class except the model's. An older
release, which lacks a new enum, structure or member, can therefore load it. It keeps unknown members in
``unknown_members``. Pickles of earlier releases contain Python names of fields. They can be loaded too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from attrs import AttrsInstance

from appstream_typed._conversion.annotations import SLOT, attributes, pascal_case, wire_name
from appstream_typed._conversion.converter import structure
from appstream_typed._conversion.requests import encode
from appstream_typed._conversion.unknown_members import keep, unknown_members

Get = Callable[[Any], object]
Put = Callable[[Any, object], None]


def restore(model: AttrsInstance, state: Mapping[str, object]) -> None:
    """Fill a new model from a pickled state.

    If the state lacks an optional field, the model gets its default. If the state lacks a required
    field, the model gets the value that ``from_dict`` assigns.

    Raises:
        ResponseError: The state does not match AppStream's model.
    """
    cls = type(model)
    wires, slots = _plan(cls)
    if not wires.keys().isdisjoint(state):
        state = _in_boto3s_form(state, wires)
    read = structure(dict(state), cls, cls.__name__)
    for get, put in slots:
        put(model, get(read))
    keep(model, unknown_members(read))


@cache
def _plan(cls: type[AttrsInstance]) -> tuple[Mapping[str, str], Sequence[tuple[Get, Put]]]:
    """Return AWS's names by field, and the functions that read and set each slot."""
    wires = {attribute.name: wire_name(attribute) for attribute in attributes(cls)}
    slots = [getattr(cls, name) for name in wires]
    return wires, [(slot.__get__, slot.__set__) for slot in slots]


def _in_boto3s_form(state: Mapping[str, object], wires: Mapping[str, str]) -> dict[str, object]:
    members = dict(cast("Mapping[str, object]", state.get(SLOT, {})))
    for name, value in state.items():
        if name in wires:
            members[wires[name]] = value
        elif name in wires.values():
            members[name] = value
        elif name != SLOT:  # a field of a later release
            members[pascal_case(name)] = encode(value)
    return members
