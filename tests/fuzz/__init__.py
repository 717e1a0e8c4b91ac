"""Malformed, unusual and hostile inputs, and the allowed errors."""
