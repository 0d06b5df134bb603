"""Recordings are read from each recorder's form; these were made by hand."""

import base64
from pathlib import Path

import pytest

from simulators.okta.cassettes import load
from simulators.okta.replay import Report, replay

GROUP = '{"profile": {"name": "Sales", "description": "Sellers"}}'
RECORDED = """---
version: 2
interactions:
    - id: 0
      request:
        body: |
            {sent}
        headers: {{Content-Type: [application/json]}}
        url: https://example.okta.com/api/v1/groups
        method: POST
      response:
        body: '{answer}'
        headers: {{Content-Type: [application/json], Date: ["Mon, 04 May 2026 09:00:00 GMT"]}}
        status: 200 OK
        code: 200
        duration: 207.4ms
"""


def answer(name: str) -> str:
    times = '"created":"{at}","lastUpdated":"{at}","lastMembershipUpdated":"{at}"'.replace("{at}", "2026-05-04T09:00:00.000Z")
    api = "https://example.okta.com/api/v1/groups/00gkwuipyogjLKeKo1d7"
    links = f'"logo":[{{"name":"medium"}},{{"name":"large"}}],"users":{{"href":"{api}/users"}},"apps":{{"href":"{api}/apps"}}'
    profile = f'"profile":{{"name":"{name}","description":"Sellers"}}'
    return f'{{"id":"00gkwuipyogjLKeKo1d7",{times},"objectClass":["okta:user_group"],"type":"OKTA_GROUP",{profile},"_links":{{{links}}}}}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "vcr" / "TestGroup_crud"
    made.mkdir(parents=True)
    return made


async def differences(root: Path) -> tuple[Report, list[str]]:
    report = Report()
    for cassette in load(root):
        await replay(cassette, report)
    return report, [reason for one in report.different for reason in one.reasons if "logo" not in reason]


async def test_a_recording_of_go_vcr_is_replayed_and_named_after_its_folder(tmp_path: Path, folder: Path) -> None:
    (folder / "classic-00.yaml").write_text(RECORDED.format(sent=GROUP, answer=answer("Sales")))
    (cassette,) = load(tmp_path)
    exchange = cassette.exchanges[0]
    assert (cassette.name, exchange.target, exchange.status) == ("TestGroup_crud/classic-00", "/api/v1/groups", 200)
    assert (exchange.sent["profile"]["name"], exchange.answer["type"]) == ("Sales", "OKTA_GROUP")
    report, told = await differences(tmp_path)
    assert [exchange.target for exchange, _, _ in report.answers] == ["/api/v1/groups"]
    assert told == []


async def test_what_such_a_recording_shows_otherwise_is_told(tmp_path: Path, folder: Path) -> None:
    (folder / "oie-00.yaml").write_text(RECORDED.format(sent=GROUP, answer=answer("Marketing")))
    _, told = await differences(tmp_path)
    assert told == ["body.profile.name: 'Marketing' recorded, 'Sales' here"]


async def test_trouble_that_passes_is_counted_and_not_sent(tmp_path: Path, folder: Path) -> None:
    refused = '{"errorCode":"E0000239","errorSummary":"Policy priorities are being reconciled."}'
    met = RECORDED.format(sent=GROUP, answer=refused).replace("code: 200", "code: 423")
    went = RECORDED.format(sent=GROUP, answer=answer("Sales")).partition("interactions:\n")[2]
    (folder / "classic-00.yaml").write_text(met + went)
    report, told = await differences(tmp_path)
    assert (dict(report.passing), len(report.answers), told) == ({"423 POST /groups": 1}, 1, [])


def test_a_recording_of_nothing_is_an_empty_one(tmp_path: Path, folder: Path) -> None:
    (folder / "classic-00.yaml").write_text("---\nversion: 2\ninteractions: []\n")
    assert [(one.name, one.exchanges) for one in load(tmp_path)] == [("TestGroup_crud/classic-00", ())]


def test_rubys_recordings_may_hold_a_body_in_base64(tmp_path: Path, folder: Path) -> None:
    text = base64.b64encode(b'{"id": "00g"}').decode()
    request = "{method: get, uri: 'https://example.okta.com/api/v1/groups/00g', body: {string: ''}, headers: {}}"
    response = f"{{status: {{code: 200}}, headers: {{}}, body: {{string: !binary '{text}'}}}}"
    (folder / "get_group.yml").write_text(f"http_interactions:\n- request: {request}\n  response: {response}\n")
    assert [(one.name, one.exchanges[0].answer) for one in load(tmp_path)] == [("get_group", {"id": "00g"})]
