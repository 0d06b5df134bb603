"""Folding a row: newest state wins, settlements count once, waits grow and do not bunch."""

from dataclasses import replace
from datetime import timedelta

from domain.desired import CaseRef, Cause
from domain.outcomes import Account, Outcome, OutcomeKind
from domain.work import LONGEST_BACK_OFF, NOTHING, fold_outcome, fold_transition, retry_at
from sinks.rows import from_bytes, to_bytes
from tests.sinks.memory_host import START
from tests.sinks.world import transition


def outcome(kind: OutcomeKind, version: int, seq: int, **said: object) -> Outcome:
    cause = Cause(kind="hr", fact="f", rule="mover", effective=START, known=START, seen=1.0)
    base = Outcome(id=f"o{version}/{seq}", person="P1", kind=kind, version=version, seq=seq, at=1.0, cause=cause, policy="p")
    return replace(base, **said)  # type: ignore[arg-type]


def test_an_announcement_is_due_at_once_and_an_older_one_changes_nothing() -> None:
    row = fold_transition(NOTHING, transition("P1", 3))
    assert row.due == START
    assert fold_transition(row, transition("P1", 2)) == row
    assert fold_transition(row, transition("P1", 3)) == row


def test_a_settlement_of_an_older_version_leaves_the_newer_one_due() -> None:
    row = fold_transition(fold_transition(NOTHING, transition("P1", 1)), transition("P1", 2))
    row = fold_outcome(row, outcome(OutcomeKind.SETTLED, 1, 0, complete=True, account=Account(id="x")))
    assert (row.due, row.done, row.seq, row.account) == (START, 0, 1, Account(id="x"))


def test_a_settlement_read_again_changes_nothing_nor_does_an_intent_that_was_settled() -> None:
    row = fold_transition(NOTHING, transition("P1", 1))
    intended, settled = outcome(OutcomeKind.INTENDED, 1, 0), outcome(OutcomeKind.SETTLED, 1, 0, due=START + timedelta(hours=1))
    once = fold_outcome(fold_outcome(row, intended), settled)
    later = fold_outcome(once, outcome(OutcomeKind.SETTLED, 1, 1, complete=True))
    for old in (intended, settled):
        assert fold_outcome(once, old) == once
        assert fold_outcome(later, old) == later


def test_an_intent_stays_open_while_newer_states_arrive() -> None:
    row = fold_outcome(fold_transition(NOTHING, transition("P1", 1)), outcome(OutcomeKind.INTENDED, 1, 0))
    assert fold_transition(row, transition("P1", 2)).intent is not None


def test_a_row_survives_being_stored() -> None:
    row = fold_outcome(fold_transition(NOTHING, transition("P1", 1, ("a",), login=b"\x01\x02")), outcome(OutcomeKind.INTENDED, 1, 0))
    row = replace(row, cases=(CaseRef(kind="data"),), account=Account(id="x", extra={"a": "b"}))
    assert from_bytes(to_bytes(row)) == row


def test_back_off_doubles_up_to_a_quarter_of_an_hour_and_is_spread_the_same_each_time() -> None:
    waits = [(retry_at(START, "P1", attempts) - START).total_seconds() for attempts in range(40)]
    assert 1 <= waits[0] <= 2
    assert max(waits) <= LONGEST_BACK_OFF.total_seconds()
    assert min(waits[12:]) >= LONGEST_BACK_OFF.total_seconds() / 2
    assert waits == [(retry_at(START, "P1", attempts) - START).total_seconds() for attempts in range(40)]
    assert len({retry_at(START, f"P{n}", 5) for n in range(50)}) > 20
