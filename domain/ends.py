"""When somebody's work starts and ends: HR's dates as instants, in the zone where she works."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.facts import EndKind
from domain.people import EndDates, Reading, Record
from domain.policy import Policy, WorkerType
from domain.proposals import End
from domain.zones import before, day_end, local_day, midnight


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """`hired`: 00:00 local of the hire date. `at`: the same, or receipt of a hire told afterwards. `stage`: the account is made."""

    hired: datetime
    at: datetime
    stage: datetime


def start_of(record: Record, zone: str, policy: Policy) -> Start | None:
    """When work starts; None without a hire date. What the first load finds has begun on its date: it is no late news."""
    hired = record.details.hired
    if hired is None:
        return None
    at, known = midnight(hired, zone), record.hire_known
    stage = before(hired, policy.settings.prehire_window, zone)
    return Start(hired=at, at=at if known.baseline else max(at, known.read), stage=stage)


def end_of(record: Record, zone: str, worker: WorkerType, policy: Policy) -> End | None:
    """When work ends: 24:00 local of the two dates; a death at receipt; without any date at receipt; None where no end is known.

    An urgent end has no garden leave: its pay ends with its access. Of a termination and a contract's end the earlier counts.
    """
    dates, known, contract = record.end, record.end_known, contract_end_of(record, zone, worker, policy)
    if dates is None or not dates.terminated:
        return contract
    access, pay = _instants(dates, zone, known)
    if contract is not None and contract.access < access:
        return contract
    return End(kind=dates.kind, access=access, pay=pay, deactivate=_deactivate(pay, known, policy), known=known.read)


def contract_end_of(record: Record, zone: str, worker: WorkerType, policy: Policy) -> End | None:
    """The end of a contract, for worker types that have one."""
    if record.end is None or record.end.contract is None or not worker.contract:
        return None
    access, known = day_end(record.end.contract, zone), record.end_known
    deactivate = _deactivate(access, known, policy)
    return End(kind=EndKind.ORDINARY, access=access, pay=access, deactivate=deactivate, known=known.read, contract=True)


def _deactivate(pay: datetime, known: Reading, policy: Policy) -> datetime:
    return max(pay, known.read) + policy.settings.leaver_deactivate_after


def _instants(dates: EndDates, zone: str, known: Reading) -> tuple[datetime, datetime]:
    if dates.first is None or dates.last is None:
        return known.read, known.read
    access, pay = day_end(dates.first, zone), day_end(dates.last, zone)
    if dates.kind is EndKind.DEATH:
        at_receipt = min(access, known.read)
        return at_receipt, at_receipt
    return access, access if dates.kind is EndKind.URGENT else pay


def last_day(end: End, zone: str) -> date:
    """The calendar day that an end's pay goes up to: hired later is hired again."""
    return local_day(end.pay - timedelta(seconds=1), zone)


def is_late(known: Reading, end: End, policy: Policy) -> bool:
    """HR said it so long after the end that somebody must look (case `late-hr`); the first load's leavers are no news."""
    return not known.baseline and end.known - end.access > policy.settings.leaver_late
