"""A typical program. This file is type-checked but never run."""

from __future__ import annotations

import sys

import boto3

from appstream_typed import (
    AppStreamClient,
    ComputeCapacity,
    ImageBuilder,
    ImageBuilderState,
    InstanceType,
    LimitExceededException,
    ResourceAlreadyExistsException,
    VpcConfig,
)


def addresses(client: AppStreamClient) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for stack in client.describe_stacks():
        for fleet in client.list_associated_fleets(stack_name=stack.name):
            for session in client.describe_sessions(stack_name=stack.name, fleet_name=fleet):
                network = session.network_access_configuration
                if network is not None:
                    found[session.id] = network.eni_ipv6_addresses
    return found


def builder(client: AppStreamClient, name: str, subnets: list[str]) -> ImageBuilder:
    try:
        return client.create_image_builder(
            name=name,
            instance_type=InstanceType.STREAM_GRAPHICS_G4DN_XLARGE,
            vpc_config=VpcConfig(subnet_ids=subnets),
            tags={"team": "design"},
        )
    except ResourceAlreadyExistsException:
        return client.describe_image_builders(names=[name]).one()
    except LimitExceededException as error:
        sys.exit(f"{error.operation}: {error.message}")


def describe(state: ImageBuilderState) -> str:
    match state:
        case ImageBuilderState.RUNNING:
            return "ready"
        case ImageBuilderState.STOPPED | ImageBuilderState.STOPPING:
            return "off"
        case _:
            return f"in between: {state}"


def main() -> None:
    session = boto3.Session(region_name="eu-west-1")
    with AppStreamClient(session=session) as client:
        client.create_fleet(
            name="f",
            instance_type="stream.standard.small",
            fleet_type="ON_DEMAND",
            compute_capacity=ComputeCapacity(desired_instances=2),
        )
        print(addresses(client), builder(client, "b", ["subnet-1"]).state)
