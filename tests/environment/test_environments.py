"""In every environment, the typed clients are configured like ``boto3.client("appstream")``.

Each client is created in a separate process. To save time, that process is forked from a process that
has imported botocore and this package. ``nox -s environments`` starts a new interpreter for each
client and tests more ways of creating a client. That takes about four times as long.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.environment.compare import observe, problems
from tests.environment.environment import Environment
from tests.environment.probe_runner import ProbeRunner
from tests.environment.rows import TABLE


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProbeRunner]:
    folder = tmp_path_factory.mktemp("environment")
    with ProbeRunner(folder, new_interpreters=not hasattr(os, "fork")) as running:
        yield running


@pytest.mark.parametrize("environment", TABLE.values(), ids=TABLE.keys())
def test_typed_clients_are_configured_like_boto3(
    runner: ProbeRunner, environment: Environment
) -> None:
    observed = observe(runner, environment, environment.everyday_ways)
    assert problems(environment, observed) == []


def test_the_comparison_detects_a_difference(runner: ProbeRunner) -> None:
    """boto3 and the typed client are observed in two different environments."""
    keys, fips = TABLE["keys"], TABLE["FIPS"]
    observed = {"boto3": runner.observe(keys, "boto3"), "sync": runner.observe(fips, "sync")}
    found = "\n".join(problems(keys, observed))
    assert "sync: requests: ['DescribeStacks https://appstream2-fips." in found
    assert "sync: use_fips_endpoint: True, not None" in found
