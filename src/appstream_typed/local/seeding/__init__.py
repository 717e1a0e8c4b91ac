"""Fills a local AppStream from a mapping, a file or the bundled demo seed."""

from appstream_typed.local.seeding.seed_files import load_seed

__all__ = ["load_seed"]
