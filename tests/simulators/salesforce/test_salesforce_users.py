"""What Salesforce asks of users, by plain HTTP."""

import pytest

from simulators.salesforce.ids import full


async def refused(org, method, path, body):
    status, errors, _ = await org.call(method, path, body)
    assert status == 400, errors
    return errors[0]["errorCode"], errors[0]["message"], errors[0].get("fields")


async def test_a_user_is_created_with_a_place_and_an_18_character_id(org):
    status, body, headers = await org.call("POST", "/sobjects/User", await org.body("Ng", UKG_Person_Id__c="P1"))
    assert (status, body["success"], body["errors"]) == (201, True, [])
    assert headers["Location"] == f"/services/data/v66.0/sobjects/User/{body['id']}"
    assert len(body["id"]) == 18 and full(body["id"][:15]) == body["id"] and full(body["id"].lower()[:15] + body["id"][15:]) == body["id"]
    _, read, _ = await org.call("GET", f"/sobjects/User/{body['id'][:15]}?fields=Name,CreatedDate,IsActive,On_Leave__c")
    assert next(iter(read)) == "attributes" and read["attributes"]["url"].endswith(body["id"])
    assert (read["Name"], read["CreatedDate"], read["On_Leave__c"]) == ("Ng", "2026-05-04T09:00:00.000+0000", False)


async def test_every_user_has_one_login_row_that_can_only_be_changed(org):
    user = await org.person("P1")
    _, found = await org.query(f"SELECT Id, IsFrozen, IsPasswordLocked FROM UserLogin WHERE UserId IN ('{user}')")
    login = found["records"][0]
    assert login["Id"].startswith("0Yw") and login["IsFrozen"] is False
    assert (await org.call("PATCH", f"/sobjects/UserLogin/{login['Id']}", {"IsFrozen": True}))[0] == 204
    shown = await org.shown(user)
    assert shown["frozen"] and shown["active"]
    assert (await refused(org, "POST", "/sobjects/UserLogin", {"UserId": user}))[0] == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
    assert (await org.call("DELETE", f"/sobjects/UserLogin/{login['Id']}"))[0] in (400, 405)


async def test_missing_fields_are_listed_in_describe_order(org):
    body = await org.body("Ng")
    del body["Alias"], body["ProfileId"]
    code, message, fields = await refused(org, "POST", "/sobjects/User", body)
    assert (code, message, fields) == ("REQUIRED_FIELD_MISSING", "Required fields are missing: [Alias, ProfileId]", ["Alias", "ProfileId"])


@pytest.mark.parametrize(
    ("given", "code", "message", "fields"),
    [
        ({"Alias": "ninechars"}, "STRING_TOO_LONG", "Alias: data value too large: ninechars (max length=8)", ["Alias"]),
        ({"FirstName": "x" * 41}, "STRING_TOO_LONG", f"First Name: data value too large: {'x' * 41} (max length=40)", ["FirstName"]),
        (
            {"TimeZoneSidKey": "Mars/Base"},
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "Time Zone: bad value for restricted picklist field: Mars/Base",
            None,
        ),
        ({"Email": "nobody"}, "INVALID_EMAIL_ADDRESS", "Email: invalid email address: nobody", ["Email"]),
        ({"Username": "nobody"}, "INVALID_EMAIL_ADDRESS", None, ["Username"]),
        ({"Nothing__c": 1}, "INVALID_FIELD", "No such column 'Nothing__c' on sobject of type User", None),
        ({"CreatedDate": "2026-01-01T00:00:00Z"}, "INVALID_FIELD_FOR_INSERT_UPDATE", None, ["CreatedDate"]),
        ({"ProfileId": "00edM0000009999"}, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", []),
        ({"ProfileId": "005dM0000009999"}, "MALFORMED_ID", "Profile ID: id value of incorrect type: 005dM0000009999", ["ProfileId"]),
        ({"IsActive": "perhaps"}, "JSON_PARSER_ERROR", None, None),
    ],
)
async def test_a_wrong_value_is_refused_with_its_field(org, given, code, message, fields):
    seen = await refused(org, "POST", "/sobjects/User", await org.body("Ng", **given))
    assert seen[0] == code
    assert message is None or seen[1] == message
    assert fields is None or seen[2] == fields


async def test_usernames_are_unique_in_all_orgs_whatever_the_case_and_inactive_users_keep_theirs(org):
    await org.person("Ng", active=False)
    code, message, fields = await refused(org, "POST", "/sobjects/User", await org.body("x", Username="NG@halden.example.halden"))
    assert (code, fields) == ("DUPLICATE_USERNAME", ["Username"]) and message.startswith("Duplicate Username.<br>")
    await org.do("taken", usernames=["Elsewhere@halden.example.halden"])
    assert (await refused(org, "POST", "/sobjects/User", await org.body("elsewhere")))[0] == "DUPLICATE_USERNAME"


async def test_the_external_id_is_unique_and_upserts(org):
    body = await org.body("Ng")
    status, made, _ = await org.call("PATCH", "/sobjects/User/UKG_Person_Id__c/P1", body)
    assert (status, made["created"]) == (201, True)
    status, again, _ = await org.call("PATCH", "/sobjects/User/UKG_Person_Id__c/P1", {"Title": "AE"})
    assert (status, again["created"], again["id"]) == (200, False, made["id"])
    code, message, _ = await refused(org, "POST", "/sobjects/User", await org.body("other", UKG_Person_Id__c="P1"))
    assert (code, message) == (
        "DUPLICATE_VALUE",
        f"duplicate value found: UKG_Person_Id__c duplicates value on record with id: {made['id'][:15]}",
    )
    assert (await refused(org, "PATCH", "/sobjects/User/UKG_Person_Id__c/P1", {"UKG_Person_Id__c": "P1"}))[0] == "INVALID_FIELD"
    assert (await org.call("GET", "/sobjects/User/UKG_Person_Id__c/P1"))[1]["Title"] == "AE"
    status, errors, _ = await org.call("PATCH", "/sobjects/User/Title/AE", {})
    assert (status, errors[0]["message"]) == (404, "Provided external ID field does not exist or is not accessible: Title")
    assert (await org.call("PATCH", "/sobjects/User/UKG_Person_Id__c/P2?updateOnly=true", body))[0] == 404


async def test_an_org_can_lack_the_custom_fields(org_of):
    org = await org_of(lacks=("UKG_Person_Id__c", "Lead.Original_Owner__c"))
    status, errors, _ = await org.call("PATCH", "/sobjects/User/UKG_Person_Id__c/P1", {})
    assert (status, errors[0]["errorCode"]) == (404, "NOT_FOUND")
    assert (await org.query("SELECT UKG_Person_Id__c FROM User"))[1][0]["errorCode"] == "INVALID_FIELD"
    assert (await org.query("SELECT Original_Owner__c FROM Case"))[0] == 200


async def test_licences_are_taken_by_activation_and_freed_by_deactivation(org):
    await org.do("licences", Salesforce=1)
    user = await org.person("P1")
    code, message, fields = await refused(org, "POST", "/sobjects/User", await org.body("P2"))
    assert (code, message, fields) == ("LICENSE_LIMIT_EXCEEDED", "License Limit Exceeded", [])
    status, made, _ = await org.call("POST", "/sobjects/User", await org.body("P2", IsActive=False))
    assert status == 201
    assert (await refused(org, "PATCH", f"/sobjects/User/{made['id']}", {"IsActive": True}))[0] == "LICENSE_LIMIT_EXCEEDED"
    assert (await org.call("PATCH", f"/sobjects/User/{user}", {"IsActive": False}))[0] == 204
    assert (await org.call("PATCH", f"/sobjects/User/{made['id']}", {"IsActive": True}))[0] == 204
    _, found = await org.query("SELECT TotalLicenses, UsedLicenses FROM UserLicense WHERE LicenseDefinitionKey = 'SFDC'")
    assert (found["records"][0]["TotalLicenses"], found["records"][0]["UsedLicenses"]) == (1, 1)


async def test_an_org_may_have_fewer_licences_than_it_uses(org):
    await org.person("P1")
    await org.do("licences", Salesforce=-4)
    assert (await refused(org, "POST", "/sobjects/User", await org.body("P2")))[0] == "LICENSE_LIMIT_EXCEEDED"


async def test_a_manager_cycle_is_refused_oneself_included(org):
    a = await org.person("A")
    b = await org.person("B", manager="A")
    for user, manager in ((a, b), (a, a)):
        assert (await refused(org, "PATCH", f"/sobjects/User/{user}", {"ManagerId": manager}))[2] == ["ManagerId"]
    assert (await org.shown(a))["manager"] is None


async def test_a_manager_can_be_named_by_external_id(org):
    await org.person("M1")
    user = await org.person("P1")
    assert (await org.call("PATCH", f"/sobjects/User/{user}", {"Manager": {"UKG_Person_Id__c": "M1"}}))[0] == 204
    _, found = await org.query("SELECT Manager.UKG_Person_Id__c FROM User WHERE UKG_Person_Id__c = 'P1'")
    assert found["records"][0]["Manager"]["UKG_Person_Id__c"] == "M1"
    assert (await refused(org, "PATCH", f"/sobjects/User/{user}", {"Manager": {"UKG_Person_Id__c": "M9"}}))[0] == "INVALID_FIELD"


async def test_blocks_refuse_deactivation_each_with_its_reason_but_not_freezing(org):
    user = await org.person("P1")
    await org.do("blocks", user="P1", blocks=["lead-owner", "hierarchy-field"])
    status, errors, _ = await org.call("PATCH", f"/sobjects/User/{user}", {"IsActive": False})
    assert status == 400
    assert [error["message"] for error in errors][1] == "Cannot inactivate user that is the value of a hierarchy field:Mentor__c"
    await org.do("blocks", user="P1", blocks=[])
    assert (await org.call("PATCH", f"/sobjects/User/{user}", {"IsActive": False}))[0] == 204
    assert (await org.call("PATCH", f"/sobjects/User/{user}", {"IsActive": True}))[0] == 204


async def test_users_are_never_deleted(org):
    user = await org.person("P1")
    status, errors, _ = await org.call("DELETE", f"/sobjects/User/{user}")
    assert (status, errors[0]["errorCode"]) == (405, "METHOD_NOT_ALLOWED")


async def test_territories_are_joined_and_left_but_not_changed(org):
    user = await org.person("P1")
    _, found = await org.query("SELECT Id FROM Territory2 WHERE DeveloperName = 'T_East'")
    given = {"UserId": user, "Territory2Id": found["records"][0]["Id"]}
    status, made, _ = await org.call("POST", "/sobjects/UserTerritory2Association", given)
    assert (status, (await org.shown(user))["territory"]) == (201, ["T-East"])
    assert (await refused(org, "POST", "/sobjects/UserTerritory2Association", given))[0] == "DUPLICATE_VALUE"
    place = f"/sobjects/UserTerritory2Association/{made['id']}"
    assert (await refused(org, "PATCH", place, {"RoleInTerritory2": "Owner"}))[0] == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
    assert (await org.call("DELETE", place))[0] == 204
    assert (await org.call("DELETE", place))[1][0]["errorCode"] == "ENTITY_IS_DELETED"


async def test_without_sales_territories_the_objects_do_not_exist(org_of):
    org = await org_of(territories=False)
    assert (await org.query("SELECT Id FROM Territory2"))[1][0]["errorCode"] == "INVALID_TYPE"
    _, body, _ = await org.call("GET", "/sobjects")
    assert {"User", "UserLogin"} <= {one["name"] for one in body["sobjects"]} and "Territory2" not in {
        one["name"] for one in body["sobjects"]
    }


async def test_stamps_follow_the_business_clock(org):
    user = await org.person("P1")
    org.clock.move(days=3)
    await org.login()
    await org.call("PATCH", f"/sobjects/User/{user}", {"Title": "AE"})
    _, row, _ = await org.call(
        "GET", f"/sobjects/User/{user}?fields=CreatedDate,LastModifiedDate,SystemModstamp,LastModifiedById,CreatedById"
    )
    assert (row["CreatedDate"], row["SystemModstamp"]) == ("2026-05-04T09:00:00.000+0000", "2026-05-07T09:00:00.000+0000")
    assert row["LastModifiedById"] != row["CreatedById"]


async def test_describe_tells_the_external_id_and_the_lengths(org):
    _, body, _ = await org.call("GET", "/sobjects/User/describe")
    fields = {one["name"]: one for one in body["fields"]}
    assert (fields["UKG_Person_Id__c"]["externalId"], fields["UKG_Person_Id__c"]["unique"], fields["Alias"]["length"]) == (True, True, 8)
    assert "America/New_York" in {one["value"] for one in fields["TimeZoneSidKey"]["picklistValues"]}
    assert (body["deletable"], body["keyPrefix"]) == (False, "005")
