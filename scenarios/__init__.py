"""Scenarios: what must be true, stated as files, played against the whole product on a simulated clock."""
