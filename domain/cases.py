"""Cases: what a person must look at, opened once and closed when its cause is gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from domain.desired import CaseRef
from domain.proposals import Case


def case_id(person: str, kind: str, about: str) -> str:
    """The same case has the same id wherever and however often it is opened."""
    return str(uuid5(NAMESPACE_URL, f"case/{person}/{kind}/{about}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """By when somebody should have looked at a case (kind, field), and what of it was decided by whom."""

    deadlines: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    answer: str = ""
    by: str = ""


NOBODY: Final = Handling()


def case_changes(
    person: str, before: Iterable[CaseRef], after: Iterable[CaseRef], at: datetime, handling: Handling = NOBODY
) -> tuple[Case, ...]:
    """What to open (or open again with another detail) and what to close, with the answer that closed it."""
    had = {(case.kind, case.field): case for case in before}
    has = {(case.kind, case.field): case for case in after}
    opened = [_case(person, case, True, at) for name, case in has.items() if had.get(name) != case]
    opened = [replace(case, deadline=handling.deadlines.get((case.kind, case.field))) for case in opened]
    closed = [_case(person, case, False, at) for name, case in had.items() if name not in has]
    return (*opened, *(replace(case, answer=handling.answer, by=handling.by) for case in closed))


def _case(person: str, ref: CaseRef, is_open: bool, at: datetime) -> Case:
    identity = case_id(person, ref.kind, ref.field)
    return Case(id=identity, person=person, kind=ref.kind, field=ref.field, detail=ref.detail, open=is_open, at=at)
