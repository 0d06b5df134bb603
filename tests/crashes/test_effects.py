"""The judge of the crash suite sees what it is there to see."""

from typing import Any

from scenarios.effects import effects, repeated
from scenarios.sabotage import KILLED, SINKS, deck
from sinks.crash import POINTS


def call(number: int, operation: str, **said: Any) -> dict[str, Any]:
    usual = {"path": "/api/v1/users/U1", "subject": "U1", "status": 200, "fault": None, "write": True, "detail": {}, "at": "noon"}
    return usual | {"number": number, "operation": operation} | said


def member(number: int, operation: str, group: str) -> dict[str, Any]:
    return call(number, operation, path=f"/api/v1/groups/{group}/users/U1")


def test_a_suspension_after_a_return_is_another_one_and_one_after_a_suspension_is_not() -> None:
    once = [call(1, "suspend"), call(2, "unsuspend"), call(3, "suspend")]
    assert list(repeated(once)) == []
    assert len(list(repeated([*once, call(4, "suspend")]))) == 1


def test_a_group_is_given_again_only_after_it_was_taken() -> None:
    given = [member(1, "add-group", "G1"), member(2, "add-group", "G2"), member(3, "remove-group", "G1"), member(4, "add-group", "G1")]
    assert list(repeated(given)) == []
    assert list(repeated([*given, member(5, "add-group", "G2")])) == ["add-group of U1 in G2 happened twice (request 5, noon)"]


def test_rows_of_one_call_count_each() -> None:
    rows = {"rows": 2, "actions": {"freeze": 2}, "subjects": ["L1", "L2"]}
    assert len(list(repeated([call(1, "freeze", detail=rows), call(2, "freeze", subject="L2")]))) == 1


def test_a_call_whose_answer_was_lost_has_taken_effect_and_one_that_was_refused_has_not() -> None:
    entries = [call(1, "update", status=500, fault="500-after"), call(2, "update", status=0, fault="reset-after")]
    refused = [call(3, "update", status=500, fault="500"), call(4, "update", status=0, fault="reset"), call(5, "read", write=False)]
    assert [entry["number"] for entry in effects(entries + refused)] == [1, 2]


def test_three_decks_end_every_process_twenty_times_and_one_comes_to_every_point_of_both_sinks() -> None:
    cards = deck()
    assert {(card.what, card.how) for card in cards if card.kind == "crash" and card.what in SINKS} == {
        (sink, point) for sink in SINKS for point in POINTS
    }
    for process in KILLED:
        ends = sum({"kill": 1, "crash": 2, "power": 1}.get(card.kind, 0) for card in cards if card.what in (process, "everything"))
        assert 3 * ends >= 20, process
