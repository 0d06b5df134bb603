"""Permission sets, licences, groups, rights."""

import pytest


async def first(org, soql):
    return (await org.query(soql))[1]["records"][0]["Id"]


async def code(org, sobject, body):
    status, errors, _ = await org.call("POST", f"/sobjects/{sobject}", body)
    return None if status == 201 else errors[0]["errorCode"]


async def test_a_permission_set_is_assigned_once_and_taken_back(org):
    user = await org.person("P1")
    held = {"AssigneeId": user, "PermissionSetId": await first(org, "SELECT Id FROM PermissionSet WHERE Name = 'Halden_Approvals'")}
    status, made, _ = await org.call("POST", "/sobjects/PermissionSetAssignment", held)
    assert status == 201 and made["id"].startswith("0Pa")
    assert await code(org, "PermissionSetAssignment", held) == "DUPLICATE_VALUE"
    assert await code(org, "PermissionSetAssignment", {"AssigneeId": user}) == "REQUIRED_FIELD_MISSING"
    soql = "SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE PermissionSet.IsOwnedByProfile = false"
    held_by = f"{soql} AND Assignee.UKG_Person_Id__c = 'P1'"
    assert [row["PermissionSet"]["Name"] for row in (await org.query(held_by))[1]["records"]] == ["Halden_Approvals"]
    assert (await org.call("PATCH", f"/sobjects/PermissionSetAssignment/{made['id']}", {"AssigneeId": user}))[0] == 400
    assert (await org.call("DELETE", f"/sobjects/PermissionSetAssignment/{made['id']}"))[0] == 204
    group = await first(org, "SELECT Id FROM PermissionSetGroup")
    assert await code(org, "PermissionSetAssignment", {"AssigneeId": user, "PermissionSetGroupId": group}) is None


async def test_a_permission_set_licence_comes_first_and_runs_out(org):
    user, other = await org.person("P1"), await org.person("P2")
    wanted = {"PermissionSetId": await first(org, "SELECT Id FROM PermissionSet WHERE Name = 'Halden_Enablement'")}
    licence = {"PermissionSetLicenseId": await first(org, "SELECT Id FROM PermissionSetLicense")}
    assert await code(org, "PermissionSetAssignment", wanted | {"AssigneeId": user}) == "FIELD_INTEGRITY_EXCEPTION"
    await org.do("licences", **{"Sales Enablement": 1})
    assert await code(org, "PermissionSetLicenseAssign", licence | {"AssigneeId": user}) is None
    assert await code(org, "PermissionSetAssignment", wanted | {"AssigneeId": user}) is None
    assert await code(org, "PermissionSetLicenseAssign", licence | {"AssigneeId": other}) == "LICENSE_LIMIT_EXCEEDED"


async def test_a_package_licence_outlives_deactivation(org):
    user = await org.person("P1")
    package = await first(org, "SELECT Id FROM PackageLicense")
    status, made, _ = await org.call("POST", "/sobjects/UserPackageLicense", {"UserId": user, "PackageLicenseId": package})
    await org.call("PATCH", f"/sobjects/User/{user}", {"IsActive": False})
    assert status == 201 and (await org.query("SELECT UsedLicenses FROM PackageLicense"))[1]["records"][0]["UsedLicenses"] == 1
    assert (await org.call("DELETE", f"/sobjects/UserPackageLicense/{made['id']}"))[0] == 204
    assert (await org.query("SELECT UsedLicenses FROM PackageLicense"))[1]["records"][0]["UsedLicenses"] == 0


async def test_feature_licences_are_counted_among_active_users(org_of):
    org = await org_of(feature_licences={"UserPermissionsMarketingUser": 1})
    await org.person("P1", fields={"UserPermissionsMarketingUser": True})
    assert await code(org, "User", await org.body("P2", UserPermissionsMarketingUser=True)) == "LICENSE_LIMIT_EXCEEDED"
    assert await code(org, "User", await org.body("P2")) is None


async def test_groups_take_members_once_and_never_themselves(org):
    user = await org.person("P1")
    group = await first(org, "SELECT Id FROM Group WHERE Type = 'Regular'")
    assert await code(org, "GroupMember", {"GroupId": group, "UserOrGroupId": user}) is None
    assert await code(org, "GroupMember", {"GroupId": group, "UserOrGroupId": user}) == "DUPLICATE_VALUE"
    assert await code(org, "GroupMember", {"GroupId": group, "UserOrGroupId": group}) == "CIRCULAR_DEPENDENCY"


async def test_queues_own_what_they_are_for(org):
    await org.person("P1")
    made = await org.do("own", user="P1", records={"Case": 1, "Account": 1})
    queue = await first(org, "SELECT Id FROM Group WHERE Name = 'Case Queue'")
    lead = await first(org, "SELECT Id FROM Group WHERE Name = 'Lead Queue'")
    place = f"/sobjects/Case/{made['Case'][0]}"
    assert (await org.call("PATCH", place, {"OwnerId": lead}))[1][0]["errorCode"] == "INVALID_OPERATION"
    assert (await org.call("PATCH", place, {"OwnerId": queue}))[0] == 204
    assert (await org.call("PATCH", f"/sobjects/Account/{made['Account'][0]}", {"OwnerId": queue}))[1][0]["errorCode"] == "MALFORMED_ID"


@pytest.mark.parametrize("permission", ["ManageInternalUsers", "FreezeUsers", "TransferAnyEntity", "ResetPasswords"])
async def test_a_right_that_is_taken_refuses_what_it_is_for_and_nothing_else(org, permission):
    user, other = await org.person("P1"), await org.person("P2")
    case = (await org.do("own", user="P1", records={"Case": 1}))["Case"][0]
    login = await first(org, f"SELECT Id FROM UserLogin WHERE UserId = '{user}'")
    await org.do("permissions", denied=[permission])
    calls = {
        "ManageInternalUsers": ("PATCH", f"/sobjects/User/{user}", {"Title": "x"}),
        "FreezeUsers": ("PATCH", f"/sobjects/UserLogin/{login}", {"IsFrozen": True}),
        "TransferAnyEntity": ("PATCH", f"/sobjects/Case/{case}", {"OwnerId": other}),
        "ResetPasswords": ("DELETE", f"/sobjects/User/{user}/password", None),
    }
    for needed, call in calls.items():
        assert ((await org.call(*call))[0] == 403) == (needed == permission)
    shown = (await org.query(f"SELECT Permissions{permission}, PermissionsApiEnabled FROM UserPermissionAccess"))[1]["records"][0]
    assert (shown[f"Permissions{permission}"], shown["PermissionsApiEnabled"]) == (False, True)


async def test_every_profile_has_a_hidden_permission_set(org):
    _, found = await org.query("SELECT Profile.Name FROM PermissionSet WHERE IsOwnedByProfile = true")
    assert "Halden Sales User" in {row["Profile"]["Name"] for row in found["records"]}


async def test_who_has_a_profile_is_assigned_the_permission_set_it_owns_and_no_other_profiles(org):
    user = await org.person("P1")
    soql = f"SELECT Id, PermissionSet.Profile.Name FROM PermissionSetAssignment WHERE AssigneeId = '{user}'"
    own = (await org.query(soql))[1]["records"]
    assert [row["PermissionSet"]["Profile"]["Name"] for row in own] == ["Halden Sales User"]
    assert (await org.call("DELETE", f"/sobjects/PermissionSetAssignment/{own[0]['Id']}"))[0] == 400
    manager = await first(org, "SELECT Id FROM Profile WHERE Name = 'Halden Sales Manager'")
    assert (await org.call("PATCH", f"/sobjects/User/{user}", {"ProfileId": manager}))[0] == 204
    after = (await org.query(soql))[1]["records"]
    assert [row["PermissionSet"]["Profile"]["Name"] for row in after] == ["Halden Sales Manager"]
    hidden = await first(org, "SELECT Id FROM PermissionSet WHERE Profile.Name = 'Halden Sales User'")
    assert await code(org, "PermissionSetAssignment", {"AssigneeId": user, "PermissionSetId": hidden}) == "FIELD_INTEGRITY_EXCEPTION"


async def test_a_persons_preferences_and_licences_are_no_columns_and_her_number_is_a_key(org):
    fields = {one["name"]: one for one in (await org.call("GET", "/sobjects/User/describe"))[1]["fields"]}
    switch = fields["UserPreferencesDisableLikeEmail"]
    assert (switch["label"], switch["sortable"], switch["defaultedOnCreate"]) == ("DisableLikeEmail", False, False)
    assert (fields["UserPermissionsInteractionUser"]["label"], fields["UserPermissionsInteractionUser"]["groupable"]) == (
        "Flow User",
        False,
    )
    assert fields["EmployeeNumber"]["idLookup"] and not fields["FederationIdentifier"]["groupable"]
