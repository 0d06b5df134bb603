"""One employment record at one instant: what is in force of it, when it begins and ends, and in which phase it is."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from domain import ends
from domain.access import Job, codes_in_force
from domain.announced import Announced, Codes
from domain.desired import CaseRef
from domain.ends import Start
from domain.facts import EmploymentDetails, EndKind, JobAhead
from domain.people import LAID_OFF, TERMINATED, Record, StatusMark
from domain.policy import Policy, WorkerType
from domain.proposals import End
from domain.zones import midnight

OLDEST_HIRE = date(1950, 1, 1)


class Phase(StrEnum):
    AHEAD = "ahead"
    WORKING = "working"
    MOVED_OUT = "moved-out"  # ended by a transfer out
    OVER = "over"
    VOID = "void"  # withdrawn before it began
    ODD = "odd"  # without a hire date, or with one that cannot be
    ENDLESS = "endless"  # work by contract, without an end


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """A record with the codes in force. `worked`: it gave her access before. `absent`: HR does not show it any more."""

    record: Record
    details: EmploymentDetails
    codes: Codes
    unknown: tuple[CaseRef, ...]
    zone: str
    worker: WorkerType
    start: Start | None
    end: End | None
    phase: Phase
    absent: bool = False

    @property
    def key(self) -> str:
        return self.record.key

    @property
    def hired(self) -> date:
        return self.details.hired or date.max

    def job(self, policy: Policy) -> Job:
        return Job(details=self.details, codes=self.codes, policy=policy)

    @property
    def last_day(self) -> date:
        """The day up to which pay goes; for an employment without an end, for ever."""
        return ends.last_day(self.end, self.zone) if self.end else date.max

    def status(self, now: datetime) -> StatusMark | None:
        """The status in force: the newest that has begun. A status keyed for today has; what says nothing of work changes nothing."""
        begun = [mark for mark in self.record.statuses.values() if (self.begins(mark) or now) <= now]
        return max(begun, key=lambda mark: mark.at.order, default=None)

    def begins(self, mark: StatusMark) -> datetime | None:
        """When a status that was keyed ahead begins; None for one that was in force when it was keyed."""
        ahead = mark.since is not None and mark.since > mark.at.changed.astimezone(UTC).date()
        return midnight(mark.since, self.zone) if ahead and mark.since else None


def seen_at(record: Record, was: Announced, now: datetime, policy: Policy, *, absent: bool = False) -> Employment:
    """A record as it is at an instant."""
    details = details_at(record, now, policy)
    codes, unknown = codes_in_force(details, was.kept_codes(record), policy)
    zone = policy.zone(codes.location, details.company)
    worker = Job(details=details, codes=codes, policy=policy).worker
    at_end = _at_the_end(record, now, worker, zone, policy)
    start, end = ends.start_of(record, zone, policy), ends.end_of(record, zone, at_end, policy)
    found = Employment(
        record=record,
        details=details,
        codes=codes,
        unknown=unknown,
        zone=zone,
        worker=worker,
        start=start,
        end=end,
        phase=Phase.WORKING,
        absent=absent,
    )
    worked = record.key in was.worked and was.parted is None
    if record.key in was.worked and not _ended_by_dates(record, was) and _mistaken_end(found):
        contract = ends.contract_end_of(record, zone, at_end, policy)
        found = replace(found, end=contract, unknown=(*unknown, CaseRef(kind="data", field="terminated")))
    return replace(found, phase=_phase(found, at_end.contractor, worked, now))


def _at_the_end(record: Record, now: datetime, worker: WorkerType, zone: str, policy: Policy) -> WorkerType:
    """What she works as when her contract ends: HR may have keyed in ahead, in the same record, that she is an employee by then."""
    contract = ends.contract_end_of(record, zone, worker, policy)
    if contract is None or contract.access <= now:
        return worker
    later = details_at(record, contract.access, policy)
    return Job(details=later, codes=Codes(), policy=policy).worker


def details_at(record: Record, now: datetime, policy: Policy) -> EmploymentDetails:
    """The record's details with the moves that HR keyed in ahead and whose day has begun."""
    moves = sorted(record.details.ahead, key=lambda move: move.effective)
    begun = [move for move in moves if moves_at(record, move, policy) <= now]
    shown = [move for move in moves if move.effective <= record.at.changed.astimezone(UTC).date()]
    if not begun or (begun[-1:] == shown[-1:] and not _runs_ahead(record.details, begun[-1], moves)):
        return record.details  # HR's row says it already, and says more
    return _moved(record.details, begun[-1])


def _runs_ahead(details: EmploymentDetails, begun: JobAhead, moves: list[JobAhead]) -> bool:
    """Whether HR's row says a later move than the one that holds: on the day itself a row may change under its old stamp (ukg.md §6.5)."""
    if _reads_as(details, begun):
        return False
    return any(_reads_as(details, move) for move in moves if move.effective > begun.effective)


def _reads_as(details: EmploymentDetails, move: JobAhead) -> bool:
    return all(
        said is None or said == shown
        for said, shown in (
            (move.job, details.job),
            (move.department, details.department),
            (move.cost_centre, details.cost_centre),
            (move.location, details.location),
            (move.worker, details.worker),
        )
    )


def moves_at(record: Record, move: JobAhead, policy: Policy) -> datetime:
    """00:00 of a move's day at the site it leads to."""
    return midnight(move.effective, policy.zone(move.location or record.details.location, record.details.company))


def _moved(details: EmploymentDetails, move: JobAhead) -> EmploymentDetails:
    """What the move does not say stays; a title belongs to its job."""
    return replace(
        details,
        job=move.job or details.job,
        title=move.title,
        department=move.department or details.department,
        cost_centre=move.cost_centre or details.cost_centre,
        location=move.location or details.location,
        worker=move.worker or details.worker,
        supervisor=move.supervisor or details.supervisor,
    )


def _ended_by_dates(record: Record, was: Announced) -> bool:
    """Whether HR's dates in this record ended her work: then they count. A contract's end does not make other dates count."""
    return was.parted is not None and was.parted.record == record.key and not was.parted.end.contract


def _mistaken_end(found: Employment) -> bool:
    """Dates before the hire of somebody at work, whom HR does not call terminated."""
    dates = found.record.end
    said = found.details.status in (TERMINATED, LAID_OFF)
    return not said and dates is not None and dates.first is not None and dates.first < found.hired


def _phase(found: Employment, by_contract: bool, worked: bool, now: datetime) -> Phase:
    start, end = found.start, found.end
    if start is not None and end is not None and not worked and _withdrawn(found, start, end):
        return Phase.VOID
    if end is not None and end.access <= now and end.kind is not EndKind.TRANSFER:
        return Phase.OVER
    if end is not None and end.access <= now and (start is not None or worked):
        return Phase.MOVED_OUT
    if start is None or found.hired < OLDEST_HIRE:
        return Phase.ODD
    if found.worker.contractor and by_contract and end is None:
        return Phase.ENDLESS
    return Phase.WORKING if start.at <= now else Phase.AHEAD


def _withdrawn(found: Employment, start: Start, end: End) -> bool:
    """An end before the start, or a termination that was known before it; a transfer that was is on its way to another record."""
    told, moves = found.record.end_known, end.kind is EndKind.TRANSFER
    known_before = found.details.status == TERMINATED and told.read < start.at and not told.baseline
    return end.access <= start.hired or (known_before and not moves)
