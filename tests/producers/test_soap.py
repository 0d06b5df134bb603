"""The SOAP client at a running tenant."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from producers.ukg.rest import BadAnswer, CredentialsRefused, NotNow, RightMissing
from producers.ukg.soap import UkgSoap
from producers.ukg.soap_items import EMPLOYMENT, FIELDS, PERSON, TERMINATION
from runtime.settings import load
from tests.simulators.ukg.conftest import Make
from tests.simulators.ukg.tenant import KEY, PASSWORD, USER, USER_KEY, Site


@pytest.fixture
async def client() -> AsyncIterator[Any]:
    """`await client(site)`: a client with good credentials, or others."""
    async with AsyncExitStack() as stack:

        async def start(site: Site, password: str = PASSWORD, cache: Path | None = None) -> UkgSoap:
            env = {"URL": site.base, "USER": USER, "PASSWORD": password, "CUSTOMER_KEY": KEY, "USER_KEY": USER_KEY}
            return await stack.enter_async_context(UkgSoap(load({f"JML_UKG_{name}": value for name, value in env.items()}).ukg, cache))

        yield start


async def operations(site: Site) -> list[str]:
    return [entry["operation"] for entry in (await site.get("journal"))["entries"] if entry["operation"] != "describe"]


async def test_a_leave_is_found_with_its_expected_end(site: Site, client: Any) -> None:
    await site.do(
        "add", {"people": {"P": {"status": "L", "leaveReason": "102", "leaveEnds": "2026-09-30", "number": "000000104"}, "Q": {}}}
    )
    soap = await client(site)
    (found,) = await soap.find(EMPLOYMENT, status="L")
    assert (found.company, found.number) == ("US01", "000000104")
    assert found.item["StatusAnticipatedEnd"] == datetime.fromisoformat("2026-09-30")
    assert found.item["DeceasedDate"] is None
    (same,) = await soap.get(EMPLOYMENT, "US01", "000000104")
    assert same.item["EmploymentStatus"] == "L"
    assert await soap.get(EMPLOYMENT, "US01", "000009999") == []


async def test_all_pages_are_read_whatever_their_size(site: Site, client: Any) -> None:
    await site.do("add", {"people": {f"C{n}": {} for n in range(1, 206)}})
    soap = await client(site)
    assert len(await soap.find(FIELDS)) == 205
    assert await operations(site) == ["login", "list", "list", "list"]


async def test_a_termination_shows_last_day_and_rehire_flag(site: Site, client: Any) -> None:
    await site.do("add", {"people": {"P": {"number": "1"}}})
    ended = {"status": "T", "lastDay": "2026-04-30", "terminated": "2026-05-03", "reason": "208", "okToRehire": "N"}
    await site.do("edit", {"people": {"P": ended}})
    (found,) = await (await client(site)).find(TERMINATION)
    assert (found.item["LastDayWorked"], found.item["EligibleForRehire"]) == (datetime.fromisoformat("2026-04-30"), False)


async def test_a_change_writes_the_whole_object_back_and_what_is_so_already_is_not_written(site: Site, client: Any) -> None:
    await site.do("add", {"people": {"P": {"number": "1", "udf": {"Leave cover": "000000007", "Contract end": "2026-12-31"}}}})
    soap = await client(site)
    assert await soap.change(FIELDS, "US01", "1", {"EepUdField02": "AE-26"})
    assert not await soap.change(FIELDS, "US01", "1", {"EepUdField02": "AE-26"})
    udf = (await site.get("state"))["people"]["P"]["udf"]
    assert {name: value for name, value in udf.items() if value} == {
        "Leave cover": "000000007",
        "Contract end": "2026-12-31",
        "Sales plan": "AE-26",
    }
    assert await soap.change(PERSON, "US01", "1", {"EmailAddress": "p@halden.example"})
    row = await site.row("person-details", "P")
    assert row["emailAddress"] == "p@halden.example"
    assert row["ssn"]


async def test_a_value_that_is_too_long_is_refused_with_the_slots_name_and_not_the_value(site: Site, client: Any) -> None:
    await site.do("add", {"people": {"P": {"number": "1"}}})
    with pytest.raises(BadAnswer, match="EepUdField02") as caught:
        await (await client(site)).change(FIELDS, "US01", "1", {"EepUdField02": "x" * 26})
    assert "xxx" not in str(caught.value)


@pytest.mark.parametrize("told", ["fault", "errors"])
async def test_a_token_that_has_expired_is_renewed_once(make: Make, client: Any, told: str) -> None:
    site = await make(soap_token_life=3600, soap_expired=told)
    await site.do("add", {"people": {"P": {"number": "1"}}})
    soap = await client(site)
    await soap.get(PERSON, "US01", "1")
    site.clock.move(hours=2)
    assert len(await soap.get(PERSON, "US01", "1")) == 1
    assert await operations(site) == ["login", "read", "read", "login", "read"]


@pytest.mark.parametrize("told", ["fault", "errors"])
async def test_a_tenant_that_takes_no_token_is_asked_twice_and_no_more(make: Make, client: Any, told: str) -> None:
    site = await make(soap_token_life=0, soap_expired=told)
    soap = await client(site)
    with pytest.raises(CredentialsRefused):
        await soap.find(PERSON)
    assert await operations(site) == ["login", "list", "login", "list"]


async def test_a_login_that_is_refused_names_the_settings(site: Site, client: Any) -> None:
    with pytest.raises(CredentialsRefused, match="JML_UKG_USER_KEY") as caught:
        await (await client(site, "wrong")).find(PERSON)
    assert "wrong" not in str(caught.value)


async def test_a_right_that_is_missing_is_named_as_the_screens_name_it(site: Site, client: Any) -> None:
    await site.do("rights", {"withdraw": ["Employee User Defined Fields (View)"]})
    with pytest.raises(RightMissing, match="Employee User Defined Fields"):
        await (await client(site)).find(FIELDS)


@pytest.mark.parametrize("kind", ["429", "500", "reset", "503-bare"])
async def test_what_may_pass_is_tried_again_later(site: Site, client: Any, kind: str) -> None:
    soap = await client(site)
    await soap.find(PERSON)
    await site.fault(kind=kind, times=1)
    with pytest.raises(NotNow):
        await soap.find(PERSON)
    assert await soap.find(PERSON) == []


async def test_an_odd_405_is_no_refusal(make: Make, client: Any) -> None:
    site = await make(soap_405_every=2)
    with pytest.raises(NotNow):
        await (await client(site)).find(PERSON)


async def test_a_description_that_names_an_internal_host_is_not_followed(make: Make, client: Any) -> None:
    site = await make(soap_address="internal")
    assert await (await client(site)).find(PERSON) == []


async def test_descriptions_are_kept_from_one_process_to_the_next(site: Site, client: Any, tmp_path: Path) -> None:
    await (await client(site, cache=tmp_path)).find(PERSON)
    before = len((await site.get("journal"))["entries"])
    await (await client(site, cache=tmp_path)).find(PERSON)
    after = (await site.get("journal"))["entries"][before:]
    assert [entry["operation"] for entry in after] == ["login", "list"]


async def test_calls_at_once_share_one_login(site: Site, client: Any) -> None:
    soap = await client(site)
    await asyncio.gather(*(soap.find(service) for service in (PERSON, EMPLOYMENT, FIELDS, TERMINATION) * 3))
    assert (await operations(site)).count("login") == 1
