"""Tasks, posts, flows, replication, audit, passwords, trouble of the whole instance."""

from urllib.parse import quote


async def test_a_task_has_its_defaults_and_closes_by_its_status(org):
    user = await org.person("P1")
    status, made, _ = await org.call("POST", "/sobjects/Task", {"Subject": "Order a badge", "OwnerId": user, "ActivityDate": "2026-05-11"})
    _, task, _ = await org.call("GET", f"/sobjects/Task/{made['id']}")
    assert (status, task["Status"], task["Priority"], task["IsClosed"], task["TaskSubtype"]) == (
        201,
        "Not Started",
        "Normal",
        False,
        "Task",
    )
    assert (await org.call("PATCH", f"/sobjects/Task/{made['id']}", {"WhatId": user}))[1][0]["errorCode"] == "MALFORMED_ID"
    await org.call("PATCH", f"/sobjects/Task/{made['id']}", {"Status": "Completed"})
    assert (await org.query("SELECT Id FROM Task WHERE IsClosed = true"))[1]["totalSize"] == 1
    org.clock.move(days=400)
    await org.login()
    assert (await org.query("SELECT Id FROM Task"))[1]["totalSize"] == 0
    assert (await org.call("GET", "/queryAll?q=SELECT+Id+FROM+Task"))[1]["totalSize"] == 1
    operations = [entry["operation"] for entry in await org.journal()]
    assert "create-task" in operations and "update-task" in operations


async def test_a_post_mentions_people(org):
    user = await org.person("P1")
    segments = [{"type": "Text", "text": "Welcome "}, {"type": "Mention", "id": user}]
    body = {"body": {"messageSegments": segments}, "feedElementType": "FeedItem", "subjectId": user}
    status, post, _ = await org.call("POST", "/chatter/feed-elements", body)
    assert (status, post["body"]["text"], post["id"][:3]) == (201, "Welcome @P1", "0D5")
    many = body | {"body": {"messageSegments": [segments[1]] * 26}}
    assert (await org.call("POST", "/chatter/feed-elements", many))[0] == 400
    assert (await org.call("POST", "/sobjects/FeedItem", {"ParentId": user, "Body": "Hello"}))[0] == 201
    assert (await org.query("SELECT Body FROM FeedItem WHERE ParentId = '" + user + "'"))[1]["totalSize"] == 2
    await org.do("assume", chatter_hourly=1)
    assert (await org.call("POST", "/chatter/feed-elements", body))[0] == 503


async def test_a_flow_runs_by_name_once_per_input(org):
    await org.do("flow", name="Onboard", outputs={"task": "1"})
    status, results, _ = await org.call("POST", "/actions/custom/flow/Onboard", {"inputs": [{"employeeId": "E1"}, {"employeeId": "E2"}]})
    assert status == 200 and [one["isSuccess"] for one in results] == [True, True]
    assert results[0]["outputValues"]["Flow__InterviewStatus"] == "Finished"
    assert [one["inputs"]["employeeId"] for one in (await org.do("flow_calls"))["calls"]] == ["E1", "E2"]
    assert (await org.call("GET", "/actions/custom/flow"))[1]["actions"][0]["name"] == "Onboard"
    assert (await org.call("POST", "/actions/custom/flow/Nobody", {"inputs": [{}]}))[0] == 404
    await org.do("flow", name="Onboard", fails="no such department")
    status, results, _ = await org.call("POST", "/actions/custom/flow/Onboard", {"inputs": [{}]})
    assert (status, results[0]["errors"][0]["statusCode"]) == (400, "CANNOT_EXECUTE_FLOW_TRIGGER")


def span(org, **back):
    start, end = org.clock.now(), org.clock.now()
    org.clock.move(minutes=1)
    return f"start={quote(start.isoformat())}&end={quote((end.replace(minute=59)).isoformat())}"


async def test_updated_and_deleted_tell_ids_by_the_minute(org):
    user = await org.person("P1")
    made = (await org.do("own", user="P1", records={"Account": 1}))["Account"][0]
    await org.call("DELETE", f"/sobjects/Account/{made}")
    window = span(org)
    _, body, _ = await org.call("GET", f"/sobjects/User/updated/?{window}")
    assert user in body["ids"] and body["latestDateCovered"] == "2026-05-04T09:01:00.000+0000"
    _, body, _ = await org.call("GET", f"/sobjects/Account/deleted/?{window}")
    assert [one["id"] for one in body["deletedRecords"]] == [made] and "earliestDateAvailable" in body
    wrong = "start=2026-01-01T00:00:00Z&end=2026-05-04T00:00:00Z"
    assert (await org.call("GET", f"/sobjects/User/updated/?{wrong}"))[1][0]["errorCode"] == "INVALID_REPLICATION_DATE"
    assert (await org.call("GET", "/queryAll?q=SELECT+Id,IsDeleted+FROM+Account"))[1]["records"][0]["IsDeleted"] is True
    assert (await org.query("SELECT Id FROM Account"))[1]["totalSize"] == 0


async def test_an_unchanged_record_is_304(org):
    user = await org.person("P1")
    _, _, headers = await org.call("GET", f"/sobjects/User/{user}")
    assert (await org.call("GET", f"/sobjects/User/{user}", If_Modified_Since=headers["Last-Modified"]))[0] == 304


async def test_changes_are_told_with_their_origin_and_written_to_the_trail(org):
    user = await org.person("P1")
    await org.call("PATCH", f"/sobjects/User/{user}", {"Title": "AE", "IsActive": False}, Sforce_Call_Options="client=jml")
    header = (await org.do("change_events"))["events"][-1]["ChangeEventHeader"]
    assert header["changeOrigin"] == "com/salesforce/api/rest/66.0;client=jml" and header["commitUser"] == org.vendor.org.me
    assert header["changedFields"] == ["IsActive", "LastModifiedDate", "Title"] and header["changeType"] == "UPDATE"
    _, found = await org.query("SELECT Action, CreatedById FROM SetupAuditTrail ORDER BY Id")
    assert [row["Action"] for row in found["records"]] == ["createduser", "deactivateduser"]
    assert (await org.query("SELECT COUNT() FROM SetupAuditTrail"))[1]["totalSize"] == 2
    assert (await org.query("SELECT COUNT(Id) FROM SetupAuditTrail"))[0] == 400


async def test_a_password_is_reset_for_those_who_may(org):
    user = await org.person("P1")
    assert (await org.call("GET", f"/sobjects/User/{user}/password"))[1] == {"isExpired": False}
    assert len((await org.call("DELETE", f"/sobjects/User/{user}/password"))[1]["NewPassword"]) > 8
    assert (await org.call("POST", f"/sobjects/User/{user}/password", {"NewPassword": "short"}))[1][0][
        "errorCode"
    ] == "INVALID_NEW_PASSWORD"
    assert (await org.call("POST", f"/sobjects/User/{user}/password", {"NewPassword": "longer1234"}))[0] == 204


async def test_maintenance_is_html_and_read_only_mode_reads(org):
    user = await org.person("P1")
    await org.do("maintenance", on=True)
    status, text, headers = await org.call("GET", "/limits")
    assert status == 503 and "<html>" in text and "Sforce-Limit-Info" not in headers
    await org.do("maintenance", on=False, read_only=True)
    assert (await org.call("GET", f"/sobjects/User/{user}"))[0] == 200
    assert (await org.call("PATCH", f"/sobjects/User/{user}", {"Title": "x"}))[0] == 403
    await org.do("maintenance", read_only=False)
    assert (await org.call("PATCH", f"/sobjects/User/{user}", {"Title": "x"}))[0] == 204


async def test_sessions_can_be_ended_without_revoking_anything(org):
    await org.do("expire_sessions")
    assert (await org.call("GET", "/limits"))[0] == 401
    await org.login()
    assert (await org.call("GET", "/limits"))[0] == 200


async def test_somebody_else_makes_changes_and_deletes_any_record(org):
    user, other = await org.person("P1"), await org.person("P2")
    made = (await org.do("own", user="P1", records={"Case": 1}))["Case"][0]
    await org.do("change", object="Case", id=made, fields={"OwnerId": other})
    _, case, _ = await org.call("GET", f"/sobjects/Case/{made}")
    assert case["OwnerId"] == other and case["LastModifiedById"] != org.vendor.org.me
    task = (await org.do("change", object="Task", fields={"Subject": "x", "OwnerId": user}))["id"]
    await org.do("change", object="Task", id=task, delete=True)
    assert (await org.call("GET", f"/sobjects/Task/{task}"))[1][0]["errorCode"] == "ENTITY_IS_DELETED"
    await org.do("taken", usernames=["a@x.example"])
    await org.do("taken", free=["a@x.example"])
    assert (await org.call("POST", "/sobjects/User", await org.body("a", Username="a@x.example")))[0] == 201


async def test_the_user_of_the_session_is_told(org):
    status, body, _ = await org.call("GET", "/services/oauth2/userinfo")
    assert (status, body["user_id"], body["preferred_username"]) == (200, org.vendor.org.me, "integration@halden.example")
    org.headers.clear()
    assert (await org.call("GET", "/services/oauth2/userinfo"))[0] == 403
