"""Bulk API 2.0 by plain HTTP."""

import csv
import io

ROWS = 'UKG_Person_Id__c,Title,Manager.UKG_Person_Id__c\n"P1","AE","M1"\n"P2","#N/A",\n"P9","AE",\n'


async def put(org, job, text):
    url = f"{org.base}/services/data/v66.0/jobs/ingest/{job}/batches"
    async with org.http.put(url, data=text.encode(), headers=org.headers | {"Content-Type": "text/csv"}) as answer:
        return answer.status


async def rows(org, job, what):
    status, text, headers = await org.call("GET", f"/jobs/ingest/{job}/{what}")
    assert (status, headers["Content-Type"]) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(text)))


async def ingest(org, text, **asked):
    given = {"object": "User", "operation": "upsert", "externalIdFieldName": "UKG_Person_Id__c", "contentType": "CSV", "lineEnding": "LF"}
    status, job, _ = await org.call("POST", "/jobs/ingest", given | asked)
    assert (status, job["state"]) == (200, "Open"), job
    assert await put(org, job["id"], text) == 201
    assert (await org.call("PATCH", f"/jobs/ingest/{job['id']}", {"state": "UploadComplete"}))[1]["state"] == "UploadComplete"
    return job["id"]


async def test_an_ingest_job_goes_through_its_states_and_tells_of_every_row(org):
    await org.person("M1")
    user = await org.person("P1", fields={"Title": "x"})
    await org.person("P2", fields={"Title": "x"})
    job = await ingest(org, ROWS)
    assert job.startswith("750") and len(job) == 18
    states = [(await org.call("GET", f"/jobs/ingest/{job}"))[1] for _ in range(2)]
    assert [one["state"] for one in states] == ["InProgress", "JobComplete"]
    assert (states[1]["numberRecordsProcessed"], states[1]["numberRecordsFailed"], states[1]["jobType"]) == (3, 1, "V2Ingest")
    done = {row["UKG_Person_Id__c"]: row for row in await rows(org, job, "successfulResults")}
    assert done["P1"]["sf__Id"] == user and done["P1"]["sf__Created"] == "false"
    failed = await rows(org, job, "failedResults")
    assert failed[0]["sf__Error"].startswith("REQUIRED_FIELD_MISSING:Required fields are missing: [Username, LastName")
    assert await rows(org, job, "unprocessedrecords") == []
    _, found = await org.query("SELECT Title, Manager.UKG_Person_Id__c FROM User WHERE UKG_Person_Id__c IN ('P1', 'P2') ORDER BY Id")
    assert [(row["Title"], bool(row["Manager"])) for row in found["records"]] == [("AE", True), (None, False)]
    assert (await org.call("GET", "/limits"))[1]["DailyBulkApiBatches"] == {"Max": 15000, "Remaining": 14999}
    assert (await org.call("DELETE", f"/jobs/ingest/{job}"))[0] == 204


async def test_a_job_is_refused_for_what_nobody_knows_and_in_a_state_that_does_not_fit(org):
    wrong = {"object": "User", "operation": "upsert", "externalIdFieldName": "Title", "contentType": "CSV"}
    for change, code in ({}, "INVALIDJOB"), ({"object": "X"}, "INVALIDENTITY"), ({"operation": "merge"}, "INVALIDOPERATION"):
        assert (await org.call("POST", "/jobs/ingest", wrong | change))[1][0]["errorCode"] == code
    job = await ingest(org, ROWS)
    assert await put(org, job, ROWS) == 400
    assert (await org.call("DELETE", f"/jobs/ingest/{job}"))[1][0]["errorCode"] == "INVALIDJOBSTATE"
    assert (await org.call("PATCH", f"/jobs/ingest/{job}", {"state": "Aborted"}))[1]["state"] == "Aborted"
    assert (await org.call("GET", "/jobs/query/750dM0000000009AAA"))[0] == 404


async def test_a_query_job_gives_pages_by_locator(org):
    await org.person("P1")
    await org.do("own", user="P1", records={"Account": 5})
    _, job, _ = await org.call("POST", "/jobs/query", {"operation": "query", "query": "SELECT Id, Name, Owner.Name FROM Account"})
    assert (job["object"], job["state"]) == ("Account", "UploadComplete")
    place = f"/jobs/query/{job['id']}"
    assert (await org.call("GET", f"{place}/results"))[1][0]["errorCode"] == "INVALIDJOBSTATE"
    assert [(await org.call("GET", place))[1]["state"] for _ in range(2)] == ["InProgress", "JobComplete"]
    _, text, headers = await org.call("GET", f"{place}/results?maxRecords=3")
    assert text.splitlines()[0] == '"Id","Name","Owner.Name"' and len(text.splitlines()) == 4
    assert (headers["Sforce-Locator"], headers["Sforce-NumberOfRecords"]) == ("3", "3")
    _, text, headers = await org.call("GET", f"{place}/results?locator=3&maxRecords=3")
    assert (len(text.splitlines()), headers["Sforce-Locator"]) == (3, "null")
    assert (await org.call("POST", "/jobs/query", {"operation": "query", "query": "SELECT"}))[1][0]["errorCode"] == "MALFORMED_QUERY"


async def test_deleting_by_job_wants_ids(org):
    await org.person("P1")
    made = (await org.do("own", user="P1", records={"Account": 2}))["Account"]
    job = await ingest(org, f"Id\n{made[0]}\n001dM0000009999\n", object="Account", operation="delete")
    for _ in range(2):
        await org.call("GET", f"/jobs/ingest/{job}")
    assert [row["sf__Id"] for row in await rows(org, job, "successfulResults")] == [made[0]]
    assert (await rows(org, job, "failedResults"))[0]["sf__Error"].startswith("INVALID_CROSS_REFERENCE_KEY:")


async def test_results_have_the_columns_asked_for_also_where_there_is_no_row_and_no_parent(org):
    await org.person("P1")
    for where, lines in (
        ("WHERE UKG_Person_Id__c = 'P1'", ['"UKG_Person_Id__c";"Manager.Name"', '"P1";""']),
        (
            "WHERE Id = null",
            ['"UKG_Person_Id__c";"Manager.Name"'],
        ),
    ):
        asked = {"operation": "query", "query": f"SELECT UKG_Person_Id__c, Manager.Name FROM User {where}"}
        style = {"columnDelimiter": "SEMICOLON", "lineEnding": "CRLF"}
        place = f"/jobs/query/{(await org.call('POST', '/jobs/query', asked | style))[1]['id']}"
        for _ in range(2):
            await org.call("GET", place)
        assert (await org.call("GET", f"{place}/results"))[1] == "".join(line + "\r\n" for line in lines)


async def test_addresses_are_no_columns_of_a_job(org):
    for soql, status in ("SELECT Id, BillingCity FROM Account", 200), ("SELECT Id, BillingAddress FROM Account", 400):
        answered, body, _ = await org.call("POST", "/jobs/query", {"operation": "query", "query": soql})
        assert answered == status
    assert body[0]["message"] == "Selecting compound data not supported in Bulk Query"
