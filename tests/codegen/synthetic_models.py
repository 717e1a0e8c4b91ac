"""A model that is derived from the real one, with each kind of addition."""

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
    """Add structures, enums, lists and maps with members of every type."""
    shapes = model["shapes"]
    shapes["Scent"] = {"type": "string", "enum": ["ROSES", "2_LEMONS", "old-socks", "old_socks"]}
    shapes["Ratio"] = {"type": "double"}
    shapes["Fingerprint"] = {"type": "blob"}
    shapes["Secret"] = {"type": "string", "sensitive": True, "min": 1, "max": 9, "pattern": "^s.*$"}
    shapes["ScentList"] = {"type": "list", "member": {"shape": "Scent"}, "max": 3}
    shapes["ScentTable"] = {"type": "list", "member": {"shape": "ScentList"}}
    shapes["Teleporter"] = {
        "type": "structure",
        "required": ["Name"],
        **members(
            Name="String",
            Scent="Scent",
            Scents="ScentTable",
            Accuracy="Ratio",
            Fingerprint="Fingerprint",
            Key="Secret",
            Import="String",
            Since="Timestamp",
            Parts="TeleporterPartMap",
            Counts="CountMap",
        ),
    }
    shapes["TeleporterPart"] = {"type": "structure", **members(Weight="Integer", Scent="Scent")}
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
    """Add operations with every kind of result, with shapes of other resources, and with pages."""
    required = {"required": ["Name"]}
    operation(
        model,
        "CreateFleetTeleporter",
        {**members(Name="String", Scents="ScentTable", Parts="TeleporterPartMap", Tags="Tags")}
        | required,
        members(Teleporter="Teleporter"),
    )
    operation(model, "DeleteFleetTeleporter", members(Name="String") | required)
    operation(
        model,
        "MeasureFleetTeleporter",
        members(Name="String") | required,
        members(Accuracy="Ratio", Scents="ScentList"),
    )
    operation(model, "CountTeleports", members(), members(Counts="CountMap"))
    operation(model, "ListScents", members(), members(Scents="ScentList"))
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
        members(Teleporters="TeleporterList", Scents="ScentList", NextToken="String"),
    )
    limited = members(MaxResults="Integer")
    operation(model, "GuessTheWeather", limited, members(Weather="String"))


def add_to_existing_names(model: Model) -> None:
    """Add parameters, members, values, errors, and a second list in a page."""
    shapes = model["shapes"]
    shapes["CreateFleetRequest"]["members"]["Teleporters"] = {"shape": "TeleporterList"}
    shapes["UpdateFleetRequest"]["members"]["Teleporters"] = {"shape": "TeleporterList"}
    shapes["UpdateFleetRequest"]["members"]["Scent"] = {"shape": "Scent"}
    shapes["Fleet"]["members"]["Scent"] = {"shape": "Scent"}
    shapes["StopFleetRequest"]["members"]["Gently"] = {"shape": "Boolean"}
    shapes["FleetState"]["enum"].append("FLOATING")
    shapes["FleetAttribute"]["enum"].append("SCENT")
    shapes["DescribeStacksResult"]["members"]["Scents"] = {"shape": "ScentList"}
    shapes["CreateStackResult"]["members"]["Scent"] = {"shape": "Scent"}
    error = copy.deepcopy(shapes["ResourceNotFoundException"])
    shapes["TeleportException"] = error
    common = {**copy.deepcopy(error), "error": {"httpStatusCode": 400}}
    shapes["ValidationException"] = common  # an error of all services
    for name in ("TeleportException", "ValidationException"):
        model["operations"]["CreateFleetTeleporter"]["errors"].append({"shape": name})
    shapes["Arn"]["pattern"] += "x?"  # the data has a text for this pattern


def with_additions(model: Model) -> Model:
    """Return a copy of a model with one addition of each kind."""
    changed = copy.deepcopy(model)
    add_shapes(changed)
    add_operations(changed)
    add_to_existing_names(changed)
    return changed
