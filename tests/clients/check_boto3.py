"""Test plain boto3 with its paginators and waiters against a local AppStream."""

from __future__ import annotations

import os
import sys

import boto3
import botocore
from botocore.exceptions import ClientError, WaiterError

FLEET = f"boto3-{botocore.__version__}".replace(".", "-")

VARIABLE_SINCE = (1, 28)
"""The first boto3 version that reads AWS_ENDPOINT_URL_APPSTREAM."""

reads_variable = tuple(int(part) for part in boto3.__version__.split(".")[:2]) >= VARIABLE_SINCE
client = boto3.client(
    "appstream",
    endpoint_url=None if reads_variable else os.environ["AWS_ENDPOINT_URL_APPSTREAM"],
)
client.create_fleet(
    Name=FLEET,
    InstanceType="stream.standard.medium",
    ComputeCapacity={"DesiredInstances": 2},
    Tags={"by": "boto3"},
    ImageName="AppStream-WinServer2022-07-12-2026",
)
client.create_stack(Name=FLEET)
client.associate_fleet(FleetName=FLEET, StackName=FLEET)
client.start_fleet(Name=FLEET)
client.get_waiter("fleet_started").wait(Names=[FLEET], WaiterConfig={"Delay": 1})
pages = client.get_paginator("describe_fleets").paginate()
names = [fleet["Name"] for page in pages for fleet in page["Fleets"]]
assert FLEET in names, names
assert len(set(names)) == len(names)
arn = client.describe_fleets(Names=[FLEET])["Fleets"][0]["Arn"]
assert client.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"by": "boto3"}
try:
    client.delete_fleet(Name=FLEET)
except client.exceptions.ResourceInUseException as error:
    assert "associated" in str(error)
else:
    sys.exit("AppStream did not refuse to delete a fleet in use")
client.stop_fleet(Name=FLEET)
client.get_waiter("fleet_stopped").wait(Names=[FLEET], WaiterConfig={"Delay": 1})
try:
    client.get_waiter("fleet_started").wait(Names=[FLEET], WaiterConfig={"Delay": 1})
except WaiterError as error:
    assert "STOPPED" in str(error)
client.disassociate_fleet(FleetName=FLEET, StackName=FLEET)
client.delete_stack(Name=FLEET)
client.delete_fleet(Name=FLEET)
builder = client.create_image_builder(
    Name=FLEET,
    InstanceType="stream.standard.medium",
    ImageName="AppStream-WinServer2022-07-12-2026",
)
assert builder["ImageBuilder"]["State"] == "PENDING"
try:
    client.create_stack(Name="-")
except ClientError as error:
    assert error.response["Error"]["Code"] == "ValidationException"
client.delete_image_builder(Name=FLEET)
endpoint = "AWS_ENDPOINT_URL_APPSTREAM" if reads_variable else "endpoint_url="
print(
    f"boto3 {boto3.__version__}: fleet, paginator, waiters, tags, errors; endpoint from {endpoint}"
)
