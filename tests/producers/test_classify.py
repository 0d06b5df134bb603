"""What every answer of UKG means: a row for each entry of its error tables."""

from typing import Any

import pytest
from aiohttp import web

from producers.ukg.classify import RIGHTS, Later, NoRows, Refused, Rows, Wrong, classify
from producers.ukg.rest import EMPLOYMENT, PERSON, BadAnswer, CredentialsRefused, NotNow, RightMissing, UkgRest
from producers.ukg.soap_answers import NeedsLogin, of_fault, of_messages, of_status
from runtime.settings import SettingError, load
from tests.simulators.ukg.conftest import Make

DATE = "Mon, 04 May 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "headers", "meaning"),
    [
        (200, {}, Rows()),
        (404, {}, NoRows()),
        (405, {}, Later("405 (405, which comes and goes on these servers)", code="405")),
        (408, {}, Later("408 (the request took too long)", code="408")),
        (425, {}, Later("425 (too early)", code="425")),
        (429, {}, Later("429 (too many calls in this minute)", code="429")),
        (429, {"Retry-After": "7"}, Later("429 (too many calls in this minute)", 7.0, "429")),
        (429, {"Retry-After": "0"}, Later("429 (too many calls in this minute)", 0.0, "429")),
        (429, {"Retry-After": "Mon, 04 May 2026 09:01:30 GMT", "Date": DATE}, Later("429 (too many calls in this minute)", 90.0, "429")),
        (429, {"Retry-After": "Mon, 04 May 2026 08:00:00 GMT", "Date": DATE}, Later("429 (too many calls in this minute)", 0.0, "429")),
        (429, {"Retry-After": "soon"}, Later("429 (too many calls in this minute)", code="429")),
        (429, {"Retry-After": "-3"}, Later("429 (too many calls in this minute)", code="429")),
        (429, {"Retry-After": "nan"}, Later("429 (too many calls in this minute)", code="429")),
        (429, {"Retry-After": "1e308"}, Later("429 (too many calls in this minute)", 86_400.0, "429")),
        (500, {}, Later("500 (an error at UKG)", code="500")),
        (502, {}, Later("502 (the gateway has no answer)", code="502")),
        (503, {"Retry-After": "30"}, Later("503 (the service is not available)", 30.0, "503")),
        (504, {}, Later("504 (the gateway waited too long)", code="504")),
        (521, {}, Later("521 (an error at UKG)", code="521")),
        (204, {}, Wrong("status 204 (an answer without a body)", "204")),
        (400, {}, Wrong("status 400 (UKG does not take a parameter of this request)", "400")),
        (406, {}, Wrong("status 406 (UKG has no JSON for this resource)", "406")),
        (410, {}, Wrong("status 410 (this resource is no longer there)", "410")),
        (414, {}, Wrong("status 414 (the address is too long for UKG)", "414")),
        (415, {}, Wrong("status 415 (UKG does not take this kind of body)", "415")),
        (418, {}, Wrong("status 418 (which UKG does not document)", "418")),
    ],
)
def test_a_status_has_one_meaning(status: int, headers: dict[str, str], meaning: Any) -> None:
    assert classify(status, headers, PERSON) == meaning


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_says_that_the_address_is_wrong(status: int) -> None:
    meaning = classify(status, {"Location": "https://login.ultipro.com"}, PERSON)
    assert isinstance(meaning, Wrong)
    assert "JML_UKG_URL" in meaning.why
    assert "login" not in meaning.why


def test_a_wrong_password_is_refused_as_a_whole_with_the_settings_to_check() -> None:
    meaning = classify(401, {}, "user-defined-fields")
    assert isinstance(meaning, Refused)
    assert meaning.whole
    assert "JML_UKG_PASSWORD" in meaning.cure


@pytest.mark.parametrize("resource", RIGHTS)
def test_a_missing_right_is_named_as_ukgs_screens_name_it(resource: str) -> None:
    meaning = classify(403, {}, resource)
    assert isinstance(meaning, Refused)
    assert RIGHTS[resource] in meaning.cure
    assert meaning.whole is (resource in (PERSON, EMPLOYMENT))


@pytest.mark.parametrize(
    ("code", "text", "meaning"),
    [
        ("s:Sender", "The message with this Action cannot be processed at the receiver", Wrong),
        ("s:Receiver", "An internal error happened", Later),
        ("s:Sender", "The caller is not authorized", Refused),
    ],
)
def test_a_fault_is_ours_theirs_or_a_right(code: str, text: str, meaning: type) -> None:
    found = of_fault(code, text)
    assert isinstance(found, meaning)
    assert text not in str(found)


@pytest.mark.parametrize("text", ["Authentication failed: the token is invalid", "Session expired", "The login has expired"])
def test_a_fault_about_the_token_asks_for_a_login(text: str) -> None:
    with pytest.raises(NeedsLogin):
        of_fault("s:Sender", text)


@pytest.mark.parametrize(
    ("messages", "meaning"),
    [
        ([("OK", "OK", None, "Information")], Rows()),
        ([], Rows()),
        ([("W1", "Supervisor of Zdenka is inactive", None, "Warning")], Rows()),
        ([("NotFound", "The employee was not found.", None, "Error")], NoRows()),
        (
            [("E7", "Zdenka is no date", "EepUdField05", "Error")],
            Wrong("UKG does not take the request: E7 EepUdField05", "E7", "EepUdField05"),
        ),
        (
            [("E9", "The address is not allowed, see the login rules", "EmailAddress", "Error")],
            Wrong("UKG does not take the request: E9 EmailAddress", "E9", "EmailAddress"),
        ),
        ([(None, "Zdenka", None, "Error"), ("E1", "x", None, "Error")], Wrong("UKG does not take the request: E1, no code", "error")),
    ],
)
def test_business_errors_inside_a_200_are_told_by_code_and_member(messages: list[tuple[Any, ...]], meaning: Any) -> None:
    rows = [dict(zip(("Code", "Message", "PropertyName", "Severity"), each, strict=True)) for each in messages]
    assert of_messages(rows, "Employee Person") == meaning


def test_a_service_that_is_not_there_is_no_empty_answer() -> None:
    assert isinstance(of_status(404), Wrong)
    assert isinstance(of_status(405), Later)


@pytest.mark.parametrize("address", ["http://service4.ultipro.com", "http://10.0.0.1", "ftp://127.0.0.1", "https://user:pass@host"])
def test_https_is_demanded_outside_loopback(address: str) -> None:
    with pytest.raises(SettingError, match="JML_UKG_URL"):
        load({"JML_UKG_URL": address})


async def client_of(answers: list[web.Response], page: int = 2) -> tuple[UkgRest, web.AppRunner]:
    """A client at a server that gives these answers, one after the other."""

    async def answer(_request: web.Request) -> web.Response:
        return answers.pop(0)

    app = web.Application()
    app.add_routes([web.get("/{path:.*}", answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    env = {"JML_UKG_URL": f"http://127.0.0.1:{runner.addresses[0][1]}", "JML_UKG_USER": "u", "JML_UKG_PASSWORD": "p"}
    return UkgRest(load({**env, "JML_UKG_CUSTOMER_KEY": "k"}).ukg, page), runner


def rows(*ids: str, link: str = "") -> web.Response:
    return web.json_response([{"employeeId": each} for each in ids], headers={"Link": link} if link else {})


MORE = '<http://x/?page=2>; rel="next", <http://x/?page=3>; rel="last"'


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([rows("A", "B"), web.Response(status=500)], NotNow),
        ([rows("A", "B"), web.Response(status=429)], NotNow),
        ([rows("A", "B"), web.Response(text="<html>Sign in</html>", content_type="text/html")], BadAnswer),
        ([rows("A", "B"), web.json_response({"message": "no"})], BadAnswer),
        ([rows("A", "B"), web.json_response(None)], BadAnswer),
        ([rows("A", "B"), web.Response(text="[{", content_type="application/json")], BadAnswer),
        ([rows("A", "B"), web.Response(text="[" * 100_000, content_type="application/json")], BadAnswer),
        ([rows("A", "B"), web.Response(status=302, headers={"Location": "https://elsewhere.example"})], BadAnswer),
        ([rows("A", "B"), web.Response(status=204)], BadAnswer),
        ([rows("A", "B", link=MORE), rows()], BadAnswer),
        ([rows("A", "B", link=MORE), web.Response(status=404)], BadAnswer),
        ([rows("A", "B"), web.Response(status=403)], CredentialsRefused),
    ],
)
async def test_a_page_that_goes_wrong_is_never_the_end(answers: list[web.Response], error: type[Exception]) -> None:
    client, runner = await client_of(list(answers))
    try:
        async with client:
            with pytest.raises(error) as caught:
                [page async for page in client.pages(PERSON)]
            assert not isinstance(caught.value, RightMissing)
    finally:
        await runner.cleanup()


async def test_short_pages_go_on_until_an_empty_one() -> None:
    client, runner = await client_of([rows("A"), rows("B", "C"), rows("D"), rows()])
    try:
        async with client:
            found = [row["employeeId"] async for page in client.pages(PERSON) for row in page.rows]
    finally:
        await runner.cleanup()
    assert found == ["A", "B", "C", "D"]


SWITCHES: list[dict[str, Any]] = [
    {"future_termination": "at-once"}, {"termination_dates_ahead": False}, {"effective_moves_changed": False}, {"past_end": "404"},
    {"over_cap": "refuse"}, {"iso_filters": False}, {"bad_filter": "ignore"}, {"lists_everywhere": True}, {"home_follows_active": False},
    {"clears_leave": False}, {"cap": 20}, {"transfer_id": "new"}, {"rehire_id": "same"}, {"padding": {}}, {"zone": "America/New_York"},
]  # fmt: skip


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: "-".join(map(str, next(iter(switch.items())))))
async def test_under_every_assumption_changes_ends_and_leaves_are_read(make: Make, at: Any, switch: dict[str, Any]) -> None:
    here = await at(await make(**switch), zone=str(switch.get("zone", "UTC")))
    await here.add(**{f"C{n}": {} for n in range(1, 61)})
    await here.poller.changes()
    here.sent.clear()
    here.clock.move(minutes=10)
    await here.edit(C1={"terminated": "2026-06-30", "reason": "208"}, C2={"status": "L", "leaveReason": "102", "leaveEnds": "2026-09-30"})
    await here.site.do("transfer", {"people": {"D3": {"of": "C3", "company": "US02", "from": "2026-05-04"}}})
    await here.poller.changes()
    told = {(fact.person, fact.employment.company): fact.employment for fact in here.sent.facts if fact.employment}
    assert str(told[here.whose("C2"), "US01"].leave_ends) == "2026-09-30"
    assert {company for person, company in told if person == here.whose("C3")} == {"US01", "US02"}
    here.clock.move(days=60)
    await here.poller.roster()
    told = {(fact.person, fact.employment.company): fact.employment for fact in here.sent.facts if fact.employment}
    assert str(told[here.whose("C1"), "US01"].terminated) == "2026-06-30"
    assert told[here.whose("C1"), "US01"].status == "T"
    await here.site.do("rehire", {"people": {"C1b": {"of": "C1", "hired": "2026-07-03"}}})
    await here.poller.changes()
    back = [fact.employment for fact in here.sent.facts if fact.employment and fact.person == here.whose("C1")]
    assert (back[-1].status, str(back[-1].hired)) == ("A", "2026-07-03")
    assert here.sent.letters == []
