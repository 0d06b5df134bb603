"""UpdatePerson: the whole object counts, and what is refused inside a good answer is no effect."""

import pytest

from tests.simulators.ukg.conftest import Make
from tests.simulators.ukg.tenant import Site
from tests.simulators.ukg.test_ukg_soap import ada, call, people


@pytest.mark.parametrize(("taken", "left"), [("emptied", None), ("kept", "078051120")])
async def test_an_update_of_a_person_takes_the_whole_object_ssn_included(make: Make, taken: str, left: str | None) -> None:
    site = await make(soap_ssn=taken)
    await people(site)
    await site.do("edit", {"people": {"P": {"ssn": "078051120"}}})
    status, text = await call(site, "EmployeePerson", "UpdatePerson", f"<entities>{ada('ada@halden.example')}</entities>")
    assert status == 200
    assert "<b:HasErrors>false" in text
    shown = (await site.get("state"))["people"]["P"]
    assert (shown["emailAddress"], shown["ssn"]) == ("ada@halden.example", left)


async def test_an_update_that_is_refused_inside_a_good_answer_is_told_apart_in_the_journal(site: Site) -> None:
    await people(site)
    for mail in (f"{'a' * 60}@halden.example", "ada@halden.example"):
        await call(site, "EmployeePerson", "UpdatePerson", f"<entities>{ada(mail)}</entities>")
    told = [entry["detail"] for entry in (await site.get("journal"))["entries"] if entry["write"]]
    assert [(each["rows"], each["failed"], each["subjects"]) for each in told] == [(1, [0], ["0001"]), (1, [], ["0001"])]
    assert (await site.get("state"))["people"]["P"]["emailAddress"] == "ada@halden.example"
