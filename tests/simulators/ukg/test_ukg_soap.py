"""UKG's SOAP services on the wire, as raw clients and zeep speak to them."""

import io
import re
from typing import Any
from xml.sax.saxutils import escape

import pytest
import zeep

from tests.simulators.ukg.conftest import Make
from tests.simulators.ukg.tenant import KEY, PASSWORD, USER, USER_KEY, Site

CONTRACTS = "http://www.ultipro.com/contracts"
LOGIN = "http://www.ultipro.com/services/loginservice"
HEAD = 'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"'
AUTH = "http://www.ultimatesoftware.com/foundation/authentication"
FIND = {"employeeperson": "FindPeople", "employeejob": "FindJobs", "employeetermination": "FindTerminations"}
FIND |= {"employeeemploymentinformation": "FindEmploymentInformations", "employeeuserdefinedfields": "FindUserDefinedFields"}
NAMES = {
    "employeeperson": "EmployeePerson", "employeejob": "EmployeeJob", "employeetermination": "EmployeeTermination",
    "employeeemploymentinformation": "EmployeeEmploymentInformation", "employeeuserdefinedfields": "EmployeeUserDefinedFields",
}  # fmt: skip


async def post(site: Site, service: str, body: str, kind: str = "application/soap+xml; charset=utf-8") -> tuple[int, str]:
    async with site.http.post(f"{site.base}/services/{service}", data=body.encode(), headers={"Content-Type": kind}) as answer:
        return answer.status, await answer.text()


async def login(site: Site, password: str = PASSWORD) -> tuple[int, str]:
    given = {"UserName": USER, "Password": password, "ClientAccessKey": KEY, "UserAccessKey": USER_KEY}
    headers = "".join(f'<{name} xmlns="{LOGIN}">{escape(value)}</{name}>' for name, value in given.items())
    action = f'<a:Action s:mustUnderstand="1">{LOGIN}/ILoginService/Authenticate</a:Action>'
    body = f'<s:Envelope {HEAD}><s:Header>{action}{headers}</s:Header><s:Body><TokenRequest xmlns="{CONTRACTS}"/></s:Body></s:Envelope>'
    return await post(site, "LoginService", body)


async def token(site: Site) -> str:
    found = re.search(r"Token[^>]*>([0-9a-f-]{36})<", (await login(site))[1])
    assert found
    return found[1]


async def call(site: Site, service: str, operation: str, inside: str, key: str = KEY, given: str | None = None) -> tuple[int, str]:
    """An operation with good credentials (or the token given); `inside` is the argument, with `b` for contracts."""
    namespace = f"http://www.ultipro.com/services/{service.lower()}"
    head = (
        f'<a:Action s:mustUnderstand="1">{namespace}/I{NAMES[service.lower()]}/{operation}</a:Action>'
        f'<UltiProToken xmlns="{AUTH}/ultiprotoken">{await token(site) if given is None else given}</UltiProToken>'
        f'<ClientAccessKey xmlns="{AUTH}/clientaccesskey">{key}</ClientAccessKey>'
    )
    prefixes = f'xmlns="{namespace}" xmlns:b="{CONTRACTS}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
    body = f"<{operation} {prefixes}>{inside}</{operation}>"
    return await post(site, service, f"<s:Envelope {HEAD}><s:Header>{head}</s:Header><s:Body>{body}</s:Body></s:Envelope>")


async def found(site: Site, service: str = "employeeperson", **query: str) -> list[str]:
    members = "".join(f"<b:{name}>{escape(value)}</b:{name}>" for name, value in sorted(query.items()))
    status, text = await call(site, service, FIND[service], f"<query>{members}</query>")
    assert status == 200
    return re.findall(r"<b:EmployeeNumber>(\w+)</b:EmployeeNumber><b:FirstName>", text)


def identifier(number: str) -> str:
    return (
        '<b:EmployeeIdentifier i:type="b:EmployeeNumberIdentifier"><b:CompanyCode>US01</b:CompanyCode>'
        f"<b:EmployeeNumber>{number}</b:EmployeeNumber></b:EmployeeIdentifier>"
    )


def ada(mail: str) -> str:
    names = "<b:FirstName>Ada</b:FirstName><b:LastName>Barnes</b:LastName>"
    return f"<b:Person><b:EmailAddress>{mail}</b:EmailAddress>{identifier('0001')}{names}</b:Person>"


async def people(site: Site) -> None:
    await site.do(
        "add",
        {
            "people": {
                "P": {"number": "0001", "first": "Ada", "last": "Barnes", "hired": "2020-01-06"},
                "Q": {"number": "0002", "first": "Bo", "last": "Byrd", "hired": "2024-05-01", "job": "AE", "supervisor": "P"},
                "R": {"number": "0003", "first": "Cy", "last": "Cole", "status": "T", "terminated": "2026-04-30", "reason": "208"},
            }
        },
    )


async def test_a_login_gives_a_guid_and_a_bad_one_is_no_fault(site: Site) -> None:
    assert len(await token(site)) == 36
    status, text = await login(site, "wrong")
    assert status == 200
    assert "Failed</" in text
    assert re.search(r"Token[^>]*nil=\"true\"", text)


async def test_an_action_and_its_reply_are_addressed_and_the_path_is_case_insensitive(site: Site) -> None:
    await people(site)
    status, text = await call(site, "EMPLOYEEPERSON", "FindPeople", "<query/>")
    assert status == 200
    assert "/IEmployeePerson/FindPeopleResponse</a:Action>" in text
    assert '<b:EmployeeIdentifier i:type="b:EmployeeNumberIdentifier">' in text
    assert "<b:Code>OK</b:Code>" in text
    assert re.search(r"<b:SSN>\d{9}</b:SSN>", text)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"LastName": "LIKE (b%)"}, ["0001", "0002"]),
        ({"LastName": "like (%r%)"}, ["0001", "0002"]),
        ({"LastName": "= (Cole)"}, ["0003"]),
        ({"LastName": "Cole"}, ["0003"]),
        ({"Status": "=A"}, ["0001", "0002"]),
        ({"Status": "<>T"}, ["0001", "0002"]),
        ({"EmployeeNumber": 'IN("0001","0003")'}, ["0001", "0003"]),
        ({"LastHire": ">=01/01/2024"}, ["0002"]),
        ({"LastHire": "<2021-01-01"}, ["0001", "0003"]),
        ({"LastHire": "01/01/2020...12/31/2020"}, ["0001", "0003"]),
        ({"Job": "=AE", "SupervisorLastName": "=Barnes"}, ["0002"]),
        ({"Country": "=USA", "LastName": ""}, ["0001", "0002", "0003"]),
    ],
)
async def test_a_query_has_operators_inside_its_values(site: Site, query: dict[str, str], numbers: list[str]) -> None:
    await people(site)
    assert sorted(await found(site, **query)) == numbers


@pytest.mark.parametrize(("over", "message"), [("clamp", "<b:PageSize>100</b:PageSize>"), ("refuse", "<b:HasErrors>true")])
async def test_pages_hold_a_hundred_at_most_and_one_past_the_end_is_empty(make: Make, over: str, message: str) -> None:
    site = await make(over_cap=over)
    await site.do("add", {"people": {f"C{n}": {} for n in range(1, 106)}})
    assert len(await found(site)) == 100
    assert len(await found(site, PageNumber="2")) == 5
    assert await found(site, PageNumber="3") == []
    _, text = await call(site, "EmployeePerson", "FindPeople", "<query><b:PageSize>200</b:PageSize></query>")
    assert message in text


async def test_what_value_types_have_for_none_is_year_one_zero_and_false(site: Site) -> None:
    await people(site)
    _, text = await call(site, "EmployeeUserDefinedFields", "FindUserDefinedFields", "<query/>")
    assert "<b:EepUdField05>0001-01-01T00:00:00</b:EepUdField05>" in text
    assert "<b:EepUdField03>0</b:EepUdField03>" in text
    assert '<b:EepUdField01 i:nil="true" />' in text


@pytest.mark.parametrize(("told", "status", "words"), [("fault", 500, "<s:Fault>"), ("errors", 200, "<b:HasErrors>true")])
async def test_an_unknown_token_is_told_as_the_tenant_tells_it(make: Make, told: str, status: int, words: str) -> None:
    site = await make(soap_expired=told)
    answer = await call(site, "EmployeePerson", "FindPeople", "<query/>", given="none")
    assert answer[0] == status
    assert words in answer[1]
    assert (await call(site, "EmployeePerson", "FindPeople", "<query/>", key="WRONG"))[0] == status


async def test_only_soap_12_is_spoken_and_odd_405s_come_and_go(make: Make) -> None:
    site = await make(soap_405_every=3)
    assert [(await post(site, "EmployeePerson", "<x/>", kind))[0] for kind in ("text/xml", "application/soap+xml", "text/xml")] == [
        415,
        500,
        405,
    ]
    assert (await post(site, "EmployeeWrong", "<x/>"))[0] == 404


async def test_an_update_is_answered_for_each_entity_and_may_succeed_in_part(site: Site) -> None:
    await people(site)
    good = ada("ada@halden.example")
    bad = f"<b:Person>{identifier('0002')}<b:FirstName>Bo</b:FirstName></b:Person>"
    none = f"<b:Person>{identifier('9999')}<b:FirstName>No</b:FirstName><b:LastName>Body</b:LastName></b:Person>"
    status, text = await call(site, "EmployeePerson", "UpdatePerson", f"<entities>{good}{bad}{none}</entities>")
    assert status == 200
    assert re.findall(r"<b:Result><b:HasErrors>(\w+)<", text) == ["false", "true", "true"]
    assert re.findall(r"<b:PropertyName>(\w+)<", text) == ["LastName", "EmployeeIdentifier"]
    assert (await site.row("person-details", "P"))["emailAddress"] == "ada@halden.example"
    assert (await site.row("person-details", "Q"))["lastName"] == "Byrd"


@pytest.mark.parametrize(
    ("entity", "complaint"),
    [
        ("<b:TerminationDate>2026-06-30T00:00:00</b:TerminationDate>", "TerminationReason"),
        ("<b:TerminationDate>2019-01-01T00:00:00</b:TerminationDate><b:TerminationReason>208</b:TerminationReason>", "TerminationDate"),
        ("<b:TerminationDate>2026-06-30T00:00:00</b:TerminationDate><b:TerminationReason>208</b:TerminationReason>", None),
    ],
)
async def test_a_termination_needs_a_date_after_the_hire_and_a_reason(site: Site, entity: str, complaint: str | None) -> None:
    await people(site)
    body = f"<entities><b:Termination>{identifier('0001')}{entity}</b:Termination></entities>"
    _, text = await call(site, "EmployeeTermination", "TerminateEmployee", body)
    assert re.findall(r"<b:PropertyName>(\w+)<", text) == ([complaint] if complaint else [])
    assert (await site.row("employment-details", "P"))["termReason"] == (None if complaint else "208")


@pytest.mark.parametrize(
    ("status", "more", "complaint"),
    [
        ("T", "", "EmploymentStatus"),
        ("L", "<b:StatusStartDate>2026-05-11T00:00:00</b:StatusStartDate>", "LeaveReason"),
        ("L", "<b:LeaveReason>102</b:LeaveReason><b:StatusStartDate>2019-05-11T00:00:00</b:StatusStartDate>", "StatusStartDate"),
        ("L", "<b:LeaveReason>102</b:LeaveReason><b:StatusStartDate>2026-05-04T00:00:00</b:StatusStartDate>", None),
    ],
)
async def test_a_leave_needs_its_reason_and_a_later_start(site: Site, status: str, more: str, complaint: str | None) -> None:
    await people(site)
    entity = f"{identifier('0001')}<b:EmploymentStatus>{status}</b:EmploymentStatus>{more}"
    body = f"<entities><b:EmploymentInformation>{entity}</b:EmploymentInformation></entities>"
    _, text = await call(site, "EmployeeEmploymentInformation", "UpdateEmploymentInformation", body)
    assert re.findall(r"<b:PropertyName>(\w+)<", text) == ([complaint] if complaint else [])
    assert (await site.row("employment-details", "P"))["employeeStatusCode"] == ("A" if complaint else "L")


async def test_a_skeleton_of_user_defined_fields_empties_what_it_does_not_carry(site: Site) -> None:
    await site.do("add", {"people": {"P": {"number": "0001", "udf": {"Leave cover": "7", "Sales plan": "AE-26"}}}})
    entity = f"<b:EepUdField02>RSM-26</b:EepUdField02>{identifier('0001')}"
    await call(
        site,
        "EmployeeUserDefinedFields",
        "UpdateUserDefinedFields",
        f"<entities><b:UserDefinedFields>{entity}</b:UserDefinedFields></entities>",
    )
    udf = (await site.get("state"))["people"]["P"]["udf"]
    assert {name: value for name, value in udf.items() if value} == {"Sales plan": "RSM-26"}


async def test_company_fields_are_kept_for_the_employment_and_read_back(site: Site) -> None:
    await people(site)
    entity = f"<b:EecUdField09>12.5</b:EecUdField09><b:EecUdField06>2026-07-01T00:00:00</b:EecUdField06>{identifier('0001')}"
    body = f"<entities><b:UserDefinedFields>{entity}</b:UserDefinedFields></entities>"
    await call(site, "EmployeeUserDefinedFields", "UpdateUserDefinedFields", body)
    _, text = await call(
        site, "EmployeeUserDefinedFields", "FindUserDefinedFields", "<query><b:EmployeeNumber>=0001</b:EmployeeNumber></query>"
    )
    assert "<b:EecUdField09>12.5<" in text
    assert "<b:EecUdField06>2026-07-01T00:00:00<" in text


async def test_a_job_changes_on_its_effective_day(site: Site) -> None:
    await people(site)
    members = {"EffectiveDate": "2026-07-01T00:00:00", "EmployeeType": "REG", "FullOrPartTime": "F", "HourlyOrSalaried": "S"}
    members |= {"JobCode": "RSM", "OrgLevel1": "SALES", "PayGroup": "SEMI", "ReasonCode": "301", "ScheduledHours": "80"}
    entity = identifier("0001") + "".join(f"<b:{name}>{value}</b:{name}>" for name, value in members.items())
    _, text = await call(site, "EmployeeJob", "UpdateJob", f"<entities><b:Job>{entity}</b:Job></entities>")
    assert "<b:Success>true</b:Success></UpdateJobResult" in text or "Success>true" in text
    assert (await site.row("employment-details", "P"))["primaryJobCode"] == "CLRK"
    site.clock.at = site.clock.at.replace(month=7)
    assert (await site.row("employment-details", "P"))["primaryJobCode"] == "RSM"


async def test_a_right_that_is_missing_is_a_business_error(site: Site) -> None:
    await site.do("rights", {"withdraw": ["Employee Termination (View)"]})
    status, text = await call(site, "EmployeeTermination", "FindTerminations", "<query/>")
    assert status == 200
    assert "not authorized" in text


async def test_without_a_company_code_a_number_of_two_companies_is_ambiguous(site: Site) -> None:
    await site.do("add", {"people": {"P": {"number": "0001"}}})
    await site.do("add", {"people": {"P2": {"person": "P", "company": "US02", "number": "0001"}}})
    who = '<employeeIdentifier i:type="b:EmployeeNumberIdentifier"><b:EmployeeNumber>0001</b:EmployeeNumber></employeeIdentifier>'
    _, text = await call(site, "EmployeePerson", "GetPersonByEmployeeIdentifier", who)
    assert "<b:Code>Ambiguous</b:Code>" in text


async def test_zeep_reads_the_description_it_is_served_and_what_vendors_rebuilt_one_says(site: Site) -> None:
    async with site.http.get(f"{site.base}/services/EmployeeJob?wsdl=wsdl0") as answer:
        client: Any = zeep.Client(io.BytesIO(await answer.read()))
    (service,) = client.wsdl.services.values()
    (port,) = service.ports.values()
    assert set(port.binding._operations) == {"FindJobs", "GetJobByEmployeeIdentifier", "UpdateJob", "Ping"}
    assert port.binding_options["address"] == f"{site.base}/services/EmployeeJob"


async def test_faults_before_and_after_a_write_leave_it_undone_or_done(site: Site) -> None:
    await people(site)
    for kind, mail in (("500", "a@halden.example"), ("500-after", "b@halden.example")):
        await site.fault(kind=kind, operation="update", times=1)
        status, _ = await call(site, "EmployeePerson", "UpdatePerson", f"<entities>{ada(mail)}</entities>")
        assert status == 500
    assert (await site.row("person-details", "P"))["emailAddress"] == "b@halden.example"


async def test_operations_stand_without_a_prefix_and_their_members_with_that_of_the_contracts(site: Site) -> None:
    await people(site)
    _, text = await call(site, "EmployeePerson", "FindPeople", "<query/>")
    inside = '<FindPeopleResponse xmlns="http://www.ultipro.com/services/employeeperson"><FindPeopleResult><b:OperationResult>'
    assert f"<s:Body>{inside}" in text
    _, text = await login(site)
    assert f'<TokenResponse xmlns="{CONTRACTS}"><Status xmlns="{LOGIN}">Ok</Status>' in text


async def test_a_slash_too_many_before_the_service_does_no_harm(site: Site) -> None:
    async with site.http.get(f"{site.base}/services//EmployeePerson") as answer:
        assert (answer.status, answer.content_type) == (200, "text/xml")
    assert (await post(site, "/LoginService", "<nothing/>"))[0] == 500
