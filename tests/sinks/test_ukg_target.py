"""The UKG target at a running tenant: what is read, what is written, and what never leaves the call."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from domain.accounts import AccountRecord
from domain.desired import OktaDesired, OktaStatus
from domain.outcomes import Action
from domain.ukg import Seen
from runtime.settings import load
from schemas.codec import encode
from sinks.accounts import Accounts
from sinks.target import Answer, Applied, Denied, Later, Refused, Step, Unchanged, Unknown, Wanted
from sinks.ukg.client import Times
from sinks.ukg.target import UkgTarget, build
from tests.simulators.ukg.conftest import make, site  # noqa: F401  # fixtures
from tests.simulators.ukg.tenant import KEY, PASSWORD, USER, USER_KEY, Site
from tests.sinks.world import transition

SSN = "078051120"
LOGIN = "ada.ng@halden.example"
QUICK = Times(connect=1.0, answer=2.0, begin=1.0)


def digest(login: str) -> str:
    return f"digest of {login}"


@pytest.fixture
async def target(site: Site) -> AsyncIterator[Any]:  # noqa: F811
    """`target(times)`: a target at the tenant; she has an Okta account."""
    accounts = Accounts()
    accounts.apply(b"P1", encode(AccountRecord(person="P1", system="okta", account="00u1", login_digest=digest(LOGIN))))
    env = {"URL": site.base, "USER": USER, "PASSWORD": PASSWORD, "CUSTOMER_KEY": KEY, "USER_KEY": USER_KEY}
    settings = load({f"JML_UKG_{name}": value for name, value in env.items()}).ukg
    async with AsyncExitStack() as stack:

        def start(times: Times = QUICK) -> UkgTarget:
            made = build(settings, accounts, digest, times)
            stack.push_async_callback(made.close)
            return made

        await site.do("add", {"people": {"P": {"number": "1", "first": "Ada", "last": "Ng", "ssn": SSN, "ssnIsSuppressed": True}}})
        yield start


def wanted(person: str = "P1", **said: Any) -> Wanted:
    about = {"number": "1", "company": "US01", "login_digest": digest(LOGIN), "okta": OktaDesired(status=OktaStatus.ACTIVE)} | said
    return Wanted(transition=transition(person, 1, **about), first="Ada", last="Ng", login=LOGIN)


async def seen(target: UkgTarget, who: Wanted | None = None) -> Any:
    asked = who or wanted()
    return (await target.read([asked]))[asked.person]


async def write(target: UkgTarget, found: Any) -> Answer:
    (answer,) = await target.apply(
        [Step(wanted=wanted(), action=Action(id="1", name="update", subject="US01/1"), account=None, seen=found)]
    )
    return answer


async def operations(site: Site) -> list[str]:  # noqa: F811
    return [entry["operation"] for entry in (await site.get("journal"))["entries"] if entry["operation"] not in ("describe", "login")]


async def test_an_address_is_written_and_everything_else_of_the_record_stays(site: Site, target: Any) -> None:  # noqa: F811
    before = (await site.get("state"))["people"]["P"]
    ukg = target()
    assert await seen(ukg) == Seen(asked=True, there=True)
    assert await write(ukg, await seen(ukg)) == Applied(subject="US01/1")
    after = (await site.get("state"))["people"]["P"]
    moved = {"datetimeChanged", "dateTimeChanged"}
    assert {name: value for name, value in after.items() if before.get(name) != value and name not in moved} == {"emailAddress": LOGIN}
    assert (after["ssn"], after["ssnIsSuppressed"]) == (SSN, True)
    assert await seen(ukg) == Seen(asked=True, there=True, address=digest(LOGIN))


async def test_what_stands_there_already_is_not_written(site: Site, target: Any) -> None:  # noqa: F811
    ukg = target()
    found = await seen(ukg)
    await site.do("edit", {"people": {"P": {"email": LOGIN.upper()}}})
    assert await write(ukg, found) == Unchanged(subject="US01/1")
    assert "update" not in await operations(site)


async def test_what_hr_keys_between_the_look_and_the_write_is_not_written_over(site: Site, target: Any) -> None:  # noqa: F811
    ukg = target()
    found = await seen(ukg)
    await site.do("edit", {"people": {"P": {"email": "ada@elsewhere.example"}}})
    answer = await write(ukg, found)
    assert isinstance(answer, Refused)
    assert answer.again
    assert "update" not in await operations(site)


async def test_nobody_is_read_who_gets_nothing(site: Site, target: Any) -> None:  # noqa: F811
    ukg = target()
    assert await seen(ukg, wanted(okta=OktaDesired(status=OktaStatus.SUSPENDED))) == Seen()
    assert await seen(ukg, wanted("P2")) == Seen(waits=True)
    assert await seen(ukg, wanted(login_digest="a login that Okta has not got yet")) == Seen(waits=True)
    assert await operations(site) == []


async def test_a_number_that_is_somebody_elses_and_one_that_is_nobodys(target: Any) -> None:
    ukg = target()
    other = Wanted(transition=wanted().transition, first="Bea", last="Ack", login=LOGIN)
    assert await seen(ukg, other) == Seen(asked=True, there=True, named=False)
    renamed = Wanted(transition=wanted().transition, first="Ada", last="Chen", login=LOGIN)
    assert (await seen(ukg, renamed)).named
    assert await seen(ukg, wanted(number="2")) == Seen(asked=True)


@pytest.mark.parametrize(
    ("kind", "answer", "written"),
    [
        ("500", Unknown, False),
        ("500-after", Unknown, True),
        ("reset", Unknown, False),
        ("reset-after", Unknown, True),
        ("503-bare", Unknown, False),
        ("429", Later, False),
        ("slow", Unknown, False),
    ],
)
async def test_a_write_whose_answer_is_lost_is_unknown_and_made_once(
    site: Site,  # noqa: F811
    target: Any,
    kind: str,
    answer: type,
    written: bool,
) -> None:
    ukg = target()
    found = await seen(ukg)
    await site.fault(kind=kind, operation="update", times=1, **({"delay": 4.0} if kind == "slow" else {}))
    assert type(await write(ukg, found)) is answer
    assert (await operations(site)).count("update") <= 1
    assert bool((await site.get("state"))["people"]["P"].get("emailAddress")) is written


async def test_a_write_is_not_begun_too_late(site: Site, target: Any) -> None:  # noqa: F811
    ukg = target(Times(connect=1.0, answer=3.0, begin=0.3))
    found = await seen(ukg)
    await site.fault(kind="slow", operation="read", times=1, delay=1.0)
    assert isinstance(await write(ukg, found), Later)
    await asyncio.sleep(0)
    assert "update" not in await operations(site)


async def test_the_right_to_edit_is_asked_for_by_name(site: Site, target: Any) -> None:  # noqa: F811
    await site.do("rights", {"withdraw": ["Employee Person (Edit)"]})
    ukg = target()
    answer = await write(ukg, await seen(ukg))
    assert isinstance(answer, Denied)
    assert "Employee Person (View and Edit)" in answer.reason


async def test_neither_ssn_nor_address_comes_out_of_a_call_that_fails(
    site: Site,  # noqa: F811
    target: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    ukg = target()
    found = await seen(ukg)
    await site.do("edit", {"people": {"P": {"ssn": SSN}}})
    said = [repr(found)]
    for kind in ("500", "500-after", "reset", "401", "429"):
        await site.fault(kind=kind, operation="update", times=1)
        said.append(repr(await write(ukg, found)))
        await site.do("edit", {"people": {"P": {"email": None}}})
    await site.fault(kind="500", operation="read", times=1)
    said.append(repr(await seen(ukg)))
    told = " ".join([*said, caplog.text, *(repr(record.__dict__) for record in caplog.records if record.name != "urllib3")])
    assert SSN not in told
    assert LOGIN not in told.replace(digest(LOGIN), "")
