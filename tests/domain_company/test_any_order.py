"""Whatever order several people's proposals come in, and however often: the same company in the end, and no harm on the way."""

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.brake import Limit, Limits
from domain.facts import Sealed
from domain.proposals import Proposal
from domain.registry import Registry
from tests.domain_company.town import NOON, Town, hire, leaver, proposal

OPEN = Limits(ends=Limit(999, 1.0, 999), urgent=Limit(999, 1.0, 999), group=Limit(999, 1.0, 999))
NAMES = (Sealed(first=b"Ann", last=b"Lee"), Sealed(first=b"Bo", last=b"Lee"), Sealed(first=b"Ann", last=b"Lee2"))
MINUTE = timedelta(minutes=1)


@st.composite
def histories(draw: st.DrawFn) -> list[list[Proposal]]:
    """Per person: hired below somebody, then another supervisor (anybody, herself too, or nobody known), then perhaps leaving."""
    people = [f"P{n}" for n in range(draw(st.integers(2, 7)))]
    return [_history(draw, people, n) for n in range(len(people))]


def _history(draw: st.DrawFn, people: list[str], n: int) -> list[Proposal]:
    person, names = people[n], draw(st.sampled_from(NAMES))
    boss = draw(st.sampled_from([None, *people[:n]]))
    make = draw(st.sampled_from([proposal, proposal, proposal, hire]))
    said = [make(person, boss=boss, sealed=names)]
    if draw(st.booleans()):
        boss = draw(st.sampled_from([None, "X", *people]))
        said.append(make(person, boss=boss, sealed=names, version=2, at=NOON + draw(st.integers(1, 4)) * MINUTE))
    if make is proposal and draw(st.integers(0, 3)) == 0:
        said.append(leaver(person, boss=boss, sealed=names, version=3, at=NOON + 5 * MINUTE))
    return said


def cycles(managers: dict[str, str | None]) -> list[str]:
    def closes(person: str) -> bool:
        seen: set[str] = set()
        at = managers.get(person)
        while at and at not in seen and at != person:
            seen.add(at)
            at = managers.get(at)
        return at == person

    return [person for person in managers if closes(person)]


def play(town: Town, lines: list[list[Proposal]], draw: st.DrawFn) -> None:
    """One step at a time: the next proposal of somebody, an old one again, a restart, or the next tick."""
    queues, past = [deque(line) for line in lines], []
    while any(queues):
        queue = draw(st.sampled_from([queue for queue in queues if queue]))
        what = draw(st.sampled_from(["next", "next", "again", "tick", "restart"]))
        if what == "next":
            past.append(queue.popleft())
            town.hear(past[-1], quiet=False)
        elif what == "again" and past:
            town.hear(draw(st.sampled_from(past)), quiet=False)
        elif what == "tick" and town.pending:
            town.step()
        elif what == "restart":
            town.rebuild()
        assert cycles(town.managers()) == []
    while town.pending:
        town.step()
        assert cycles(town.managers()) == []


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_any_order_ends_in_the_same_company(lines: list[list[Proposal]], data: st.DataObject) -> None:
    straight, shuffled = Town(limits=OPEN), Town(limits=OPEN)
    straight.hear(*(one for line in lines for one in line))

    play(shuffled, lines, data.draw)

    left = {line[0].person for line in lines if len(line) and line[-1].end}
    for person in straight.people.keys() - left:
        assert shuffled.people[person].manager == straight.people[person].manager
    assert {place for place in shuffled.cases if place[0] not in left} == {place for place in straight.cases if place[0] not in left}
    assert {one: said.okta for one, said in shuffled.people.items()} == {one: said.okta for one, said in straight.people.items()}


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_no_two_share_a_login_and_a_restart_changes_nothing(lines: list[list[Proposal]], data: st.DataObject) -> None:
    town = Town(limits=OPEN)

    play(town, lines, data.draw)

    logins = [said.login for said in town.people.values() if said.login]
    assert len(logins) == len(set(logins))
    assert Registry(town.rows.values()).snapshot() == town.registry.snapshot()
    assert not any(row.waiting for row in town.rows.values())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-2, 12), st.integers(0, 59)), min_size=1, max_size=60), st.sampled_from([10, 200, 260]))
def test_no_hour_sees_more_ends_than_the_brake_allows(steps: list[tuple[int, int]], population: int) -> None:
    limits = Limits(ends=Limit(7, 0.02, 3))
    town = Town(limits=limits)
    template = proposal("P0", baseline=True)
    town.hear(*(replace(template, person=f"P{n}", number=f"P{n}", employees=(f"e-P{n}",)) for n in range(population)))
    at = NOON
    for minutes, person in steps:
        at = max(NOON, at + minutes * MINUTE)
        version = town.rows[f"P{person}"].latest.version + 1 if f"P{person}" in town.rows else 1  # type: ignore[union-attr]
        town.hear(leaver(f"P{person}", version=version, at=at))

    cut = sorted(said.at for said in town.told if said.kind == "leaver" and not said.baseline)
    assert all(_within(cut, since) <= limits.ends.of(population + 60) for since in cut)


def _within(cut: list[datetime], since: datetime) -> int:
    return sum(1 for at in cut if since <= at < since + 60 * MINUTE)
