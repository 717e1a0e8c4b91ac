"""Broken, odd and hostile input, and the errors that may come of it."""
