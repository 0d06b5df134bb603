"""Notices to people: by mail, Slack and Teams, each at least once under one id."""
