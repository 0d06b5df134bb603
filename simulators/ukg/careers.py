"""Transfers and rehires as UKG keys them, in both patterns of employee ids (ukg.md §2.13, §3.3.1)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from simulators.ukg import seed, statuses
from simulators.ukg.records import Moment
from simulators.ukg.store import Store

_ENDED = {name: None for name in (*statuses.ENDS, "termReason", "termType", "terminationReasonDescription")}


def rehire(store: Store, short: str, given: Mapping[str, Any], moment: Moment) -> str:
    """`{of: short, hired: DATE, …}`: she is back. The short name under which her new standing is: the old one, or the new."""
    fields = dict(given)
    old = str(fields.pop("of"))
    if store.assumptions.rehire_id == "same":
        store.edit(old, {**_ENDED, "status": "A", "jobChangeReasonCode": "101", **fields}, moment)
        return old
    _add(store, short, old, {"jobChangeReasonCode": "101", **fields}, moment, new=True)
    return short


def transfer(store: Store, short: str, given: Mapping[str, Any], moment: Moment) -> str:
    """`{of: short, company: CODE, from: DATE, …}`: the old row ends the day before with TRO, the new company's begins with TRI."""
    fields = dict(given)
    old, begins = str(fields.pop("of")), date.fromisoformat(str(fields.pop("from")))
    last = (begins - timedelta(days=1)).isoformat()
    store.edit(old, {"status": "T", "lastDay": last, "terminated": last, "reason": "TRO", "termType": "V"}, moment)
    joined = {"hired": begins.isoformat(), "jobChangeReasonCode": "TRI", **fields}
    _add(store, short, old, joined, moment, new=store.assumptions.transfer_id == "new")
    return short


def _add(store: Store, short: str, old: str, fields: dict[str, Any], moment: Moment, new: bool) -> None:
    """A further record of the same person: what is not given is as in the old one."""
    employment = store.employment(old)
    version = employment.rows.version(moment.now)
    kept = {name: value for name, value in (version.values if version else {}).items() if name in _KEPT and value is not None}
    identity = {"person": employment.employee.person_id, "employeeId": seed.employee_id(short) if new else employment.employee.id}
    store.add(short, {**kept, **fields, **identity}, moment)


_KEPT = frozenset(
    """companyCode employeeTypeCode primaryJobCode jobTitle orgLevel1Code orgLevel2Code primaryWorkLocationCode supervisor
    fullTimeOrPartTimeCode salaryOrHourly payGroup originalHireDate""".split()
)
