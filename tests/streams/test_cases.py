"""Open cases, from what every stage opens and closes."""

from dataclasses import replace
from datetime import timedelta

from domain.cases import case_changes, case_id
from domain.desired import CaseRef
from domain.proposals import Case
from runtime.memory import MemoryLog, MemoryWorker
from runtime.ports import Out
from schemas.codec import encode
from streams.cases import CasesHandler, open_cases
from streams.dead_letters import parking
from tests.domain_company.town import NOON


def case(kind: str, field: str = "", **words: object) -> Case:
    base = Case(id=case_id("P", kind, field), person="P", kind=kind, field=field, detail="", open=True, at=NOON)
    return replace(base, **words)


async def folded(*cases: Case) -> MemoryWorker:
    log = MemoryLog(partitions=2)
    worker = MemoryWorker(CasesHandler(), log, parking("jml-cases"))
    for one in cases:
        await log.append(Out("jml-cases", one.person.encode(), encode(one)))
    await worker.drain()
    return worker


async def test_the_open_ones_are_kept_oldest_first() -> None:
    later = NOON + timedelta(hours=1)
    worker = await folded(case("data", at=later), case("brake"), case("licence"), case("licence", open=False))

    assert [one.kind for one in open_cases(worker.table.get(b"P"))] == ["brake", "data"]


async def test_opening_again_keeps_the_age_and_takes_the_newer_detail() -> None:
    worker = await folded(case("data"), case("data", at=NOON + timedelta(hours=1), detail="job"))

    (kept,) = open_cases(worker.table.get(b"P"))
    assert (kept.at, kept.detail) == (NOON, "job")


async def test_two_fields_of_one_kind_are_two_cases() -> None:
    worker = await folded(case("brake", "g"), case("brake", "h"), case("brake", "g", open=False))

    assert [one.field for one in open_cases(worker.table.get(b"P"))] == ["h"]


async def test_nothing_is_left_of_a_person_without_open_cases() -> None:
    worker = await folded(case("data"), case("data", open=False), case("late-hr", open=False))

    assert worker.table.get(b"P") is None
    assert list(worker.table.items()) == []


def test_changes_open_what_is_new_or_reads_otherwise_and_close_what_is_gone() -> None:
    had = (CaseRef(kind="data", field="a"), CaseRef(kind="data", field="b", detail="1"), CaseRef(kind="brake"))
    has = (CaseRef(kind="data", field="b", detail="2"), CaseRef(kind="brake"), CaseRef(kind="licence"))

    changes = case_changes("P", had, has, NOON)

    assert [(one.kind, one.field, one.detail, one.open) for one in changes] == [
        ("data", "b", "2", True),
        ("licence", "", "", True),
        ("data", "a", "", False),
    ]
