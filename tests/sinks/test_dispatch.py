"""The dispatcher against a target with state: order, once-only, lost answers, death in every gap."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.outcomes import OutcomeKind
from domain.proposals import Alert, Case, Priority
from sinks.crash import POINTS
from sinks.tools import Limits
from tests.sinks.memory_host import START
from tests.sinks.world import World, transition

KINDS = ["ok", "later", "backoff", "again", "denied", "500", "500-after", "late", "raises"]


async def test_a_joiner_is_created_audited_and_known_to_everybody() -> None:
    async with World() as world:
        world.announce(transition("P1", 1, ("a", "b")))
        await world.quiet()
        assert world.target.people["P1"].groups == {"a", "b"}
        world.check_once()
        assert [record.account for record in world.durable.told("okta-accounts")] == ["id-P1"]
        assert [outcome.kind for outcome in world.outcomes()] == [OutcomeKind.INTENDED, OutcomeKind.SETTLED]
        row = world.row("P1")
        assert (row.done, row.due, row.seq) == (1, None, 1)


async def test_edits_that_pile_up_are_written_as_one() -> None:
    async with World() as world:
        world.announce(*(transition("P1", version, (f"g{version}",)) for version in range(1, 6)))
        await world.quiet()
        assert [effect[1:] for effect in world.target.effects] in ([("create", ""), ("add-group", "g5")],)


async def test_a_version_older_than_what_is_known_is_dropped() -> None:
    async with World() as world:
        world.announce(transition("P1", 2, ("new",)))
        await world.quiet()
        world.announce(transition("P1", 1, ("old",)))
        await world.quiet()
        assert world.target.people["P1"].groups == {"new"}


async def test_an_urgent_leaver_overtakes_everybody_who_waits() -> None:
    async with World(limits=Limits(crews=1)) as world:
        world.announce(*(transition(f"P{n}", 1, priority=Priority.BULK) for n in range(20)))
        world.announce(transition("L", 1, priority=Priority.URGENT))
        await world.quiet()
        order = [person for person, _, _ in world.target.effects]
        assert order.index("L") <= 1


async def test_many_people_are_worked_on_at_once_but_nobody_twice() -> None:
    async with World(limits=Limits(crews=5)) as world:
        world.target.gate = asyncio.Event()
        world.announce(*(transition(f"P{n}", 1) for n in range(9)))
        await world.breathe(100)
        assert len(world.target.inside) == 5
        world.target.gate.set()
        await world.quiet()
        world.check_once()


async def test_rows_of_people_are_taken_together_and_only_one_rank_at_a_time() -> None:
    async with World(crew=200) as world:
        world.announce(*(transition(f"P{n}", 1, ("g",)) for n in range(50)), transition("L", 1, priority=Priority.LEAVER))
        await world.quiet()
        world.check_once()
        assert world.target.calls <= 8


async def test_a_person_is_busy_until_her_settlement_is_folded_however_late_that_is() -> None:
    async with World(lag=30) as world:
        world.announce(transition("P1", 1, ("a",)))
        await world.breathe(200)
        world.announce(transition("P1", 2, ("b",)))
        await world.quiet()
        world.check_once()


async def test_a_429_is_a_due_time_in_the_row() -> None:
    async with World() as world:
        world.target.answers = ["later"]
        world.announce(transition("P1", 1))
        await world.quiet(until=START)
        assert world.row("P1").due == START + timedelta(seconds=43)
        assert world.target.effects == []
        await world.quiet()
        world.check_once()
        assert world.target.effects == [("P1", "create", "")]


async def test_a_refusal_parks_one_person_with_field_and_cure_until_something_changes() -> None:
    async with World() as world:
        world.target.answers = ["refused"]
        world.announce(transition("P1", 1))
        await world.quiet()
        world.announce(transition("P2", 1))
        await world.quiet()
        assert set(world.target.people) == {"P2"}
        cases = [case for case in world.durable.told("jml-cases") if isinstance(case, Case)]
        assert [(case.kind, case.field, case.detail, case.open) for case in cases] == [("refused", "okta.title", "E1: add the field", True)]
        assert [record["unmapped"]["action"] for record in world.audit()][:2] == ["create", "park"]
        world.announce(transition("P1", 2))
        await world.quiet()
        world.check_once()
        assert [case.open for case in world.durable.told("jml-cases") if isinstance(case, Case)] == [True, False]


async def test_who_was_refused_is_tried_again_by_a_process_with_another_policy_only() -> None:
    async with World() as world:
        world.target.answers = ["refused"]
        world.announce(transition("P1", 1))
        await world.quiet()
        for policy, people in (("p1", set()), ("p2", {"P1"})):
            await world.kill()
            world.policy = policy
            world.start()
            await world.quiet()
            assert set(world.target.people) == people
        world.check_once()
        assert [case.open for case in world.durable.told("jml-cases") if isinstance(case, Case)] == [True, False]


async def test_a_lost_answer_is_read_back_only_when_the_call_can_no_longer_take_effect() -> None:
    async with World() as world:
        world.target.answers = ["late"]
        world.announce(transition("P1", 1))
        await world.breathe(200)
        assert world.row("P1").intent is not None
        reads = world.target.reading
        world.clock.step(world.target.longest_call)
        await world.breathe(200)
        assert world.target.reading == reads
        await world.quiet()
        world.check_once()
        assert [record["unmapped"]["fate"] for record in world.audit()] == ["recovered"]


async def test_a_slow_delivery_of_the_intent_means_no_call() -> None:
    async with World() as world:
        world.host.slow = lambda out: 3.0 if world.target.reading == 1 else 0.0
        world.announce(transition("P1", 1))
        await world.quiet()
        world.check_once()
        settled = [outcome for outcome in world.outcomes() if outcome.kind is OutcomeKind.SETTLED]
        assert [(outcome.complete, len(outcome.results)) for outcome in settled] == [(False, 0), (True, 1)]


async def test_refused_credentials_stop_all_calls_page_once_and_heal_by_a_probe() -> None:
    async with World(limits=Limits(crews=2)) as world:
        world.target.reads = ["denied"] * 4
        world.announce(*(transition(f"P{n}", 1) for n in range(10)))
        await world.quiet(until=START + timedelta(seconds=20))
        assert world.target.reading <= 3
        assert world.target.effects == []
        await world.quiet()
        world.check_once()
        alerts = [alert for alert in world.durable.told("jml-alerts") if isinstance(alert, Alert) and alert.kind != "quarantine"]
        assert [(alert.kind, alert.on) for alert in alerts] == [
            ("okta-credentials-refused", True),
            ("okta-credentials-refused", False),
        ]


async def test_who_cannot_be_read_back_is_looked_at_less_and_less_often() -> None:
    async with World() as world:
        world.target.answers, world.target.reads = ["500-after"], ["ok", *["500"] * 100]
        world.announce(transition("P1", 1, ("g",)))
        await world.quiet(until=START + timedelta(hours=1))
        assert 5 < world.target.reading < 20
        world.target.reads = []
        await world.quiet()
        world.check_once()


async def test_a_missing_manager_delays_only_itself_and_arrives_by_the_account() -> None:
    async with World() as world:
        world.announce(transition("P1", 1, ("a",), manager="M1"))
        await world.quiet()
        assert world.target.people["P1"].groups == {"a"}
        assert world.row("P1").waiting_for == "M1"
        world.announce(transition("M1", 1))
        await world.quiet()
        assert world.target.people["P1"].groups == {"a", "reports-of-id-M1"}
        world.check_once()


async def test_a_used_up_budget_holds_ordinary_work_and_lets_leavers_through() -> None:
    async with World() as world:
        world.target.pace = lambda priority: None if priority is Priority.URGENT else timedelta(seconds=30)
        world.announce(*(transition(f"P{n}", 1, priority=Priority.BULK) for n in range(5)))
        await world.quiet(until=START)
        world.announce(transition("L", 1, priority=Priority.URGENT))
        await world.quiet(until=START)
        assert set(world.target.people) == {"L"}
        assert world.dispatcher.due_now() == 0
        assert world.dispatcher.next_due() == START + timedelta(seconds=30)


async def test_ordinary_work_waits_for_the_end_of_a_leavers_call_not_for_a_time_that_is_over() -> None:
    async with World(limits=Limits(crews=2)) as world:
        world.target.gate = asyncio.Event()
        world.announce(transition("L1", 1, priority=Priority.LEAVER))
        await world.breathe()
        world.target.pace = lambda _priority: timedelta(seconds=30)
        world.announce(transition("L2", 1, priority=Priority.LEAVER))
        await world.breathe()
        world.target.pace = lambda _priority: None
        world.announce(transition("L2", 2), transition("P1", 1))
        world.clock.advance(to=START + timedelta(minutes=1))
        await world.breathe()
        assert not world.target.people
        world.target.gate.set()
        await world.quiet()
        assert set(world.target.people) == {"L1", "L2", "P1"}


async def test_when_partitions_go_the_call_in_flight_is_settled_and_nothing_new_begins() -> None:
    async with World(limits=Limits(crews=1)) as world:
        world.target.gate = asyncio.Event()
        world.announce(transition("P1", 1, ("a",)), transition("P2", 1))
        await world.breathe(100)
        closing = asyncio.create_task(world.host.close())
        await world.breathe()
        world.target.gate.set()
        await closing
        await world.breathe(100)
        assert world.target.effects == [("P1", "create", "")]
        assert world.row("P1").intent is None
        assert world.row("P1").due is not None


async def test_a_plan_that_cannot_be_made_parks_its_person_only(monkeypatch: pytest.MonkeyPatch) -> None:
    async with World() as world:
        plan = world.target.plan
        monkeypatch.setattr(world.target, "plan", lambda w, s: 1 / 0 if w.person == "P1" else plan(w, s))
        world.announce(transition("P1", 1), transition("P2", 1))
        await world.quiet()
        assert set(world.target.people) == {"P2"}
        assert [case.kind for case in world.row("P1").cases] == ["data"]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("kind", [*KINDS, "refused"])
def test_death_in_every_gap_after_every_answer_leaves_each_effect_once(point: str, kind: str) -> None:
    async def play() -> None:
        async with World(die_at=[(point, 1)]) as world:
            world.target.answers = [kind]
            world.announce(transition("P1", 1, ("a", "b")))
            await world.quiet()
            world.announce(transition("P1", 2, ("b", "c")))
            await world.quiet()
            assert world.deaths == 1
            assert world.target.people["P1"].groups == {"b", "c"}
            world.check_once()

    asyncio.run(play())


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    answers=st.lists(st.sampled_from(KINDS), max_size=12),
    reads=st.lists(st.sampled_from(["ok", "ok", "later", "denied", "500"]), max_size=6),
    deaths=st.lists(st.tuples(st.sampled_from(POINTS), st.integers(1, 4)), max_size=4),
    edits=st.lists(st.tuples(st.integers(0, 3), st.sets(st.sampled_from("abcd"), max_size=3)), min_size=1, max_size=8),
    crew=st.sampled_from([1, 3]),
    lag=st.sampled_from([0, 9]),
)
def test_whatever_fails_and_dies_each_effect_happens_once(
    answers: list[str], reads: list[str], deaths: list[tuple[str, int]], edits: list[tuple[int, set[str]]], crew: int, lag: int
) -> None:
    async def play() -> None:
        async with World(die_at=deaths, crew=crew, limits=Limits(crews=3), lag=lag) as world:
            world.target.answers, world.target.reads = list(answers), list(reads)
            newest: dict[str, set[str]] = {}
            versions: Counter[str] = Counter()
            for number, groups in edits:
                person = f"P{number}"
                versions[person] += 1
                newest[person] = groups
                world.announce(transition(person, versions[person], tuple(sorted(groups))))
                await world.breathe(number * 7)
            await world.quiet()
            world.check_once()
            assert {person: there.groups for person, there in world.target.people.items()} == newest

    asyncio.run(play())
