"""Models made of the real one: with one of each kind of addition, and with each kind of breaking change."""

from __future__ import annotations

import copy
from typing import Any

Model = dict[str, Any]


def operation(model: Model, name: str, request: Model, result: Model | None = None) -> None:
    """Add an operation with its request, and its result if it has one."""
    added = copy.deepcopy(model["operations"]["StopFleet"])
    added["name"] = name
    added["input"] = {"shape": f"{name}Request"}
    added["output"] = {"shape": f"{name}Result"}
    model["operations"][name] = added
    model["shapes"][f"{name}Request"] = {"type": "structure", **request}
    model["shapes"][f"{name}Result"] = {"type": "structure", "members": {}, **(result or {})}


def members(**shapes: str) -> Model:
    """Return members of these shapes."""
    return {"members": {name: {"shape": shape} for name, shape in shapes.items()}}


def add_shapes(model: Model) -> None:
    """Structures, enums, lists and maps of every type, on requests and on values."""
    shapes = model["shapes"]
    shapes["Smell"] = {"type": "string", "enum": ["ROSES", "2_LEMONS", "old-socks", "old_socks"]}
    shapes["Ratio"] = {"type": "double"}
    shapes["Fingerprint"] = {"type": "blob"}
    shapes["Secret"] = {"type": "string", "sensitive": True, "min": 1, "max": 9, "pattern": "^s.*$"}
    shapes["SmellList"] = {"type": "list", "member": {"shape": "Smell"}, "max": 3}
    shapes["SmellTable"] = {"type": "list", "member": {"shape": "SmellList"}}
    shapes["Teleporter"] = {
        "type": "structure",
        "required": ["Name"],
        **members(
            Name="String",
            Smell="Smell",
            Smells="SmellTable",
            Accuracy="Ratio",
            Fingerprint="Fingerprint",
            Key="Secret",
            Import="String",
            Since="Timestamp",
            Parts="TeleporterPartMap",
            Counts="CountMap",
        ),
    }
    shapes["TeleporterPart"] = {"type": "structure", **members(Weight="Integer", Smell="Smell")}
    key = {"shape": "String"}
    part = {"shape": "TeleporterPart"}
    shapes["TeleporterPartMap"] = {"type": "map", "key": key, "value": part}
    shapes["CountMap"] = {"type": "map", "key": key, "value": {"shape": "Integer"}}
    shapes["TeleporterList"] = {"type": "list", "member": {"shape": "Teleporter"}}
    shapes["IdleThing"] = {"type": "structure", "members": {}}
    shapes["IdleEnum"] = {"type": "string", "enum": ["IDLE"]}
    shapes["Fleet"]["members"]["Teleporters"] = {"shape": "TeleporterList"}
    shapes["Stack"]["members"]["ComputeCapacity"] = {"shape": "ComputeCapacityStatus"}


def add_operations(model: Model) -> None:
    """Operations of every return, also in other resources than their shapes, and paged ones."""
    required = {"required": ["Name"]}
    operation(
        model,
        "CreateFleetTeleporter",
        {**members(Name="String", Smells="SmellTable", Parts="TeleporterPartMap", Tags="Tags")}
        | required,
        members(Teleporter="Teleporter"),
    )
    operation(model, "DeleteFleetTeleporter", members(Name="String") | required)
    operation(
        model,
        "MeasureFleetTeleporter",
        members(Name="String") | required,
        members(Accuracy="Ratio", Smells="SmellList"),
    )
    operation(model, "CountTeleports", members(), members(Counts="CountMap"))
    operation(model, "ListSmells", members(), members(Smells="SmellList"))
    operation(
        model,
        "DescribeFleetTeleporters",
        members(Names="StringList", NextToken="String", MaxResults="Integer"),
        members(Teleporters="TeleporterList", NextToken="String"),
    )
    operation(
        model,
        "DescribeFleetTeleports",
        members(NextToken="String"),
        members(Teleporters="TeleporterList", Smells="SmellList", NextToken="String"),
    )
    limited = members(MaxResults="Integer")
    operation(model, "GuessTheWeather", limited, members(Weather="String"))


def add_to_what_there_is(model: Model) -> None:
    """Parameters, members, values, errors, and a second list in a page."""
    shapes = model["shapes"]
    shapes["CreateFleetRequest"]["members"]["Teleporters"] = {"shape": "TeleporterList"}
    shapes["UpdateFleetRequest"]["members"]["Teleporters"] = {"shape": "TeleporterList"}
    shapes["UpdateFleetRequest"]["members"]["Smell"] = {"shape": "Smell"}
    shapes["Fleet"]["members"]["Smell"] = {"shape": "Smell"}
    shapes["StopFleetRequest"]["members"]["Gently"] = {"shape": "Boolean"}
    shapes["FleetState"]["enum"].append("DANCING")
    shapes["FleetAttribute"]["enum"].append("SMELL")
    shapes["DescribeStacksResult"]["members"]["Smells"] = {"shape": "SmellList"}
    shapes["CreateStackResult"]["members"]["Smell"] = {"shape": "Smell"}
    error = copy.deepcopy(shapes["ResourceNotFoundException"])
    shapes["TeleportException"] = error
    shapes["ValidationException"] = copy.deepcopy(error)  # AWS has it in common already
    for name in ("TeleportException", "ValidationException"):
        model["operations"]["CreateFleetTeleporter"]["errors"].append({"shape": name})
    shapes["Arn"]["pattern"] += "x?"  # words describe this pattern


def with_additions(model: Model) -> Model:
    """Return a copy of a model with one of each addition."""
    changed = copy.deepcopy(model)
    add_shapes(changed)
    add_operations(changed)
    add_to_what_there_is(changed)
    return changed
