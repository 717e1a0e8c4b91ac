"""Make the same call with boto3 and with a typed client, and compare the results."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen
from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError

from appstream_typed import AppStreamClient, AsyncAppStreamClient, AsyncPager, Pager
from tests.shapes import typed_argument, without_empty

TypedClient = AppStreamClient | AsyncAppStreamClient
WHOLE = "*"
"""The value of ``Call.member`` if the typed call returns all members of the result."""


@frozen(eq=False)
class Call:
    """A request in boto3's form."""

    operation: str
    """AWS's name of the operation."""
    member: str | None = None
    """The member of the result that a typed call returns, or ``None`` if it returns nothing."""
    parameters: Mapping[str, Any] = field(factory=dict)

    @property
    def method(self) -> str:
        return xform_name(self.operation)


class Caller:
    """A sync or async typed client with its boto3 client."""

    def __init__(self, client: TypedClient) -> None:
        self.client: Any = client
        self.boto3: Any = client.boto3

    def plain(self, call: Call) -> Any:
        """Make a call with boto3. Return the member of the result, or the error."""
        try:
            result = getattr(self.boto3, call.method)(**call.parameters)
        except (ClientError, ParamValidationError) as error:
            return outcome_of(error)
        if call.member == WHOLE:
            return comparable({k: v for k, v in result.items() if k != "ResponseMetadata"})
        return None if call.member is None else comparable(result.get(call.member, []))

    def typed(self, call: Call) -> Any:
        """Make a call with the typed client. Return the result in boto3's form, or the error."""
        try:
            result = self.run(call)
        except (ClientError, ParamValidationError) as error:
            return outcome_of(error)
        return comparable(result)

    def run(self, call: Call) -> Any:
        """Make a call with the typed client. Return its models or raise its error."""
        method = getattr(self.client, call.method)
        shapes = self.boto3.meta.service_model.operation_model(call.operation).input_shape
        keywords = {
            xform_name(name): typed_argument(shapes.members[name], value)
            for name, value in call.parameters.items()
        }
        if isinstance(self.client, AppStreamClient):
            result = method(**keywords)
            return list(next(result.pages()).items) if isinstance(result, Pager) else result
        return asyncio.run(_first_page(method(**keywords)))

    def close(self) -> None:
        """Close the typed client, and the boto3 client if one was passed in."""
        if isinstance(self.client, AppStreamClient):
            self.client.close()
        else:
            asyncio.run(self.client.close())
        self.boto3.close()


async def _first_page(result: Any) -> Any:
    if isinstance(result, AsyncPager):
        async for page in result.pages():
            return list(page.items)
    return await result


def outcome_of(error: ClientError | ParamValidationError) -> tuple[str, ...]:
    """Return the facts of an error that must be equal for both clients."""
    if isinstance(error, ParamValidationError):
        return ("ParamValidationError", str(error))
    found = error.response["Error"]
    return (error.operation_name, found["Code"], found.get("Message", ""))


def comparable(value: Any) -> Any:
    """Return a result in boto3's form without the empty lists that models omit."""
    return without_empty(_in_the_form_of_boto3(value))


def _in_the_form_of_boto3(value: Any) -> Any:
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, (list, tuple)):
        return [_in_the_form_of_boto3(item) for item in value]
    return value
