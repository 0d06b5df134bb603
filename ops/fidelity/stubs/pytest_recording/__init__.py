"""Stands in for pytest-recording, which the suite imports and, run live, does not use."""
