"""Runs the diagnosis."""

from __future__ import annotations

from appstream_typed._diagnosis.environment import explore
from appstream_typed._diagnosis.outcomes import Examiner
from appstream_typed._diagnosis.progress import Progress
from appstream_typed._diagnosis.report import Report


def diagnose(profile: str | None, region: str | None, progress: Progress) -> Report:
    """Inspect the environment and call every read-only operation.

    Args:
        profile: The profile to use instead of the one that boto3 finds.
        region: The region to use instead of the one that boto3 finds.
        progress: The display of the progress.
    """
    progress.show("Resolving region and credentials")
    environment, client = explore(profile, region)
    if client is None:
        return Report(environment=environment)
    with client:
        examiner = Examiner(client, progress)
        outcomes = examiner.examine()
    if examiner.is_unreachable:
        environment.advice.append(
            "No connection to the endpoint. Check the network, the proxy and the endpoint."
        )
    skew = None if examiner.skew is None else round(examiner.skew)
    return Report(environment=environment, outcomes=outcomes, clock_skew=skew)
