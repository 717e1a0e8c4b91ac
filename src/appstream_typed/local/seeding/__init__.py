"""Fills a local AppStream: from a mapping, from a file, or with the demo that comes with it."""

from appstream_typed.local.seeding.seed_files import load_seed

__all__ = ["load_seed"]
