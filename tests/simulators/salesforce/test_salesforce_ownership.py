"""Records and who owns them."""


async def transfer(org, sobject, records, owner, **headers):
    rows = [{"attributes": {"type": sobject}, "id": record, "OwnerId": owner} for record in records]
    return (await org.call("PATCH", "/composite/sobjects", {"records": rows}, **headers))[1]


async def test_open_and_closed_records_are_told_apart_by_query_and_state(org):
    user = await org.person("P1")
    await org.do("own", user="P1", records={"Opportunity": 4, "Lead": 3, "Case": 2, "Account": 1}, closed=2)
    assert (await org.shown(user))["owns"] == {"Opportunity": 4, "Lead": 3, "Case": 2, "Account": 1}
    for soql, count in {
        f"SELECT COUNT() FROM Opportunity WHERE IsClosed = false AND OwnerId = '{user}'": 4,
        f"SELECT COUNT() FROM Opportunity WHERE OwnerId = '{user}'": 6,
        f"SELECT COUNT() FROM Lead WHERE IsConverted = false AND OwnerId = '{user}'": 3,
        f"SELECT COUNT() FROM Case WHERE IsClosed = false AND OwnerId = '{user}'": 2,
    }.items():
        assert (await org.query(soql))[1]["totalSize"] == count, soql


async def test_records_move_one_by_one_and_carry_the_cover_flags(org):
    user, cover = await org.person("P1"), await org.person("M1")
    made = (await org.do("own", user="P1", records={"Account": 1, "Opportunity": 1}))["Account"]
    given = {"OwnerId": cover, "Temporarily_Covered__c": True, "Original_Owner__c": user}
    assert (await org.call("PATCH", f"/sobjects/Account/{made[0]}", given))[0] == 204
    assert ((await org.shown(cover))["owns"]["Account"], (await org.shown(cover))["covered"]) == (1, 1)
    assert (await org.shown(user))["owns"]["Opportunity"] == 1  # nothing else moves with an account


async def test_an_inactive_owner_and_a_converted_lead_are_refused_by_row(org):
    await org.person("P1")
    gone = await org.person("P2", active=False)
    made = await org.do("own", user="P1", records={"Opportunity": 1, "Lead": 1}, closed=1)
    rows = await transfer(org, "Opportunity", made["Opportunity"], gone)
    assert rows[0]["errors"][0] == {
        "statusCode": "INACTIVE_OWNER_OR_USER",
        "message": "operation performed with inactive user",
        "fields": [],
    }
    rows = await transfer(org, "Lead", made["Lead"], await org.person("P3"))
    assert [row["success"] for row in rows] == [True, False] and rows[1]["errors"][0]["statusCode"] == "CANNOT_UPDATE_CONVERTED_LEAD"


async def test_records_stay_with_an_owner_who_is_deactivated(org):
    user = await org.person("P1")
    await org.do("own", user="P1", records={"Case": 2})
    await org.call("PATCH", f"/sobjects/User/{user}", {"IsActive": False})
    assert (await org.shown(user))["owns"]["Case"] == 2


async def test_assignment_rules_take_leads_and_cases_unless_the_header_says_false(org):
    owner, rule = await org.person("P1"), await org.person("RULE")
    await org.person("P2")
    made = await org.do("own", user="P2", records={"Lead": 1, "Opportunity": 1})
    await org.do("assign_rules", Lead="RULE", Opportunity="RULE")
    await transfer(org, "Lead", made["Lead"], owner)
    assert (await org.shown(rule))["owns"]["Lead"] == 1
    await transfer(org, "Lead", made["Lead"], owner, Sforce_Auto_Assign="FALSE")
    await transfer(org, "Opportunity", made["Opportunity"], owner)
    assert (await org.shown(owner))["owns"] == {"Opportunity": 1, "Lead": 1, "Case": 0, "Account": 0}


async def test_the_owner_can_be_read_through_the_record(org):
    await org.person("P1")
    await org.do("own", user="P1", records={"Opportunity": 1})
    _, body = await org.query("SELECT Owner.UKG_Person_Id__c, StageName, ExpectedRevenue FROM Opportunity")
    assert body["records"][0]["Owner"]["UKG_Person_Id__c"] == "P1"
    assert (body["records"][0]["StageName"], body["records"][0]["ExpectedRevenue"]) == ("Prospecting", 100)


async def test_somebody_else_acts(org):
    user, other = await org.person("P1"), await org.person("M1")
    await org.do("own", user="P1", records={"Opportunity": 5})
    await org.do("act", user="P1", active=False, frozen=True, fields={"Title": "x"}, owns={"Opportunity": 4, "to": "M1"})
    shown = await org.shown(user)
    assert (shown["active"], shown["frozen"], shown["fields"]["Title"], shown["owns"]["Opportunity"]) == (False, True, "x", 1)
    assert (await org.shown(other))["owns"]["Opportunity"] == 4
    assert not shown["protected"]
    await org.do("protect", user="P1")
    assert (await org.shown(user))["protected"]


async def test_a_business_record_that_is_not_there_looks_like_one_nobody_may_see(org):
    status, body, _ = await org.call("POST", "/sobjects/Contact", {"LastName": "Stray", "AccountId": "001dM00000ZZZZZ"})
    assert (status, body[0]["errorCode"]) == (400, "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY")
    assert (body[0]["message"], body[0]["fields"]) == ("insufficient access rights on cross-reference id: 001dM00000ZZZZZ", [])
    assert (await org.call("POST", "/sobjects/Account", {"Name": "X", "OwnerId": "005dM0000099999"}))[1][0]["errorCode"] == (
        "INVALID_CROSS_REFERENCE_KEY"
    )


async def test_every_org_has_record_types_though_it_may_have_none_of_them(org):
    assert (await org.query("SELECT Id, DeveloperName FROM RecordType WHERE SobjectType = 'Lead'"))[1]["totalSize"] == 0
    assert (await org.query("SELECT RecordTypeId FROM Lead"))[1][0]["errorCode"] == "INVALID_FIELD"


async def test_what_may_be_of_several_objects_is_shown_as_a_name(org):
    user = await org.person("P1")
    made = await org.do("own", user="P1", records={"Case": 1, "Account": 1})
    shown = {}
    for sobject in ("Case", "Account"):
        _, body = await org.query(f"SELECT Owner.Name FROM {sobject} WHERE Id = '{made[sobject][0]}'")
        shown[sobject] = body["records"][0]["Owner"]["attributes"]
    place = f"/services/data/v66.0/sobjects/User/{user}"
    assert shown == {"Case": {"type": "Name", "url": place}, "Account": {"type": "User", "url": place}}
