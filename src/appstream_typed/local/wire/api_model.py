"""AppStream's service model in the installed botocore."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from attrs import frozen
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape


@frozen(eq=False)
class ApiModel:
    """AppStream's operations, and a mirrored copy of each whose input is the operation's output.

    botocore's serializers write only requests. With a mirrored operation, they write a response.
    """

    service: ServiceModel
    operations: dict[str, OperationModel]
    mirrored: dict[str, OperationModel]
    error_status: dict[str, int]
    """The HTTP status by error code."""
    target_prefix: str

    def input_shape(self, operation: str) -> Shape | None:
        """Return the shape of the operation's request."""
        return self.operations[operation].input_shape

    def message_member(self, code: str) -> str:
        """Return the name of the member that contains the message of an error.

        It is ``Message`` in AppStream's model, and ``message`` in the errors of AWS's front end, which
        the model lacks.
        """
        return "Message" if code in self.error_status else "message"


@cache
def load_model() -> ApiModel:
    """Load the model of the installed botocore."""
    raw = cast("dict[str, Any]", Loader().load_service_model("appstream", "service-2"))
    service = ServiceModel(raw, "appstream")
    mirrored: dict[str, OperationModel] = {}
    for name, operation in raw["operations"].items():
        turned = {key: value for key, value in operation.items() if key != "input"}
        if "output" in operation:
            turned["input"] = operation["output"]
        mirrored[name] = OperationModel(turned, service, name)
    return ApiModel(
        service=service,
        operations={name: service.operation_model(name) for name in raw["operations"]},
        mirrored=mirrored,
        error_status={
            name: int(shape.get("error", {}).get("httpStatusCode", 400))
            for name, shape in raw["shapes"].items()
            if shape.get("exception")
        },
        target_prefix=str(service.metadata["targetPrefix"]),
    )
