"""The command ``python -m appstream_typed``: check an account and an installation."""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from appstream_typed._diagnosis.diagnose import diagnose
from appstream_typed._diagnosis.progress import Progress
from appstream_typed._diagnosis.report import as_json, as_markdown

DEFECT = 3
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report and return the exit status."""
    options = _parse(arguments)
    # Without a handler, Python prints logged warnings. botocore's warnings may contain names.
    logging.getLogger().addHandler(logging.NullHandler())
    progress = Progress(sys.stderr)
    try:
        report = diagnose(options.profile, options.region, progress)
        text = as_json(report) if options.json else as_markdown(report)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the message may contain names
        print(_defect(error), file=sys.stderr)
        return DEFECT
    finally:
        progress.clear()
    print(text)
    return report.exit_status


def _defect(error: Exception) -> str:
    """Describe a failure of the diagnosis itself, without the data that caused it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"The diagnosis itself failed: {type(error).__name__} at {place}. Please report it."


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m appstream_typed",
        description=(
            "Check an account and an installation: call every read-only operation, and "
            "compare the typed results with boto3's. The report contains no names, ids or secrets."
        ),
        epilog=(
            "Exit status: 0 if every response could be read and every typed result equals boto3's; "
            "1 if not; 2 if nothing was compared; 3 if the command failed."
        ),
    )
    parser.add_argument("--region", help="the AWS region; default: the one that boto3 finds")
    parser.add_argument("--profile", help="the AWS profile; default: the one that boto3 finds")
    parser.add_argument("--json", action="store_true", help="print JSON instead of Markdown")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
