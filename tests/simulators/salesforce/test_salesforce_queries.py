"""The query language, its answers and its errors."""

import pytest

SELECT = "SELECT UKG_Person_Id__c FROM User WHERE UKG_Person_Id__c != null AND "


@pytest.fixture
async def staff(org):
    await org.person("M1", profile="Halden Sales Manager", role="RSM East", fields={"Title": "Regional Manager"})
    await org.person("P1", manager="M1", fields={"Title": "Account Executive", "EmployeeNumber": "000123"})
    await org.person("P2", manager="M1", active=False, fields={"Title": "50% O'Brien_"})
    return org


@pytest.mark.parametrize(
    ("condition", "people"),
    [
        ("IsActive = true", ["M1", "P1"]),
        ("IsActive != true", ["P2"]),
        ("NOT IsActive = true", ["P2"]),
        ("Title LIKE 'account%'", ["P1"]),
        ("Title LIKE '50\\% o\\'brien\\_'", ["P2"]),
        ("Title = 'ACCOUNT executive'", ["P1"]),
        ("UKG_Person_Id__c IN ('P1', 'p2', 'P9')", ["P1", "P2"]),
        ("UKG_Person_Id__c NOT IN ('P1')", ["M1", "P2"]),
        ("EmployeeNumber = null", ["M1", "P2"]),
        ("EmployeeNumber <> NULL", ["P1"]),
        ("Profile.Name = 'Halden Sales Manager'", ["M1"]),
        ("Manager.UKG_Person_Id__c = 'M1'", ["P1", "P2"]),
        ("UserRole.Name = 'RSM East'", ["M1"]),
        ("((IsActive = false AND (Title != null)) OR UKG_Person_Id__c = 'M1')", ["M1", "P2"]),
        ("SystemModstamp >= 2026-05-04T09:00:00Z", ["M1", "P1", "P2"]),
        ("SystemModstamp > 2026-05-04T10:00:00+01:00", []),
        ("CreatedDate = TODAY", ["M1", "P1", "P2"]),
        ("CreatedDate < TODAY", []),
        ("CreatedDate = LAST_N_DAYS:1", ["M1", "P1", "P2"]),
        ("CreatedDate = YESTERDAY", []),
        ("ManagerId IN (SELECT Id FROM User WHERE UKG_Person_Id__c = 'M1')", ["P1", "P2"]),
        ("Id NOT IN (SELECT ManagerId FROM User)", ["P1", "P2"]),
        ("CALENDAR_YEAR(CreatedDate) = 2026", ["M1", "P1", "P2"]),
        ("CreatedDate >= TODAY", ["M1", "P1", "P2"]),
        ("UKG_Person_Id__c > 'M1'", ["P1", "P2"]),
    ],
)
async def test_conditions_select_rows(staff, condition, people):
    status, body = await staff.query(f"{SELECT}({condition}) ORDER BY UKG_Person_Id__c")
    assert status == 200, body
    assert [row["UKG_Person_Id__c"] for row in body["records"]] == people
    assert (body["totalSize"], body["done"]) == (len(people), True)


async def test_parents_are_nested_and_null_when_there_is_none(staff):
    _, body = await staff.query("select id, manager.profile.name, userrole.name from user where ukg_person_id__c = 'P1'")
    row = body["records"][0]
    assert list(row) == ["attributes", "Id", "Manager", "UserRole"]
    assert row["Manager"]["Profile"]["Name"] == "Halden Sales Manager" and row["Manager"]["attributes"]["type"] == "User"
    assert row["UserRole"] is None


async def test_order_limit_and_offset(staff):
    _, body = await staff.query(f"{SELECT}Id != null ORDER BY EmployeeNumber DESC NULLS LAST, UKG_Person_Id__c DESC LIMIT 2 OFFSET 1")
    assert [row["UKG_Person_Id__c"] for row in body["records"]] == ["P2", "M1"]
    assert (await staff.query("SELECT Id FROM User LIMIT 1 OFFSET 2001"))[1][0]["errorCode"] == "NUMBER_OUTSIDE_VALID_RANGE"


async def test_counts_and_groups(staff):
    assert (await staff.query("SELECT COUNT() FROM User WHERE IsActive = false"))[1] == {"totalSize": 1, "done": True, "records": []}
    _, body = await staff.query("SELECT ManagerId, COUNT(Id) FROM User WHERE ManagerId != null GROUP BY ManagerId")
    assert body["records"][0]["expr0"] == 2 and body["records"][0]["attributes"] == {"type": "AggregateResult"}
    await staff.do("own", user="P1", records={"Opportunity": 3, "Lead": 1}, closed=2)
    soql = "SELECT OwnerId, IsClosed, SUM(Amount) amt, COUNT(Id) n FROM Opportunity GROUP BY OwnerId, IsClosed ORDER BY COUNT(Id) DESC"
    _, body = await staff.query(soql)
    assert [(row["IsClosed"], row["amt"], row["n"]) for row in body["records"]] == [(False, 3000, 3), (True, 2000, 2)]


@pytest.mark.parametrize(
    ("soql", "code", "column", "message"),
    [
        ("SELECT Nme FROM User", "INVALID_FIELD", 8, "No such column 'Nme' on entity 'User'."),
        ("SELECT Boss.Name FROM User", "INVALID_FIELD", 8, "Didn't understand relationship 'Boss' in field path."),
        ("SELECT User.Username FROM UserLogin", "INVALID_FIELD", 8, "Didn't understand relationship 'User' in field path."),
        ("SELECT Id FROM Usr", "INVALID_TYPE", 16, "sObject type 'Usr' is not supported."),
        ("SELECT Id FORM User", "MALFORMED_QUERY", 11, "unexpected token: 'FORM'"),
        ("SELECT Id FROM User WHERE", "MALFORMED_QUERY", 26, "unexpected token: '<EOF>'"),
        ("SELECT Id FROM User WHERE Title = 'x", "MALFORMED_QUERY", 35, "unexpected token: '<EOF>'"),
        ("SELECT Id FROM User WHERE Id != null AND Title = 'x' OR Alias = 'y'", "MALFORMED_QUERY", 54, "unexpected token: 'OR'"),
        (
            "SELECT Id FROM User WHERE IsActive = 'true'",
            "INVALID_FIELD",
            27,
            "value of filter criterion for field 'IsActive' must be of type boolean",
        ),
        ("SELECT Id FROM User WHERE Title = 5", "INVALID_FIELD", 27, "value of filter criterion for field 'Title' must be of type string"),
        ("SELECT Id FROM User WHERE Id = 'abc'", "INVALID_QUERY_FILTER_OPERATOR", 27, "invalid ID field: abc"),
        ("SELECT Id FROM Lead WHERE Description = 'x'", "INVALID_FIELD", 27, "field 'Description' can not be filtered in a query call"),
    ],
)
async def test_errors_point_at_the_place(org, soql, code, column, message):
    status, body = await org.query(soql)
    assert (status, body[0]["errorCode"]) == (400, code)
    _, shown, caret, place, told = body[0]["message"].split("\n")
    assert shown in soql and soql.startswith(shown[len(caret) - 1 :], column - 1) and place == f"ERROR at Row:1:Column:{column}"
    assert told.startswith(message) and "fields" not in body[0]


@pytest.mark.parametrize(
    ("soql", "shown", "caret", "place"),
    [
        ("SELECT Id, Nme, Username, CommunityNickname, Title FROM User", "SELECT Id, Nme, Username, CommunityNickname", 11, "1:Column:12"),
        ("SELECT Id, Username, Division FROM User WHERE Alias = 5", "Username, Division FROM User WHERE Alias = 5", 35, "1:Column:47"),
        ("SELECT Id,\n  Nme\nFROM User", "  Nme", 2, "2:Column:3"),
    ],
)
async def test_errors_show_whole_words_of_the_line_about_the_place(org, soql, shown, caret, place):
    _, body = await org.query(soql)
    _, line, under, where, _ = body[0]["message"].split("\n")
    assert (line, under, where) == (shown, " " * caret + "^", f"ERROR at Row:{place}")


async def test_pages_of_2000_follow_a_locator_and_a_smaller_size_may_be_asked(org):
    await org.person("P1")
    await org.do("own", user="P1", records={"Account": 2086})
    _, first = await org.query("SELECT Id FROM Account ORDER BY SystemModstamp, Id")
    assert (first["totalSize"], first["done"], len(first["records"])) == (2086, False, 2000)
    _, last, _ = await org.call("GET", first["nextRecordsUrl"])
    assert first["nextRecordsUrl"].startswith("/services/data/v66.0/query/0r8xx") and first["nextRecordsUrl"].endswith("-2000")
    assert (last["totalSize"], last["done"], len(last["records"])) == (2086, True, 86) and "nextRecordsUrl" not in last
    assert not {row["Id"] for row in last["records"]} & {row["Id"] for row in first["records"]}
    assert len((await org.query("SELECT Id FROM Account", **{"Sforce-Query-Options": "batchSize=200"}))[1]["records"]) == 200
    assert len((await org.query("SELECT Id, Description FROM Account"))[1]["records"]) == 1000
    assert (await org.call("GET", "/query/0r8xxNOTHING-2000"))[1][0]["errorCode"] == "INVALID_QUERY_LOCATOR"


async def test_a_query_of_16_kilobytes_passes_and_a_longer_one_is_414(org):
    ids = "','".join(f"P{number:06d}" for number in range(1000))
    assert (await org.query(f"SELECT Id FROM User WHERE UKG_Person_Id__c IN ('{ids[:8000]}')"))[0] == 200
    status, body = await org.query(f"SELECT Id FROM User WHERE UKG_Person_Id__c IN ('{ids + ids}')")
    assert (status, body[0]["errorCode"]) == (414, "URI_TOO_LONG")


async def test_children_come_with_their_parents_and_none_is_null(staff):
    _, body = await staff.query(
        "SELECT Id, (SELECT UKG_Person_Id__c FROM ManagedUsers ORDER BY Id) FROM User WHERE UKG_Person_Id__c IN ('M1', 'P1')"
    )
    boss, report = body["records"]
    assert [row["UKG_Person_Id__c"] for row in boss["ManagedUsers"]["records"]] == ["P1", "P2"]
    assert (boss["ManagedUsers"]["totalSize"], report["ManagedUsers"]) == (2, None)
    assert (await staff.query("SELECT Id, (SELECT Id FROM Strangers) FROM User"))[1][0]["errorCode"] == "INVALID_TYPE"


async def test_typeof_shows_fields_by_the_object_that_a_reference_leads_to(staff):
    account = (await staff.do("own", user="P1", records={"Account": 1}))["Account"][0]
    contact = (await staff.call("POST", "/sobjects/Contact", {"LastName": "Roe", "Email": "roe@client.example"}))[1]["id"]
    for given in ({"Subject": "1", "WhoId": contact}, {"Subject": "2", "WhatId": account}):
        assert (await staff.call("POST", "/sobjects/Task", given))[0] == 201
    fields = "TYPEOF Who WHEN Contact THEN Email, Account.Name WHEN Lead THEN Company ELSE Id END, TYPEOF What WHEN Lead THEN Name END"
    _, body = await staff.query(f"SELECT Subject, {fields} FROM Task ORDER BY Subject")
    first, second = body["records"]
    assert {name: value for name, value in first["Who"].items() if name != "attributes"} == {"Email": "roe@client.example", "Account": None}
    assert (first["What"], second["Who"], list(second["What"])) == (None, None, ["attributes"])
    assert (await staff.query("SELECT TYPEOF Boss WHEN User THEN Name END FROM Task"))[1][0]["errorCode"] == "INVALID_FIELD"


async def test_fields_stands_for_all_of_a_kind_and_all_of_them_need_a_limit(staff):
    _, body = await staff.query("SELECT FIELDS(CUSTOM) FROM User WHERE UKG_Person_Id__c = 'P1' LIMIT 200")
    assert body["records"][0]["UKG_Person_Id__c"] == "P1" and all(
        name == "attributes" or name.endswith("__c") for name in body["records"][0]
    )
    assert "Username" in (await staff.query("SELECT FIELDS(STANDARD) FROM User"))[1]["records"][0]
    assert {"Username", "UKG_Person_Id__c"} <= set((await staff.query("SELECT FIELDS(ALL) FROM User LIMIT 1"))[1]["records"][0])
    for soql in ("SELECT FIELDS(ALL) FROM User", "SELECT FIELDS(CUSTOM) FROM User LIMIT 201"):
        assert (await staff.query(soql))[1][0]["message"] == "The SOQL FIELDS function must have a LIMIT of at most 200"
    assert (await staff.query("SELECT Id, FIELDS(STANDARD) FROM User"))[1][0]["message"] == "duplicate field selected: Id"
