"""Shorthands for entries that many rows contain: variables and expected requests."""

from __future__ import annotations

KEYS = {"AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "secret"}
REGION = {"AWS_DEFAULT_REGION": "us-east-1"}
USUAL = {**KEYS, **REGION}


def line(operation: str, url: str, **facts: str | None) -> str:
    """Return a request in the form of ``Request.line``."""
    return " ".join([operation, url, *(f"{k}={v}" for k, v in facts.items() if v is not None)])


def stacks(
    key: str = "KEY",
    region: str = "us-east-1",
    *,
    url: str | None = None,
    token: str | None = None,
    **facts: str,
) -> str:
    """Return DescribeStacks at the public endpoint of a region or at another URL."""
    url = url or f"https://appstream2.{region}.amazonaws.com/"
    return line("DescribeStacks", url, key=key, region=region, token=token, **facts)


def stacks_as(role: str, region: str = "us-east-1") -> str:
    """Return DescribeStacks with temporary credentials that the fake AWS issued."""
    return stacks(f"KEY-{role}", region, token=f"token-{role}")


def assume(
    role: str,
    key: str = "KEY",
    region: str = "us-east-1",
    *,
    url: str | None = None,
    token: str | None = None,
    **facts: str,
) -> str:
    """Return AssumeRole at the endpoint of a region or at another URL."""
    url = url or f"https://sts.{region}.amazonaws.com/"
    return line("AssumeRole", url, key=key, region=region, token=token, role=role, **facts)
