"""What the journal calls a call, and how faults look."""

import aiohttp
import pytest

USER = {"attributes": {"type": "User"}}


async def last(org):
    entry = (await org.journal())[-1]
    return entry["operation"], entry["write"]


async def test_calls_are_named_in_the_products_words(org):
    user = await org.person("P1")
    login = (await org.query(f"SELECT Id FROM UserLogin WHERE UserId = '{user}'"))[1]["records"][0]["Id"]
    assert await last(org) == ("read", False)
    territory = (await org.query("SELECT Id FROM Territory2"))[1]["records"][0]["Id"]
    case = (await org.do("own", user="P1", records={"Case": 1}))["Case"][0]
    place = f"/sobjects/User/{user}"
    for method, path, body, named in [
        ("PATCH", place, {"Title": "x"}, "update"),
        ("PATCH", place, {"IsActive": True, "Title": "y"}, "update"),
        ("PATCH", place, {"Username": "new@halden.example.halden"}, "rename"),
        ("PATCH", place, {"IsActive": False}, "deactivate"),
        ("PATCH", "/sobjects/User/UKG_Person_Id__c/P1", {"IsActive": True}, "activate"),
        ("PATCH", "/sobjects/User/UKG_Person_Id__c/P2", await org.body("P2"), "create"),
        ("PATCH", f"/sobjects/UserLogin/{login}", {"IsFrozen": True}, "freeze"),
        ("PATCH", f"/sobjects/UserLogin/{login}", {"IsFrozen": False}, "unfreeze"),
        ("POST", "/sobjects/UserTerritory2Association", {"UserId": user, "Territory2Id": territory}, "set-territory"),
        ("PATCH", f"/sobjects/Case/{case}", {"OwnerId": user}, "reassign"),
        ("PATCH", f"/sobjects/Case/{case}", {"Temporarily_Covered__c": False}, "update"),
    ]:
        assert (await org.call(method, path, body))[0] < 300
        assert await last(org) == (named, True), body
    assert (await org.journal())[0]["operation"] == "login"


async def test_collections_are_named_by_most_rows_and_the_journal_counts_them(org):
    user = await org.person("P1")
    await org.call("POST", "/composite/sobjects", {"records": [USER | await org.body("A"), USER | await org.body("B")]})
    entry = (await org.journal())[-1]
    assert (entry["operation"], entry["detail"]["rows"], entry["detail"]["actions"]) == ("create", 2, {"create": 2})
    rows = [USER | {"UKG_Person_Id__c": "P1", "IsActive": False}, USER | await org.body("C", UKG_Person_Id__c="C")]
    await org.call("PATCH", "/composite/sobjects/User/UKG_Person_Id__c", {"records": rows})
    entry = (await org.journal())[-1]
    assert (entry["operation"], entry["detail"]["actions"], entry["detail"]["subjects"]) == (
        "deactivate",
        {"deactivate": 1, "create": 1},
        [user, None],
    )
    inner = [{"referenceId": "a", "method": "PATCH", "url": f"/services/data/v66.0/sobjects/User/{user}", "body": {"IsActive": True}}]
    await org.call("POST", "/composite", {"compositeRequest": inner})
    assert await last(org) == ("activate", True)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("429", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("500", 500, "UNKNOWN_EXCEPTION"),
        ("401", 401, "INVALID_SESSION_ID"),
        ("lock-row", 400, "UNABLE_TO_LOCK_ROW"),
        ("500-after", 500, "UNKNOWN_EXCEPTION"),
    ],
)
async def test_faults_look_like_salesforce_and_have_the_effect_they_say(org, kind, status, code):
    user = await org.person("P1")
    await org.fault(kind=kind, operation="update", times=1)
    seen, errors, headers = await org.call("PATCH", f"/sobjects/User/{user}", {"Title": "new"})
    assert (seen, errors[0]["errorCode"]) == (status, code) and "Sforce-Limit-Info" in headers
    assert (await org.shown(user))["fields"]["Title"] == ("new" if kind.endswith("-after") else None)
    assert (await org.call("PATCH", f"/sobjects/User/{user}", {"Title": "new"}))[0] == 204


async def test_a_bare_503_is_html_without_salesforce_headers(org):
    await org.fault(kind="503-bare", times=1)
    status, text, headers = await org.call("GET", "/limits")
    assert (status, headers["Content-Type"].partition(";")[0]) == (503, "text/html")
    assert "Service Unavailable" in text and "Sforce-Limit-Info" not in headers


async def test_a_locked_row_is_a_row_error_in_a_collection(org):
    user = await org.person("P1")
    await org.fault(kind="lock-row", times=1)
    status, rows, _ = await org.call("PATCH", "/composite/sobjects", {"records": [USER | {"id": user, "Title": "x"}]})
    assert (status, rows[0]["success"], rows[0]["errors"][0]["statusCode"]) == (200, False, "UNABLE_TO_LOCK_ROW")
    assert rows[0]["errors"][0]["message"].endswith(user[:15])


async def test_of_a_collection_the_first_row_can_fail_alone_and_the_journal_knows(org):
    users = [await org.person(name) for name in ("P1", "P2", "P3")]
    await org.fault(kind="partial", operation="update", times=1)
    status, rows, _ = await org.call("PATCH", "/composite/sobjects", {"records": [USER | {"id": user, "Title": "x"} for user in users]})
    assert (status, [row["success"] for row in rows]) == (200, [False, True, True])
    assert [(await org.shown(user))["fields"]["Title"] for user in users] == [None, "x", "x"]
    assert (await org.journal())[-1]["detail"]["failed"] == [0]


async def test_a_reset_after_the_effect_leaves_the_effect(org):
    user = await org.person("P1")
    await org.fault(kind="reset-after", operation="update", times=1)
    with pytest.raises(aiohttp.ClientError):
        await org.call("PATCH", f"/sobjects/User/{user}", {"Title": "new"})
    assert (await org.shown(user))["fields"]["Title"] == "new"


async def test_a_refused_login_is_an_oauth_error(org):
    await org.fault(kind="401", operation="login", times=1)
    form = {"grant_type": "client_credentials", "client_id": "key", "client_secret": "secret"}
    async with org.http.post(f"{org.base}/services/oauth2/token", data=form) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "invalid_client")


async def test_bad_json_is_told(org):
    async with org.http.post(f"{org.base}/services/data/v66.0/sobjects/User", data=b"<user/>", headers=org.headers) as answer:
        body = await answer.json()
        assert (answer.status, body[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")


async def test_answers_are_printed_in_the_servers_style_when_asked(org):
    async with org.http.get(
        f"{org.base}/services/data/v66.0/query?q=SELECT+Id+FROM+Lead", headers=org.headers | {"X-PrettyPrint": "1"}
    ) as answer:
        assert await answer.text() == '{\n  "totalSize" : 0,\n  "done" : true,\n  "records" : [ ]\n}'


async def test_reset_empties_the_org(org):
    await org.person("P1")
    await org.http.post(f"{org.base}/_sim/reset")
    await org.login()
    assert (await org.query("SELECT COUNT() FROM User"))[1]["totalSize"] == 2


async def test_clients_that_know_no_patch_say_so_beside_a_post(org):
    made = (await org.call("POST", "/sobjects/Account", {"Name": "Before"}))[1]["id"]
    assert (await org.call("POST", f"/sobjects/Account/{made}?_HttpMethod=PATCH", {"Name": "After"}))[0] == 204
    assert (await org.call("GET", f"/sobjects/Account/{made}?fields=Name"))[1]["Name"] == "After"


async def test_a_describe_names_what_points_at_the_object(org):
    _, body, _ = await org.call("GET", "/sobjects/Account/describe")
    found = {one["relationshipName"]: (one["childSObject"], one["field"]) for one in body["childRelationships"]}
    assert (found["Contacts"], found["ChildAccounts"]) == (("Contact", "AccountId"), ("Account", "ParentId"))
    assert (await org.query("SELECT Id, (SELECT Id FROM ChildAccounts), (SELECT Id FROM Events) FROM Account"))[0] == 200


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("{bad", "Unexpected character ('b' (code 98)): was expecting double-quote to start field name at [line:1, column:3]"),
        (
            '{"Name" "x"}',
            "Unexpected character ('\"' (code 34)): was expecting a colon to separate field name and value at [line:1, column:10]",
        ),
        ('{"Name":\nx}', "Unexpected character ('x' (code 120)): expected a valid value"),
        ('{"Name":', "Unexpected end-of-input"),
    ],
)
async def test_json_that_is_none_is_refused_where_it_breaks(org, sent, told):
    async with org.http.post(f"{org.base}/services/data/v66.0/sobjects/Account", data=sent.encode(), headers=org.headers) as answer:
        body = await answer.json()
    assert (answer.status, body[0]["errorCode"]) == (400, "JSON_PARSER_ERROR") and body[0]["message"].startswith(told)


async def test_what_is_no_id_is_taken_for_the_name_of_a_key(org):
    for method in ("GET", "PATCH", "DELETE"):
        status, body, _ = await org.call(method, "/sobjects/Account/23foo", {} if method == "PATCH" else None)
        told = "Provided external ID field does not exist or is not accessible: 23foo"
        assert (status, body) == (404, [{"message": told, "errorCode": "NOT_FOUND"}])


async def test_queries_may_say_with_what_rights_they_are_asked(org):
    for soql in ("SELECT Id FROM User USING SCOPE everything LIMIT 1", "SELECT Id FROM User WHERE IsActive = true WITH USER_MODE LIMIT 1"):
        assert (await org.query(soql))[1]["totalSize"] == 1
