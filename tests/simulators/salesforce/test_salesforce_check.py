"""The fidelity table: what agrees, what is excepted, and that a false answer is found."""

import asyncio
import json
from pathlib import Path

import pytest

from simulators.kernel.guesses import guesses
from simulators.salesforce import Assumptions, compare
from simulators.salesforce.check import check
from simulators.salesforce.exceptions import EXCEPTIONS

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "salesforce"
SOURCES = Path(__file__).resolve().parents[3] / "simulators" / "salesforce"


@pytest.mark.skipif(not DATA.is_dir(), reason="the recordings lie beside the checkout, in ../shared/data/salesforce")
async def test_every_recording_replays_or_has_its_reason():
    report = await asyncio.to_thread(check, DATA)
    assert report.unexpected == []
    assert len(report.rows) > 60 and all(row.status for row in report.rows)
    assert set(report.excepted) <= {why for _, _, why in EXCEPTIONS}
    assert any(line.startswith("GET sobjects/Task/describe: 1 compared") for line in report.lines())


async def test_a_recording_that_says_otherwise_is_found(tmp_path):
    body = [{"id": "001dM00003kS2ndQAC", "success": True, "errors": [], "oddity": 1}]
    sent = {"records": [{"attributes": {"type": "Account"}, "Name": "A"}]}
    one = {"method": "POST", "path": "/services/data/v63.0/composite/sobjects", "request": {"data": sent}, "status": 200, "response": body}
    wrong = one | {"status": 202}
    (tmp_path / "x.json").write_text(json.dumps({"interactions": [one, wrong, one | {"request": {"data": {"records": 5}}}]}))
    report = await asyncio.to_thread(check, tmp_path)
    assert [line.partition(": ")[2][:40] for line in report.unexpected][:2] == [
        "body[0].oddity: missing here",
        "status 202 recorded, 200 here: " + '[{"id": "',
    ]
    assert len(report.unexpected) == 3


def test_nulls_kinds_and_codes_are_compared_and_texts_of_errors():
    recorded = {"a": None, "b": 1, "errorCode": "X", "_remark": 1, "rows": [{"name": "n", "type": "t"}]}
    ours = {"a": "x", "b": 2.5, "errorCode": "Y", "rows": [{"name": "m", "type": "t"}]}
    assert list(compare.bodies(recorded, ours)) == [
        "body.a: None recorded, str here",
        "body.errorCode: 'X' recorded, 'Y' here",
        "body.rows[n]: missing here",
    ]


def test_every_assumption_has_a_reason_and_is_used():
    text = "".join(file.read_text() for file in SOURCES.rglob("*.py") if file.name != "assumptions.py")
    for one in guesses(Assumptions):
        assert one.reason, one.name
        assert f".{one.name}" in text, one.name


RUBY = """---
http_interactions:
- request:
    method: get
    uri: "<instance_url>/services/data/v51.0/query?q=SELECT%20Id,%20Shoe_Size__c%20FROM%20Contact%20WHERE%20RecordType.Name%20=%20'Kid'"
    body: {encoding: US-ASCII, string: ''}
    headers: {Accept: ["*/*"]}
  response:
    status: {code: 200, message: OK}
    headers:
      Content-Type: ["application/json;charset=UTF-8"]
    body:
      encoding: ASCII-8BIT
      string: '{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Contact",
        "url":"/services/data/v51.0/sobjects/Contact/003dM00001wBXYDQA4"},"Id":"003dM00001wBXYDQA4","Shoe_Size__c":33.5}]}'
recorded_with: VCR 6.1.0
"""


async def test_cassettes_of_ruby_and_a_proxys_own_files_are_read_also_in_folders_below(tmp_path):
    below = tmp_path / "below"
    below.mkdir()
    (below / "kid.yml").write_text(RUBY)
    answer = {"response": {"id": "001dM00003kS2ndQAC", "success": True, "errors": []}, "status": 201, "headers": {}}
    asked = {"request": {"data": {"Name": "Shoes", "Size_Range__c": "30-40"}}}
    (tmp_path / "create.test.json").write_text(json.dumps({"api": {"post": {"/services/data/v60.0/sobjects/Account": answer | asked}}}))
    report = await asyncio.to_thread(check, tmp_path)
    assert report.unexpected == []
    assert sorted(row.endpoint for row in report.rows) == ["GET query", "POST sobjects/Account"]
    assert all(row.status and row.keys and not row.notes for row in report.rows)


async def test_a_file_that_is_no_recording_does_not_end_the_check_and_a_folder_that_is_not_there_does(tmp_path):
    (tmp_path / "upsert_updated.json").write_text("\n")
    (tmp_path / "half.yaml").write_text("interactions: [")
    report = await asyncio.to_thread(check, tmp_path)
    assert (report.unexpected, [row.source for row in report.rows]) == ([], ["half.yaml", "upsert_updated.json"])
    with pytest.raises(FileNotFoundError):
        await asyncio.to_thread(check, tmp_path / "nowhere")


async def test_rows_that_were_refused_for_their_values_were_there(tmp_path):
    rows = [{"attributes": {"type": "Lead"}, "id": "00QdM00000sSacUUAS", "Company": "X"}]
    refused = {
        "success": False,
        "errors": [{"statusCode": "CANNOT_UPDATE_CONVERTED_LEAD", "message": "cannot reference converted lead", "fields": []}],
    }
    one = {"method": "PATCH", "path": "/services/data/v60.0/composite/sobjects", "request": {"data": {"records": rows}}, "status": 200}
    (tmp_path / "x.json").write_text(json.dumps({"interactions": [one | {"response": [refused]}]}))
    assert (await asyncio.to_thread(check, tmp_path)).unexpected == []
