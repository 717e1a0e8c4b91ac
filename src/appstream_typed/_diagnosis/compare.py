"""Compares a typed result with boto3's dict of the same response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeGuard, cast, runtime_checkable

from attrs import AttrsInstance, field, frozen
from botocore.model import ListShape, MapShape, Shape, StructureShape

from appstream_typed._conversion.annotations import attributes
from appstream_typed._diagnosis import safe

_FREE_ENUMS = frozenset({"EntitlementAttributeName"})
"""Enums whose values an administrator may choose."""


@frozen(kw_only=True)
class Comparison:
    """The outcome of one or more comparisons. It contains no values except unknown enum values."""

    differences: frozenset[str] = frozenset()
    """Members that differ, each with the kind of difference: ``Fleet.State: different value``."""
    unknown_members: frozenset[str] = frozenset()
    """Members that this release does not contain: ``Session.Foo``."""
    unknown_values: frozenset[tuple[str, str]] = frozenset()
    """Pairs of an enum and a value that this release does not contain."""
    omitted: frozenset[str] = frozenset()
    """Required members that AWS omitted. The typed result has an empty value for each."""

    def __or__(self, other: Comparison) -> Comparison:
        return Comparison(
            differences=self.differences | other.differences,
            unknown_members=self.unknown_members | other.unknown_members,
            unknown_values=self.unknown_values | other.unknown_values,
            omitted=self.omitted | other.omitted,
        )


@runtime_checkable
class TypedModel(Protocol):
    """The part of a model that a comparison uses."""

    @property
    def unknown_members(self) -> Mapping[str, object]:
        """Members that this release does not contain."""
        ...

    def to_dict(self) -> dict[str, object]:
        """Return the structure in boto3's form."""
        ...


@runtime_checkable
class _OpenEnum(Protocol):
    @property
    def is_known(self) -> bool: ...


def compare_response(
    typed: TypedModel | Mapping[str, object],
    plain: Mapping[str, object],
    sent: Mapping[str, object],
    shape: StructureShape,
) -> Comparison:
    """Compare one response.

    Args:
        typed: The typed result: a model, or a mapping of its members.
        plain: boto3's dict.
        sent: The members as AWS sent them, including those unknown to botocore.
        shape: botocore's description of the result.
    """
    unknown = _Unknown()
    if isinstance(typed, Mapping):
        unknown.look_into(tuple(typed.values()))
        for name, value in [*plain.items(), *sent.items()]:
            if name not in typed and name != "ResponseMetadata" and value is not None:
                unknown.add_member(shape.name, name)
    else:
        unknown.look_into(typed)
    comparison = _Comparison(unknown.places)
    comparison.compare(_as_boto3(typed), dict(plain), shape, shape.name)
    return Comparison(
        differences=frozenset(comparison.differences),
        unknown_members=frozenset(unknown.members),
        unknown_values=frozenset(unknown.values),
        omitted=frozenset(comparison.omitted),
    )


def _as_boto3(value: object) -> object:
    if isinstance(value, TypedModel):
        return value.to_dict()
    if isinstance(value, Mapping):
        entries = cast("Mapping[Any, object]", value)
        return {key: _as_boto3(item) for key, item in entries.items()}
    return [_as_boto3(item) for item in value] if _is_sequence(value) else value


class _Unknown:
    """The members and values in a typed result that this release does not contain."""

    def __init__(self) -> None:
        self.places: set[tuple[str, str]] = set()
        self.members: set[str] = set()
        self.values: set[tuple[str, str]] = set()

    def add_member(self, owner: str, name: str) -> None:
        """Record an unknown member of a structure."""
        self.places.add((owner, name))
        self.members.add(f"{owner}.{safe.member_name(name)}")

    def look_into(self, value: object) -> None:
        """Record the unknown members and enum values in a value, at any depth."""
        kind = type(value).__name__
        if isinstance(value, TypedModel):
            for name in value.unknown_members:
                self.add_member(kind, name)
            for attribute in attributes(cast("type[AttrsInstance]", type(value))):
                self.look_into(getattr(value, attribute.name))
        elif isinstance(value, str) and isinstance(value, _OpenEnum):
            if value and not value.is_known:  # an empty value replaces an omitted member
                shown = safe.HIDDEN if kind in _FREE_ENUMS else safe.enum_value(str(value))
                self.values.add((kind, shown))
        elif _is_sequence(value):
            for item in value:
                self.look_into(item)


@frozen
class _Comparison:
    """The comparison of two results in boto3's form. The first is from the typed result."""

    unknown: set[tuple[str, str]]
    """Pairs of a structure and a member that this release does not contain."""
    differences: set[str] = field(init=False, factory=set[str])
    omitted: set[str] = field(init=False, factory=set[str])

    def compare(self, typed: object, plain: object, shape: Shape, place: str) -> None:
        """Record where two values differ."""
        if isinstance(shape, StructureShape) and _is_dict(typed) and _is_dict(plain):
            self._compare_members(typed, plain, shape)
        elif isinstance(shape, ListShape) and _is_sequence(typed) and _is_sequence(plain):
            kept = [item for item in plain if item is not None]  # typed results contain no nulls
            if len(typed) != len(kept):
                self._note(place, "different number of items")
            for left, right in zip(typed, kept, strict=False):
                self.compare(left, right, shape.member, f"{place}[]")
        elif isinstance(shape, MapShape) and _is_dict(typed) and _is_dict(plain):
            entries = {key: value for key, value in plain.items() if value is not None}
            if typed.keys() != entries.keys():
                self._note(place, "different keys")
            for key in typed.keys() & entries.keys():
                self.compare(typed[key], entries[key], shape.value, f"{place}[]")
        elif typed != plain or isinstance(typed, bool) is not isinstance(plain, bool):
            left, right = type(typed).__name__, type(plain).__name__
            same = "different value"
            self._note(place, same if left == right else f"{left} instead of boto3's {right}")

    def _compare_members(
        self, typed: dict[str, object], plain: dict[str, object], shape: StructureShape
    ) -> None:
        # Members unknown to botocore are neither in its model nor in boto3's dict.
        for name, member_shape in shape.members.items():
            place = f"{shape.name}.{name}"
            if (shape.name, name) in self.unknown:
                continue
            left, right = (
                None if value == [] else value for value in (typed.get(name), plain.get(name))
            )
            if right is None and left is not None:
                if name in shape.required_members:
                    self.omitted.add(place)
                else:
                    self._note(place, "missing in boto3's dict")
            elif left is None and right is not None:
                self._note(place, "only in boto3's dict")
            else:
                self.compare(left, right, member_shape, place)

    def _note(self, place: str, how: str) -> None:
        self.differences.add(f"{place}: {how}")


def _is_dict(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _is_sequence(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    return isinstance(value, (list, tuple))
