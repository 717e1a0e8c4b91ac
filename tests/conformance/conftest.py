"""How many cases are tried: 100 of each operation, or those of ``HYPOTHESIS_PROFILE``.

HYPOTHESIS_PROFILE=long pytest tests/conformance          10,000 of each
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", max_examples=100, database=None)
settings.register_profile("quick", max_examples=10, database=None)
settings.register_profile("long", max_examples=10_000, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
