"""Writes the JSON schema of seeds, which editors use. With ``--check``, only compares the file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from appstream_typed.local.seeding.seed_schema import seed_schema

FILE = Path(__file__).parents[1] / "src/appstream_typed/local/seeding/seed.schema.json"


def main() -> int:
    """Write the file, or check that it is up to date."""
    text = json.dumps(seed_schema(), indent=1, ensure_ascii=False) + "\n"
    if "--check" in sys.argv[1:]:
        return 0 if FILE.read_text(encoding="utf-8") == text else 1
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
