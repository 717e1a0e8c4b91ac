"""What accounts have in which region, and what handlers of all resources do with it."""
