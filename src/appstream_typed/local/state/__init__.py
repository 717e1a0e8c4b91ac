"""The resources of each account and region, and functions on them that all handlers share."""
