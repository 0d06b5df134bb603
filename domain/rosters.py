"""What the poller remembers of its readings: the rows last published, and how complete each roster was."""

from dataclasses import dataclass
from datetime import datetime

from domain.facts import FactKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The row last published for one record, the value of the compacted `ukg-readings` (key: `reading_key`).

    `digest` is keyed and covers the row that passed the door, so that an equal row is not published twice. `changed` is UKG's change time.
    `extras` is what the poller had read beside the row, in its own writing.
    """

    employee: str
    kind: FactKind
    digest: str
    changed: datetime
    person: str | None = None
    company_id: str | None = None
    extras: str | None = None


def reading_key(employee: str, kind: FactKind, company_id: str | None = None) -> str:
    """Names one UKG record: `<employee>/<kind>`, and for an employment row `<employee>/<kind>/<company>`."""
    return "/".join(part for part in (employee, kind.value, company_id) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterManifest:
    """One reading of everybody: only a `complete` one may be compared with what was known.

    `pages` and `rows` were read, `missing` are UKG employeeIDs that were known and did not show (`employeeID/companyID`: of whom another
    record shows), `reason` says why it is not complete.
    """

    id: str
    started: datetime
    finished: datetime
    pages: int
    rows: int
    complete: bool
    reason: str | None = None
    missing: tuple[str, ...] = ()
