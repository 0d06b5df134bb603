"""Writes of Salesforce records are compared with what the audit says of each record."""

from types import SimpleNamespace
from typing import Any

from scenarios.effects import unaudited
from scenarios.seen import Done

MINE, HERS = "006dM0000000001QAA", "006dM0000000002QAA"


def wrote(*records: str, **actions: int) -> dict[str, Any]:
    detail = {"subjects": list(records), "actions": actions}
    return {"operation": max(actions, key=lambda each: actions[each]), "status": 200, "write": True, "subject": None, "detail": detail}


def told(action: str, records: str) -> Done:
    return Done(f"salesforce {action}", "P1", "done", {"unmapped": {"args": {"records": records}}})


def found(journal: list[dict[str, Any]], *audit: Done) -> list[str]:
    return list(unaudited(SimpleNamespace(audit=list(audit)), {"okta": [], "salesforce": journal}))


def test_one_call_for_two_people_is_told_by_a_record_of_each() -> None:
    assert found([wrote(MINE, HERS, reassign=1, update=1)], told("reassign", MINE), told("uncover", HERS)) == []


def test_a_record_written_once_more_than_it_was_told_is_found_and_one_that_was_never_written_too() -> None:
    twice = [wrote(MINE, reassign=1), wrote(MINE, reassign=1)]
    assert found(twice, told("reassign", MINE)) == [f"salesforce record {MINE}: 2 effects, 1 audit records"]
    assert found([], told("restore", HERS)) == [f"salesforce record {HERS}: 0 effects, 1 audit records"]


def test_users_are_counted_by_action_as_ever() -> None:
    assert found([wrote("005dM0000000001QAA", update=1)]) == ["salesforce update: 1 effects, 0 audit records"]
