"""In every environment, the typed clients have the configuration of ``boto3.client("appstream")``.

Each client is created in a separate process, which is forked from a process that has imported
botocore and this package. ``nox -s environments`` starts a new interpreter for each one instead,
and tests more ways of creating a client. That takes about four times as long.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.environment.compare import observe, problems
from tests.environment.environment import Environment
from tests.environment.lab import Lab
from tests.environment.rows import TABLE


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("environment")
    with Lab(folder, new_interpreters=not hasattr(os, "fork")) as running:
        yield running


@pytest.mark.parametrize("environment", TABLE.values(), ids=TABLE.keys())
def test_typed_clients_are_configured_as_boto3(lab: Lab, environment: Environment) -> None:
    observed = observe(lab, environment, environment.everyday_ways)
    assert problems(environment, observed) == []


def test_the_lab_detects_a_difference(lab: Lab) -> None:
    """The lab must distinguish two different environments."""
    keys, fips = TABLE["keys"], TABLE["FIPS"]
    observed = {"boto3": lab.observe(keys, "boto3"), "sync": lab.observe(fips, "sync")}
    found = "\n".join(problems(keys, observed))
    assert "sync: arrived: ['DescribeStacks https://appstream2-fips." in found
    assert "sync: use_fips_endpoint: True, not None" in found
