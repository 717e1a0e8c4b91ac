"""The resources of each account and region, and the functions on them that all handlers share."""
