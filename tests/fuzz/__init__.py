"""Tests with malformed, unusual and hostile inputs. Only documented errors are allowed."""
