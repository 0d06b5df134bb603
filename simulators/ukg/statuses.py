"""What keying an end, a leave or a return does to the status of an employment row (ukg.md §2.9, §3.3)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from simulators.ukg.assumptions import Assumptions

STATUS, SINCE = "employeeStatusCode", "statusStartDate"
ENDS = ("dateOfTermination", "dateLastWorked")
TERMINATION = frozenset({*ENDS, "termReason", "termType", "terminationReasonDescription", "okToRehire"})


@dataclass(frozen=True, slots=True)
class Keyed:
    """An edit as it lands: `now` shows from its own instant on, `later` from `at` on; `decides` when it settles the status anew."""

    now: dict[str, Any]
    later: dict[str, Any]
    at: datetime | None
    decides: bool


def midnight(day: str | None, assumptions: Assumptions) -> datetime | None:
    """Where a day (ISO, time of day ignored) begins on the server; None when it is none."""
    try:
        return datetime.combine(datetime.fromisoformat(day or "").date(), time(), assumptions.tz())
    except ValueError:
        return None


def key(given: dict[str, Any], was: dict[str, Any], effective: datetime, assumptions: Assumptions) -> Keyed:
    """Works out status and status start; `was` is the row before, `effective` the instant the edit takes effect."""
    decides = bool(given.keys() & {STATUS, *ENDS})
    values = _with_start(_withdrawn(given, was), was, effective, assumptions)
    merged = {**was, **values}
    end = _status_turns(merged, assumptions)
    if not decides or end is None or (STATUS in given and given[STATUS] != "T" and end <= effective):
        return Keyed(values, {}, None, decides)
    ended = {STATUS: "T", SINCE: given.get(SINCE) or _iso(end)}
    if end <= effective or assumptions.future_termination == "at-once":
        return Keyed({**values, **ended, **_turned(given, was)}, {}, None, True)
    return _announced(values, ended, was, end, assumptions)


def _turned(given: dict[str, Any], was: dict[str, Any]) -> dict[str, Any]:
    """Remembers that dates alone made the status T, and what it was before; nothing where somebody keyed T."""
    if given.get(STATUS) == "T" or was.get(STATUS) == "T":
        return {}
    return {"_by_dates": True, "_before": was.get(STATUS)}


def _withdrawn(given: dict[str, Any], was: dict[str, Any]) -> dict[str, Any]:
    """Both dates of an end taken out: a status that only they made T goes back to what it was."""
    gone = given.keys() & set(ENDS) and not any({**was, **given}.get(name) for name in ENDS)
    if STATUS in given or was.get(STATUS) != "T" or not was.get("_by_dates") or not gone:
        return dict(given)
    return {**given, STATUS: was.get("_before") or "A"}


def _announced(values: dict[str, Any], ended: dict[str, Any], was: dict[str, Any], end: datetime, assumptions: Assumptions) -> Keyed:
    """An end in the future: the row keeps its status, and its dates too where they are not shown ahead."""
    shown = dict(values)
    if shown.get(STATUS, was.get(STATUS)) == "T":
        shown[STATUS] = was[STATUS] if was.get(STATUS) not in (None, "T") else was.get("_before") or "A"
        shown.pop(SINCE, None)
    elif shown.get(STATUS) == was.get(STATUS):
        shown.pop(SINCE, None)
    hidden: dict[str, Any] = {}
    if not assumptions.termination_dates_ahead:
        hidden = {name: shown.pop(name) for name in TERMINATION & shown.keys()}
    return Keyed(shown, {**hidden, **ended, "_before": shown.get(STATUS, was.get(STATUS)), "_by_dates": True}, end, True)


def _with_start(values: dict[str, Any], was: dict[str, Any], effective: datetime, assumptions: Assumptions) -> dict[str, Any]:
    """A new status begins on the day it is keyed (a rehire's on the hire date); leave details end with the leave."""
    new, old = values.get(STATUS, was.get(STATUS)), was.get(STATUS)
    if new == old:
        return values
    today = _iso(effective.astimezone(assumptions.tz()))
    values.setdefault(SINCE, values.get("lastHireDate", today) if new == "A" else today)
    values |= {"_before": old, "_by_dates": False}
    if old == "L" and new == "A" and assumptions.clears_leave:
        values.setdefault("leaveReasonCode", None)
        values.setdefault("employeeStatusExpectedEndDate", None)
    return values


def _status_turns(row: dict[str, Any], assumptions: Assumptions) -> datetime | None:
    """The day after the last day: of `dateOfTermination`, else of `dateLastWorked`."""
    for name in ENDS:
        if (last := midnight(row.get(name), assumptions)) is not None:
            try:
                return midnight((last + timedelta(days=1)).date().isoformat(), assumptions)
            except OverflowError:  # 9999-12-31, as good as never
                return None
    return None


def _iso(when: datetime) -> str:
    return f"{when.date().isoformat()}T00:00:00"
