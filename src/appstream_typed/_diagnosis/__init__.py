"""The check of an account and an installation: ``python -m appstream_typed``."""
