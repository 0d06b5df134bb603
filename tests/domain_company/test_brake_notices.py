"""Whoever may decide is told once that the brake or a guard holds, however many come after the first."""

from datetime import timedelta

from domain.desired import OktaDesired, OktaStatus
from domain.facts import EndKind
from domain.notices import Notice, NoticeKind
from tests.domain_company.town import NOON, Town, leaver, proposal

LATER = NOON + timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
IN = OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone", "g"))
OUT = OktaDesired(status=OktaStatus.ACTIVE, groups=("everyone", "h"))


def crowd(count: int = 30, **words: object) -> Town:
    town = Town()
    town.hear(*(proposal(f"C{n}", baseline=True, **words) for n in range(count)))
    return town


def told(town: Town) -> list[Notice]:
    return [notice for notice in town.notices if notice.kind is NoticeKind.BRAKE]


def said(town: Town) -> list[tuple[str, str, str]]:
    return [(notice.to, notice.about, notice.values["held"]) for notice in told(town)]


def test_the_first_who_waits_is_told_to_hr_and_it_and_those_after_her_are_not() -> None:
    town = crowd()
    town.hear(*(leaver(f"C{n}", at=LATER) for n in range(5)))
    assert said(town) == []

    town.hear(*(leaver(f"C{n}", at=LATER + n * MINUTE) for n in range(5, 12)))
    assert said(town) == [("hr", "C5", "ends"), ("it", "C5", "ends")]
    assert {notice.values["since"] for notice in told(town)} == {(LATER + 5 * MINUTE).isoformat()}

    town.until(LATER + timedelta(hours=9))
    town.hear(leaver("C6", version=3, at=LATER + timedelta(hours=9), known=LATER))
    assert len(told(town)) == 2, "neither a page anew nor a word on one of them is another latch"


def test_the_same_latch_has_the_same_ids_in_another_life_and_another_latch_has_others() -> None:
    def lived() -> Town:
        town = crowd()
        town.hear(*(leaver(f"C{n}", at=LATER) for n in range(7)))
        town.rebuild()
        town.order(LATER + MINUTE, approve="brake", people=["C5", "C6"], by="ann")
        town.hear(*(leaver(f"C{n}", at=LATER + 2 * MINUTE) for n in range(7, 14)))
        return town

    one, other = lived(), lived()
    assert said(one) == [("hr", "C5", "ends"), ("it", "C5", "ends"), ("hr", "C12", "ends"), ("it", "C12", "ends")]
    assert [notice.id for notice in told(one)] == [notice.id for notice in told(other)]
    assert len({notice.id for notice in told(one)}) == 4


def test_an_eleventh_urgent_end_is_told_as_such() -> None:
    town = crowd()
    town.hear(*(leaver(f"C{n}", at=LATER, end_kind=EndKind.URGENT) for n in range(12)))
    assert said(town) == [("hr", "C10", "urgent"), ("it", "C10", "urgent")]


def test_a_guard_is_told_by_its_group() -> None:
    town = crowd(okta=IN)
    town.hear(*(proposal(f"C{n}", version=2, okta=OUT, at=LATER) for n in range(14)))
    assert said(town) == [("hr", "C10", "g"), ("it", "C10", "g")]


def test_an_eleventh_cut_by_the_button_is_told_too() -> None:
    town = crowd()
    for n in range(11):
        town.order(LATER + n * MINUTE, cut=f"C{n}", by="ann", confirm="bob")
    assert said(town) == [("hr", "C10", "urgent"), ("it", "C10", "urgent")]
