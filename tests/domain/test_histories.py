"""Random histories of fifty people: no wrong leaver, no access without a standing that grants it, what is due is what is in the list."""

from datetime import timedelta
from random import Random

import pytest

from domain.announced import Announced
from domain.desired import OktaStatus, Standing
from domain.facts import EndKind
from domain.forecast import content
from tests.domain.histories import History, Life, may_work, must_work
from tests.domain.saga import example_policy

PEOPLE, SHORT, LONG = 50, 2, 200  # times fifty people: the long share is 10,000 histories
OFF = (OktaStatus.SUSPENDED, OktaStatus.DEACTIVATED)
WITHOUT = (Standing.LEFT, Standing.PRE_HIRE)


def judge(life: Life, before: Announced) -> None:
    last, now = life.was.last, life.now
    if last is None:
        return
    if before.ever_active and before.parted is None and life.was.parted is not None:
        assert life.was.parted.record in before.worked or moved(life), "cut for the end of something she did not work in"
    status = last.okta.status
    assert status is not OktaStatus.ACTIVE or may_work(life, now), "access without a record that grants it"
    assert status is not OktaStatus.ACTIVE or last.standing not in WITHOUT, "access without a standing that grants it"
    allowed = any(case.kind in ("rehire-not-allowed", "data") for case in last.cases) or life.was.parted is None
    assert status not in OFF or not must_work(life, now) or last.standing is Standing.HELD or allowed, "a wrong leaver"
    assert last.salesforce.state != "active" or status is OktaStatus.ACTIVE, "Salesforce without Okta"
    on = status is OktaStatus.ACTIVE or (status is OktaStatus.SUSPENDED and life.was.parted is None)
    assert sum(group.startswith("mfa-") for group in last.okta.groups) == on, "one tier for whoever has groups"


def moved(life: Life) -> bool:
    """Whether a transfer led from what she worked in to another record."""
    return any(life.person.records[key].details.end_kind is EndKind.TRANSFER for key in life.was.worked)


def live(seed: int, policy) -> Life:
    random = Random(seed)
    life, history = Life(policy), History(random)
    for fact in history.facts(random.randrange(1, 14)):
        if life.decision is not None:
            between(life, fact.read)
        before = life.was
        life.tell(fact)
        judge(life, before)
    for _ in range(60):
        if not life.decision.due:
            break
        before = life.was
        life.decide(life.decision.due[0].at)
        judge(life, before)
    assert not life.decision.due
    return life


def between(life: Life, until) -> None:
    """Every due instant in turn; nothing is decided at an instant that was not due, and something at each that was."""
    while life.decision.due:
        due, said = life.decision.due[0].at, life.was
        if due > until:
            break
        just_before = life.again(due - timedelta(microseconds=1))
        assert just_before.proposal is None, "decided although not due"
        again = life.decide(due)
        assert again.proposal is not None or said != life.was, "due, and nothing came of it"
        assert life.again(due).proposal is None
        judge(life, said)
    probe = life.again(max(life.now, until - timedelta(microseconds=1)))
    assert probe.proposal is None, "decided although not due"


@pytest.mark.parametrize("grace", ["0d", "7d"])
def test_histories_of_fifty_people(long, grace):
    policy = example_policy(mover__grace=grace)
    for seed in range(PEOPLE * (LONG if long else SHORT)):
        try:
            live(seed, policy)
        except AssertionError as exc:
            raise AssertionError(f"history {seed}: {exc}") from exc


def test_the_order_in_which_edits_of_a_window_are_read_does_not_matter_in_the_end():
    """Edits of one hour, read in any order: a week later everything is the same, whatever was announced meanwhile."""
    policy = example_policy()
    for seed in range(60):
        random = Random(seed)
        history = History(random)
        before = list(history.facts(2))
        start = history.now + timedelta(hours=9)
        history.now = start
        edits = [fact for _ in range(3) for fact in _quick(history)]
        ends = []
        for turn in range(4):
            order = edits[:]
            Random(turn).shuffle(order)
            life = Life(policy)
            for fact in before:
                life.tell(fact)
            for fact in order if turn else edits:
                life.tell(fact)
            life.through(start + timedelta(days=60))
            ends.append(life.was.last and (content(life.was.last).standing, life.was.last.okta, life.was.last.salesforce))
        assert ends.count(ends[0]) == len(ends), f"history {seed}"


def _quick(history: History):
    history.now += timedelta(minutes=5)
    yield from history._edit()
