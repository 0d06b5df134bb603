"""Collections of 200 and composites of 25."""

USER = {"attributes": {"type": "User"}}
ACCOUNT = {"attributes": {"type": "Account"}}


async def test_a_collection_creates_row_by_row_and_is_200_whatever_becomes_of_the_rows(org):
    good, bad = await org.body("Ng"), await org.body("Ong", Alias="muchtoolong")
    status, rows, _ = await org.call("POST", "/composite/sobjects", {"records": [USER | good, USER | bad, USER | good]})
    assert status == 200
    assert set(rows[0]) == {"id", "success", "errors"} and rows[0]["success"]
    assert (
        set(rows[1]) == {"success", "errors"}
        and rows[1]["errors"][0]["statusCode"] == "STRING_TOO_LONG"
        and rows[1]["errors"][0]["fields"] == ["Alias"]
    )
    assert rows[2]["errors"][0]["statusCode"] == "DUPLICATE_USERNAME"


async def test_all_or_none_takes_everything_back_licences_and_logins_included(org):
    before = (await org.query("SELECT UsedLicenses FROM UserLicense"))[1]["records"]
    given = {"allOrNone": True, "records": [USER | await org.body("Ng"), USER | await org.body("Ong", Email="no")]}
    _, rows, _ = await org.call("POST", "/composite/sobjects", given)
    assert [row["errors"][0]["statusCode"] for row in rows] == ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "INVALID_EMAIL_ADDRESS"]
    assert (await org.query("SELECT UsedLicenses FROM UserLicense"))[1]["records"] == before
    assert (await org.query("SELECT COUNT() FROM UserLogin"))[1]["totalSize"] == 2
    assert (await org.call("POST", "/composite/sobjects", {"records": [USER | await org.body("Ng")]}))[1][0]["success"]


async def test_update_upsert_retrieve_and_delete_by_collection(org):
    user = await org.person("P1")
    records = [USER | {"id": user, "Title": "AE"}, USER | {"id": "005dM0000009999", "Title": "AE"}, USER | {"Title": "AE"}]
    _, rows, _ = await org.call("PATCH", "/composite/sobjects", {"records": records})
    assert rows[0] == {"id": user, "success": True, "errors": []}
    assert [row["errors"][0]["statusCode"] for row in rows[1:]] == ["INVALID_CROSS_REFERENCE_KEY", "MISSING_ARGUMENT"]
    body = await org.body("P2", UKG_Person_Id__c="P2")
    upsert = {"records": [USER | body, USER | {"UKG_Person_Id__c": "P1", "Title": "RSM"}, USER | {"Title": "x"}]}
    _, rows, _ = await org.call("PATCH", "/composite/sobjects/User/UKG_Person_Id__c", upsert)
    assert [(row["success"], row["created"]) for row in rows] == [(True, True), (True, False), (False, False)]
    _, read, _ = await org.call("POST", "/composite/sobjects/User", {"ids": [user, "005dM0000009999AAA"], "fields": ["Title"]})
    assert (read[0]["Title"], read[1]) == ("RSM", None)
    made = (await org.do("own", user="P1", records={"Account": 2}))["Account"]
    _, rows, _ = await org.call("DELETE", f"/composite/sobjects?ids={','.join(made)},{user}&allOrNone=false")
    assert [row["success"] for row in rows] == [True, True, False]


async def test_more_than_200_rows_or_ten_chunks_are_too_many(org):
    many = [ACCOUNT | {"Name": f"A{number}"} for number in range(201)]
    status, errors, _ = await org.call("POST", "/composite/sobjects", {"records": many})
    assert (status, errors[0]["errorCode"]) == (400, "EXCEEDED_ID_LIMIT")
    mixed = [(ACCOUNT if number % 2 else {"attributes": {"type": "Case"}}) | {"Description": "x"} for number in range(11)]
    assert (await org.call("POST", "/composite/sobjects", {"records": mixed}))[1][0]["errorCode"] == "LIMIT_EXCEEDED"
    assert len((await org.call("POST", "/composite/sobjects", {"records": many[:200]}))[1]) == 200


async def test_users_travel_alone(org):
    records = [USER | await org.body("Ng"), ACCOUNT | {"Name": "A"}]
    _, rows, _ = await org.call("POST", "/composite/sobjects", {"records": records})
    assert {row["errors"][0]["statusCode"] for row in rows} == {"MIXED_DML_OPERATION"}


def sub(reference, method, url, body=None):
    return {"referenceId": reference, "method": method, "url": f"/services/data/v66.0{url}"} | ({"body": body} if body is not None else {})


async def test_a_composite_hands_results_on_and_shows_each_status(org):
    territory = (await org.query("SELECT Id FROM Territory2 WHERE Name = 'T-East'"))[1]["records"][0]["Id"]
    wanted = [
        sub("user", "POST", "/sobjects/User", await org.body("Ng")),
        sub("join", "POST", "/sobjects/UserTerritory2Association", {"UserId": "@{user.id}", "Territory2Id": territory}),
        sub("login", "GET", "/query/?q=SELECT Id FROM UserLogin WHERE UserId = '@{user.id}'"),
        sub("freeze", "PATCH", "/sobjects/UserLogin/@{login.records[0].Id}", {"IsFrozen": True}),
        sub("lost", "GET", "/sobjects/Foo"),
        sub("orphan", "PATCH", "/sobjects/User/@{lost.id}", {"Title": "x"}),
    ]
    status, body, _ = await org.call("POST", "/composite", {"compositeRequest": wanted})
    answers = {one["referenceId"]: one for one in body["compositeResponse"]}
    assert status == 200
    assert [one["httpStatusCode"] for one in body["compositeResponse"]] == [201, 201, 200, 204, 404, 400]
    assert answers["user"]["httpHeaders"]["Location"].endswith(answers["user"]["body"]["id"])
    assert answers["freeze"]["body"] is None and answers["orphan"]["body"][0]["errorCode"] == "PROCESSING_HALTED"
    shown = await org.shown(answers["user"]["body"]["id"])
    assert (shown["frozen"], shown["territory"]) == (True, ["T-East"])


async def test_an_atomic_composite_leaves_nothing_behind_when_one_part_fails(org):
    wanted = [
        sub("user", "POST", "/sobjects/User", await org.body("Ng")),
        sub("bad", "POST", "/sobjects/User", {}),
        sub("read", "GET", "/limits"),
    ]
    _, body, _ = await org.call("POST", "/composite", {"allOrNone": True, "compositeRequest": wanted})
    codes = [one["body"][0]["errorCode"] for one in body["compositeResponse"]]
    assert codes == ["PROCESSING_HALTED", "REQUIRED_FIELD_MISSING", "PROCESSING_HALTED"]
    assert (await org.query("SELECT COUNT() FROM User"))[1]["totalSize"] == 2


async def test_a_composite_takes_25_and_five_of_them_wide(org):
    reads = [sub(f"r{number}", "GET", "/limits") for number in range(26)]
    assert (await org.call("POST", "/composite", {"compositeRequest": reads}))[0] == 400
    queries = [sub(f"q{number}", "GET", "/query?q=SELECT Id FROM User") for number in range(6)]
    assert (await org.call("POST", "/composite", {"compositeRequest": queries}))[0] == 400
    used = (await org.call("POST", "/composite", {"compositeRequest": reads[:25]}))[2]["Sforce-Limit-Info"]
    assert used == "api-usage=3/605000"
