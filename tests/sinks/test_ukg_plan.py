"""Who gets a work address at UKG, and what is remembered of it."""

from dataclasses import replace
from typing import Any

import pytest

from domain.desired import OktaDesired, OktaStatus, Standing
from domain.outcomes import Account, Fate, Result
from domain.ukg import LOOK_AGAIN, MOST_WROTE, WRITING, WROTE, Seen, holds, learn, plan
from sinks.target import Wanted
from tests.sinks.world import transition

FOUND = Seen(asked=True, there=True)
ON = OktaDesired(status=OktaStatus.ACTIVE)


def wanted(account: Account | None = None, **said: Any) -> Wanted:
    about: dict[str, Any] = {"number": "000000104", "company": "US01", "login_digest": "new", "okta": ON} | said
    return Wanted(transition=transition("P1", 1, **about), account=account, login="p@halden.example")


def wrote(*digests: str) -> Account:
    return Account(id="US01/000000104", login_digest=digests[-1], extra={WROTE: " ".join(digests)})


def test_an_empty_address_is_written() -> None:
    found = plan(wanted(), FOUND)
    (action,) = found.actions
    assert (action.name, action.subject, action.changes) == ("update", "US01/000000104", {"EmailAddress": (None, None)})
    assert found.account is not None
    assert found.account.extra[WRITING] == "new"


@pytest.mark.parametrize(
    ("account", "address", "writes"),
    [
        (None, "new", False),
        (None, "hr", False),
        (wrote("old"), "old", True),
        (wrote("older", "old"), "older", True),
        (wrote("old"), "hr", False),
        (wrote("old"), None, True),
        (wrote("old", "new"), "new", False),
    ],
)
def test_only_what_is_empty_or_our_own_is_written_over(account: Account | None, address: str | None, writes: bool) -> None:
    found = plan(wanted(account), replace(FOUND, address=address))
    assert bool(found.actions) is writes
    assert found.cases == ()
    assert not found.doubt


@pytest.mark.parametrize(
    "said",
    [{"okta": OktaDesired(status=status)} for status in (OktaStatus.NONE, OktaStatus.SUSPENDED, OktaStatus.DEACTIVATED)]
    + [{"standing": Standing.LEFT}, {"standing": Standing.HELD}, {"login_digest": None}, {"number": None}, {"company": None}]
    + [{"flags": ("joined:P2",)}],
    ids=str,
)
def test_nobody_who_leaves_is_held_or_has_no_login_gets_one(said: dict[str, Any]) -> None:
    assert plan(wanted(**said), FOUND).actions == ()
    assert plan(wanted(**said), Seen(waits=True)).waiting_for is None


@pytest.mark.parametrize("status", [OktaStatus.STAGED, OktaStatus.ACTIVE])
def test_an_account_under_her_login_is_waited_for(status: OktaStatus) -> None:
    found = plan(wanted(okta=OktaDesired(status=status)), Seen(waits=True))
    assert (found.actions, found.waiting_for) == ((), "P1 under new")


def test_nothing_is_written_into_a_record_of_another_name() -> None:
    found = plan(wanted(), replace(FOUND, named=False))
    assert (found.actions, found.doubt, [case.kind for case in found.cases]) == ((), True, ["data"])


def test_somebody_whom_soap_does_not_show_is_looked_for_again() -> None:
    assert plan(wanted(), Seen(asked=True)).check_after == LOOK_AGAIN


def test_a_lost_write_is_known_by_the_address_it_meant_whatever_is_announced_since() -> None:
    meant = plan(wanted(), FOUND)
    (action,) = meant.actions
    later = wanted(meant.account, login_digest="newer")
    assert holds(action, later, replace(FOUND, address="new"))
    assert not holds(action, later, replace(FOUND, address="newer"))
    assert not holds(action, later, FOUND)
    assert not holds(action, later, Seen(asked=True))


def test_what_was_written_is_known_again_and_what_somebody_else_wrote_is_not_ours() -> None:
    meant = plan(wanted(wrote("old")), replace(FOUND, address="old"))
    (action,) = meant.actions
    done = learn(meant.account, action, Result(action=action.id, fate=Fate.DONE))
    assert done is not None
    assert (done.login_digest, done.extra) == ("new", {WROTE: "old new"})
    other = learn(meant.account, action, Result(action=action.id, fate=Fate.UNCHANGED))
    assert other is not None
    assert other.extra == {WROTE: "old"}


def test_so_many_earlier_addresses_are_remembered() -> None:
    account = wrote(*(f"d{number}" for number in range(MOST_WROTE)))
    meant = plan(wanted(account), FOUND)
    done = learn(meant.account, meant.actions[0], Result(action="update", fate=Fate.RECOVERED))
    assert done is not None
    assert done.extra[WROTE].split() == [*(f"d{number}" for number in range(1, MOST_WROTE)), "new"]
