"""The order of audit records: strict within a target and over time, free between targets at one instant."""

from scenarios.seen import Done
from scenarios.told import first_missing, shows


def told(*actions: str, at: int = 1) -> list[Done]:
    return [Done(action, "P1", "applied", {"time": at}) for action in actions]


CUT = told("salesforce freeze", "okta suspend", "okta end-sessions")


def test_two_targets_at_one_instant_have_no_order() -> None:
    assert first_missing(CUT, ["okta suspend", "okta end-sessions", "salesforce freeze"], shows) is None
    assert first_missing(CUT, ["salesforce freeze", "okta suspend"], shows) is None


def test_one_target_keeps_its_order_and_does_each_thing_once() -> None:
    assert first_missing(CUT, ["okta end-sessions", "okta suspend"], shows) == "okta suspend"
    assert first_missing(CUT, ["okta suspend", "okta suspend"], shows) == "okta suspend"


def test_what_was_done_later_is_not_before() -> None:
    done = [*told("okta suspend"), *told("salesforce freeze", at=2)]
    assert first_missing(done, ["okta suspend", "salesforce freeze"], shows) is None
    assert first_missing(done, ["salesforce freeze", "okta suspend"], shows) == "okta suspend"


def test_an_action_may_be_named_without_its_system() -> None:
    assert shows(CUT[1], {"action": "suspend"}) and shows(CUT[1], {"action": "okta suspend"})
    assert not shows(CUT[1], {"action": "unsuspend"}) and not shows(CUT[1], {"action": "suspend", "known": "2026"})
