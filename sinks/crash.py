"""Dying on purpose at a named place, so that every gap between two effects can be tested. Does nothing unless asked to."""

import os
from collections.abc import Callable

POINTS = ("after-read", "after-intend", "after-call", "before-settle", "before-fold", "before-ack")
STATUS = 70
CrashPoint = Callable[[str], None]


def never(_point: str) -> None:
    """Life as usual."""


def crash_at(setting: str) -> CrashPoint:
    """`point:nth` (JML_CRASH_AT) ends this process with status 70 the nth time it passes there; empty: never. Malformed: ValueError."""
    if not setting:
        return never
    point, _, count = setting.partition(":")
    if point not in POINTS or not count.isdecimal() or int(count) < 1:
        raise ValueError(f"JML_CRASH_AT is point:nth with a point of {', '.join(POINTS)}, for example after-call:3")
    left = [int(count)]

    def pass_by(here: str) -> None:
        if here == point:
            left[0] -= 1
            if left[0] == 0:
                os._exit(STATUS)

    return pass_by
