"""Whose end is counted first, of those that are proposed at one time."""

from domain.brake import Limit, Limits
from domain.facts import EndKind
from runtime.ports import Out
from schemas.codec import encode
from streams.company import PROPOSALS
from tests.domain_company.town import leaver, proposal
from tests.streams.test_company import LATER, Stage


async def test_of_ends_of_one_time_the_smallest_person_id_passes_whichever_came_first():
    stage = Stage(limits=Limits(ends=Limit(1, 0.0, 1)))
    await stage.hear(*(proposal(one, sealed=stage.sealed(one)) for one in "ABC"))

    await stage.hear(*(leaver(one, at=LATER, sealed=stage.sealed(one)) for one in "CAB"))

    assert {one: stage.newest(one).brake for one in "ABC"} == {"A": None, "B": "ends", "C": "ends"}


async def test_an_end_that_hr_takes_back_before_its_turn_is_none():
    stage = Stage()
    await stage.hear(proposal("A", sealed=stage.sealed("A")))
    for one in (leaver("A", at=LATER, sealed=stage.sealed("A")), proposal("A", version=3, at=LATER, sealed=stage.sealed("A"))):
        await stage.log.append(Out(PROPOSALS, b"A", encode(one), partition=0))

    await stage.rest()

    assert stage.newest("A").kind == "joiner" and stage.ticks.next_due() is None


async def test_a_second_end_of_the_same_time_has_its_turn_too():
    stage = Stage(limits=Limits(ends=Limit(1, 0.0, 1)))
    await stage.hear(*(proposal(one, sealed=stage.sealed(one)) for one in "AB"))
    await stage.hear(*(leaver(one, at=LATER, sealed=stage.sealed(one)) for one in "AB"))

    await stage.hear(leaver("B", version=3, at=LATER, end_kind=EndKind.URGENT, sealed=stage.sealed("B")))

    assert stage.newest("B").kind == "leaver"
