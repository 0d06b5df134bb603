"""What was sent laid over what is usual."""

from typing import Any


def merged(usual: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """Objects part by part; anything else is as sent."""
    made = dict(usual)
    for name, value in sent.items():
        held = made.get(name)
        made[name] = merged(held, value) if isinstance(held, dict) and isinstance(value, dict) else value
    return made
