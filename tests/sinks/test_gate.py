"""When a target is left alone: refused credentials, too many refusals, maintenance; and who asks whether it works again."""

from datetime import timedelta

from domain.proposals import Alert, Priority
from sinks.gate import Gate
from sinks.tools import Limits, limits_of
from sinks.turn import LeftOpen, Settled, Untouched
from tests.sinks.memory_host import START
from tests.sinks.world import World, transition

REFUSED, FINE = Settled(1, refused=True), Settled(1)


def opened(most: int = 3) -> Gate:
    gate = Gate("okta", most)
    gate.heard([FINE], False, START)
    return gate


def test_many_refusals_in_a_short_time_shut_it_and_a_few_over_a_long_one_do_not() -> None:
    slow = opened()
    for number in range(9):
        assert slow.heard([REFUSED], False, START + number * timedelta(minutes=6)) == []
    gate = opened()
    assert gate.heard([REFUSED, REFUSED], False, START) == [] and not gate.is_shut
    (alert,) = gate.heard([REFUSED], False, START + timedelta(minutes=9))
    assert (alert.kind, alert.key, alert.on) == ("quarantine", "okta", True) and gate.is_shut and not gate.may_call(alert.since)


def test_one_asks_again_at_growing_intervals_until_she_is_not_refused() -> None:
    gate, now, waits = opened(1), START, []
    gate.heard([REFUSED], False, now)
    for _ in range(4):
        assert gate.next_probe is not None
        waits.append((gate.next_probe - now).total_seconds())
        now = gate.next_probe
        assert gate.may_call(now) and gate.ask() and not gate.may_call(now)
        assert gate.heard([REFUSED], True, now) == []
    assert waits == [15, 30, 60, 120]
    gate.ask()
    (alert,) = gate.heard([FINE], True, now)
    assert not alert.on and not gate.is_shut


def test_the_first_answer_after_a_start_ends_the_alerts_of_an_earlier_life() -> None:
    assert [(alert.kind, alert.on) for alert in Gate("okta", 3).heard([FINE], False, START)] == [
        ("okta-credentials-refused", False),
        ("quarantine", False),
    ]


def test_a_target_in_trouble_ends_nothing_and_is_asked_again_later() -> None:
    assert Gate("okta", 3).heard([FINE], False, START, answered=False) == []
    gate, now = opened(), START
    gate.heard([Untouched(denied=True)], False, now)
    for wait in (15, 30):
        assert gate.next_probe == now + timedelta(seconds=wait)
        now = gate.next_probe
        gate.ask()
        assert gate.heard([LeftOpen("1"), Untouched()], True, now, answered=False) == [] and gate.is_shut
    gate.ask()
    assert [(alert.kind, alert.on) for alert in gate.heard([FINE], True, now)] == [("okta-credentials-refused", False)]


def test_under_maintenance_nobody_is_taken() -> None:
    gate = Gate("okta", 3, maintenance=True)
    assert gate.is_shut and not gate.may_call(START) and gate.next_probe is None and [alert.on for alert in gate.at_start(START)] == [True]


def test_refused_credentials_shut_it_at_once() -> None:
    (alert,) = opened().heard([Untouched(denied=True)], False, START)
    assert (alert.kind, alert.on) == ("okta-credentials-refused", True)


async def test_in_quarantine_nothing_is_written_and_leavers_are_first_when_it_ends() -> None:
    async with World(limits=Limits(refusals=5, crews=1)) as world:
        world.target.answers = ["refused"] * 6
        world.announce(*(transition(f"P{number:02d}", 1, ("g",)) for number in range(12)))
        await world.quiet(until=START)
        assert world.target.effects == [] and world.target.calls <= 6
        world.announce(transition("L", 1, ("g",), priority=Priority.LEAVER))
        await world.quiet(until=START + timedelta(hours=1))
        assert world.target.effects[0][0] == "L" or world.target.effects[1][0] == "L"
        assert {person for person, _, _ in world.target.effects} >= {"L", "P10", "P11"}


async def test_who_asks_whether_it_works_again_waits_for_the_budget_and_nothing_turns_in_circles_meanwhile() -> None:
    async with World(limits=Limits(refusals=3, crews=1)) as world:
        world.target.answers = ["refused"] * 4
        world.announce(*(transition(f"P{number}", 1) for number in range(8)))
        await world.quiet(until=START)
        probe = START + timedelta(seconds=15)
        assert world.dispatcher.next_due() == probe
        world.target.pace = lambda _priority: timedelta(minutes=1)
        world.clock.advance(to=probe)
        await world.breathe()
        assert world.dispatcher.next_due() == probe + timedelta(minutes=1)
        world.target.pace = lambda _priority: None
        await world.quiet()
        assert set(world.target.people) == {"P4", "P5", "P6", "P7"}


async def test_under_maintenance_work_waits_and_nothing_is_called() -> None:
    async with World(limits=Limits(maintenance=True)) as world:
        world.announce(transition("P1", 1, ("g",)))
        await world.quiet(until=START)
        assert world.target.reading == 0 and world.row("P1").due == START


async def test_credentials_that_a_restart_cured_switch_the_alert_of_the_earlier_life_off() -> None:
    async with World() as world:
        world.target.reads = ["denied"]
        world.announce(transition("P1", 1))
        await world.quiet(until=START)
        await world.kill()
        world.target.reads = []
        world.start()
        await world.quiet()
        alerts = [alert for alert in world.durable.told("jml-alerts") if isinstance(alert, Alert) and alert.kind != "quarantine"]
        assert [alert.on for alert in alerts] == [True, False]


async def test_trouble_after_a_restart_leaves_the_alert_of_the_earlier_life_on() -> None:
    async with World() as world:
        world.target.reads = ["denied"]
        world.announce(transition("P1", 1))
        await world.quiet(until=START)
        await world.kill()
        world.target.reads = ["500", "later", "denied"]
        world.start()
        await world.quiet()
        alerts = [alert for alert in world.durable.told("jml-alerts") if isinstance(alert, Alert) and alert.kind != "quarantine"]
        assert [alert.on for alert in alerts] == [True, True, False]


def test_where_an_account_that_keeps_failing_is_locked_credentials_are_tried_once_an_hour() -> None:
    gate, now = Gate("ukg", 3, careful=True), START
    gate.heard([Untouched(denied=True)], False, now)
    for _ in range(3):
        assert gate.next_probe == now + timedelta(hours=1)
        now = gate.next_probe
        gate.ask()
        gate.heard([Untouched(denied=True)], True, now)


def test_a_target_of_which_hr_is_the_master_is_called_by_few_and_looked_through_by_nobody() -> None:
    ukg = limits_of("ukg", partitions=5)
    assert (ukg.crews, ukg.rounds, ukg.careful, ukg.partitions) == (2, False, True, 5)
    assert limits_of("okta") == Limits()
