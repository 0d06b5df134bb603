"""Behaviour that recordings and suites of other clients show: Terraform's provider, oktakit, JupiterOne, okta-sdk-golang."""

from tests.simulators.okta.conftest import Start, World, person

SECRET = "Not-so-secret-1"
NEW = "Other-secret-2"


async def test_a_replacement_without_a_profile_changes_credentials_only(world: World) -> None:
    user = await world.user(password=True, department="Sales")
    replaced = await world.call("PUT", f"/users/{user['id']}", {"credentials": {"password": {"value": NEW}}})
    assert (replaced.status, replaced.json["profile"]) == (200, user["profile"])
    signed_in = await world.call("POST", "/authn", {"username": user["profile"]["login"], "password": NEW})
    assert signed_in.json["status"] == "SUCCESS"


async def test_me_is_the_administrator_whose_token_it_is_and_stands_in_no_list(world: World) -> None:
    me = await world.call("GET", "/users/me")
    assert (me.status, me.json["status"]) == (200, "ACTIVE")
    await world.user()
    event = (await world.call("GET", '/logs?filter=eventType eq "user.lifecycle.create"')).json[0]
    assert event["actor"]["id"] == me.json["id"]
    assert me.json["id"] not in {one["id"] for one in (await world.call("GET", "/users")).json}


async def test_an_answer_given_with_a_new_password_sets_it_under_the_old_path_too(world: World) -> None:
    user = await world.user(password=True)
    path = f"/users/{user['id']}/credentials"
    question = {"password": {"value": SECRET}, "recovery_question": {"question": "Pet?", "answer": "Cat"}}
    await world.call("POST", f"{path}/change_recovery_question", question)
    given = await world.call("POST", f"{path}/forgot_password", {"password": {"value": NEW}, "recovery_question": {"answer": "Cat"}})
    assert given.json["recovery_question"] == {"question": "Pet?"}
    assert (await world.call("POST", "/authn", {"username": user["profile"]["login"], "password": NEW})).status == 200


async def test_an_expired_password_may_come_with_a_temporary_one(world: World) -> None:
    user = await world.user(password=True)
    expired = await world.call("POST", f"/users/{user['id']}/lifecycle/expire_password?tempPassword=true")
    assert list(expired.json) == ["tempPassword"]


async def test_an_attribute_that_is_removed_takes_its_values_along(world: World) -> None:
    def declared(rule: object) -> dict[str, object]:
        return {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": {"hrCode": rule}}}}

    made = await world.call("POST", "/meta/schemas/user/default", declared({"title": "HR code", "type": "string"}))
    assert made.json["definitions"]["base"]["properties"]["city"]["master"] == {"type": "PROFILE_MASTER"}
    user = await world.user(hrCode="E1")
    await world.call("POST", "/meta/schemas/user/default", declared(None))
    assert "hrCode" not in (await world.call("GET", f"/users/{user['id']}")).json["profile"]
    assert (await world.call("POST", f"/users/{user['id']}", {"profile": {"title": "CEO"}})).status == 200


async def test_a_question_factor_is_chosen_from_a_list_and_can_be_changed(world: World) -> None:
    user = await world.user(password=True)
    path = f"/users/{user['id']}/factors"
    asked, other = (one["question"] for one in (await world.call("GET", f"{path}/questions")).json[:2])
    enrolled = await world.call("POST", path, {"factorType": "question", "profile": {"question": asked, "answer": "meat"}})
    assert set(enrolled.json["profile"]) == {"question", "questionText"}
    assert set(enrolled.json["_links"]) == {"self", "user", "questions"}
    changed = await world.call("PUT", f"{path}/{enrolled.json['id']}", {"profile": {"question": other, "answer": "bear"}})
    assert (changed.status, changed.json["profile"]["question"]) == (200, other)


async def test_an_app_of_the_catalogue_needs_no_label_and_others_do(world: World) -> None:
    made = await world.call("POST", "/apps", {"name": "template_basic_auth", "signOnMode": "BASIC_AUTH"})
    assert (made.status, made.json["label"]) == (200, "Template Basic Auth App")
    assert (await world.call("POST", "/apps", {"signOnMode": "SAML_2_0"})).causes == ["label: The field cannot be left blank"]


async def test_who_replaces_an_oidc_app_sees_its_secret_again(world: World) -> None:
    wanted = {"name": "oidc_client", "label": "Portal", "signOnMode": "OPENID_CONNECT", "credentials": {"oauthClient": {}}}
    wanted["settings"] = {
        "oauthClient": {"response_types": ["token"], "grant_types": ["client_credentials"], "application_type": "service"}
    }
    made = await world.call("POST", "/apps", wanted)
    path = f"/apps/{made.json['id']}"
    secret = made.json["credentials"]["oauthClient"]["client_secret"]
    replaced = await world.call("PUT", path, wanted | {"label": "Gate"})
    assert replaced.json["credentials"]["oauthClient"]["client_secret"] == secret
    assert "client_secret" not in (await world.call("GET", path)).json["credentials"]["oauthClient"]


async def test_a_group_gives_an_app_and_is_named_and_people_are_embedded_on_demand(world: World) -> None:
    group = (await world.call("POST", "/groups", {"profile": {"name": "Sales"}})).json
    app = (await world.call("POST", "/apps", {"name": "bookmark", "label": "CRM", "signOnMode": "BOOKMARK"})).json
    user = (await world.call("POST", "/users", person("ada@halden.example") | {"groupIds": [group["id"]]})).json
    await world.call("PUT", f"/apps/{app['id']}/groups/{group['id']}", {})
    listed = await world.call("GET", f"/apps/{app['id']}/users?expand=user")
    assert [one["_links"]["group"]["name"] for one in listed.json] == ["Sales"]
    assert listed.json[0]["_embedded"]["user"]["id"] == user["id"]
    assert "_embedded" not in (await world.call("GET", f"/apps/{app['id']}/users/{user['id']}")).json


async def test_links_of_the_log_repeat_what_was_asked_and_no_more(world: World) -> None:
    await world.user()
    links = (await world.call("GET", "/logs?filter=severity eq %22INFO%22&since=2026-05-04T00:00:00.000Z")).links()
    assert links["self"].partition("?")[2] == "since=2026-05-04T00%3A00%3A00.000Z&filter=severity+eq+%22INFO%22"
    assert links["next"].startswith(links["self"] + "&after=")


async def test_links_of_lists_name_q_before_the_filter(world: World) -> None:
    links = (await world.call("GET", '/apps?filter=status eq "ACTIVE"&q=CRM')).links()
    assert links["self"].partition("?")[2] == "limit=20&q=CRM&filter=status+eq+%22ACTIVE%22"


async def test_a_rule_tells_whom_it_leaves_out_only_where_it_was_told(world: World) -> None:
    group = (await world.call("POST", "/groups", {"profile": {"name": "Sales"}})).json
    rule = {"type": "group_rule", "name": "Sales", "actions": {"assignUserToGroups": {"groupIds": [group["id"]]}}}
    expression = {"expression": {"value": 'user.department=="Sales"', "type": "urn:okta:expression:1.0"}}
    bare = await world.call("POST", "/groups/rules", rule | {"conditions": expression})
    assert list(bare.json["conditions"]) == ["expression"]
    told = await world.call("PUT", f"/groups/rules/{bare.json['id']}", rule | {"conditions": expression | {"people": {}}})
    assert told.json["conditions"]["people"] == {"users": {"exclude": []}, "groups": {"exclude": []}}


async def test_an_authenticator_app_gets_its_secret_once(world: World) -> None:
    user = await world.user(password=True)
    path = f"/users/{user['id']}/factors"
    enrolled = await world.call("POST", path, {"factorType": "token:software:totp", "provider": "OKTA"})
    assert enrolled.json["profile"] == {"credentialId": user["profile"]["login"]}
    assert enrolled.json["_embedded"]["activation"]["encoding"] == "base32"
    assert "_embedded" not in (await world.call("GET", f"{path}/{enrolled.json['id']}")).json


async def test_an_event_carries_its_old_name_and_the_sessions_root_and_the_bare_log_a_bare_link(world: World) -> None:
    await world.user()
    log = await world.call("GET", "/logs")
    event = next(one for one in log.json if one["eventType"] == "user.lifecycle.create")
    assert event["legacyEventType"] == "core.user.config.user_creation.success"
    assert event["authenticationContext"]["rootSessionId"] == event["authenticationContext"]["externalSessionId"]
    assert log.links()["self"] == f"{world.url}/api/v1/logs"


async def test_policies_of_an_unknown_kind_are_no_valid_question(world: World) -> None:
    refused = await world.call("GET", "/policies?type=DEVICE_SIGNAL_COLLECTION")
    assert (refused.status, refused.code, refused.causes) == (400, "E0000002", [])


async def test_an_oidc_app_knows_a_person_by_the_claims_and_a_bookmark_by_nothing(world: World) -> None:
    user = await world.user(city="Oslo", timezone="Europe/Oslo")
    oidc = {"name": "oidc_client", "label": "Portal", "signOnMode": "OPENID_CONNECT", "credentials": {"oauthClient": {}}}
    portal = (await world.call("POST", "/apps", oidc)).json
    made = await world.call("POST", f"/apps/{portal['id']}/users", {"id": user["id"], "profile": {"nickname": "Ada"}})
    assert len(made.json["profile"]) == 20
    shown = {name: value for name, value in made.json["profile"].items() if value is not None}
    names = {"given_name": "Ada", "family_name": "Byron", "name": "Ada Byron", "nickname": "Ada", "email": "ada@halden.example"}
    assert shown == names | {"locality": "Oslo", "locale": "en_US", "zoneinfo": "Europe/Oslo"}
    bookmark = (await world.call("POST", "/apps", {"name": "bookmark", "label": "CRM", "signOnMode": "BOOKMARK"})).json
    assert (await world.call("POST", f"/apps/{bookmark['id']}/users", {"id": user["id"]})).json["profile"] == {}


async def test_a_group_gives_an_oidc_app_over_the_same_claims(world: World) -> None:
    group = (await world.call("POST", "/groups", {"profile": {"name": "Sales"}})).json
    oidc = {"name": "oidc_client", "label": "Portal", "signOnMode": "OPENID_CONNECT", "credentials": {"oauthClient": {}}}
    portal = (await world.call("POST", "/apps", oidc)).json
    await world.call("PUT", f"/apps/{portal['id']}/groups/{group['id']}", {"profile": {"website": "https://sales.example"}})
    user = (await world.call("POST", "/users", person("ada@halden.example") | {"groupIds": [group["id"]]})).json
    profile = (await world.call("GET", f"/apps/{portal['id']}/users/{user['id']}")).json["profile"]
    assert (profile["family_name"], profile["website"], profile["birthdate"]) == ("Byron", "https://sales.example", None)


async def test_last_names_can_be_made_optional(world: World) -> None:
    wanted = {"lastName": {"required": False}, "title": {"permissions": [{"principal": "SELF", "action": "READ_WRITE"}]}}
    made = await world.call("POST", "/meta/schemas/user/default", {"definitions": {"base": {"id": "#base", "properties": wanted}}})
    base = made.json["definitions"]["base"]
    assert (base["required"], "required" in base["properties"]["lastName"]) == (["login", "firstName", "email"], False)
    assert base["properties"]["title"]["permissions"][0]["action"] == "READ_WRITE"
    body = person("ada@halden.example")
    del body["profile"]["lastName"]
    assert (await world.call("POST", "/users", body)).json["profile"]["lastName"] is None


async def test_a_schema_without_attributes_of_ones_own_does_not_say_which_are_required(start: Start) -> None:
    world = await start(person_attribute=False)
    custom = (await world.call("GET", "/meta/schemas/user/default")).json["definitions"]["custom"]
    assert custom == {"id": "#custom", "type": "object", "properties": {}}


async def test_groups_of_a_person_come_by_id_after_everyone(world: World) -> None:
    user = await world.user()
    made = [(await world.call("POST", "/groups", {"profile": {"name": name}})).json["id"] for name in ("B", "C", "A")]
    for group in reversed(made):
        await world.call("PUT", f"/groups/{group}/users/{user['id']}")
    everyone, *others = [one["id"] for one in (await world.call("GET", f"/users/{user['id']}/groups")).json]
    assert (everyone not in made, others) == (True, sorted(made))


async def test_a_principal_gets_the_percentages_that_were_asked_for(world: World) -> None:
    token = (await world.call("GET", "/api-tokens")).json[0]["id"]
    wanted = {"principalId": token, "principalType": "SSWS_TOKEN", "defaultPercentage": 75, "defaultConcurrencyPercentage": 60}
    asked = f'principalType eq "SSWS_TOKEN" and principalId eq "{token}"'
    made = (await world.call("GET", f"/principal-rate-limits?filter={asked}")).json[0]
    changed = await world.call("PUT", f"/principal-rate-limits/{made['id']}", wanted | {"defaultPercentage": 49})
    assert (changed.json["defaultPercentage"], changed.json["defaultConcurrencyPercentage"]) == (49, 60)
    kept = {"principalId": token, "principalType": "SSWS_TOKEN"}
    assert (await world.call("PUT", f"/principal-rate-limits/{made['id']}", kept)).json["defaultPercentage"] == 49


async def test_a_phone_is_kept_without_the_marks_between_its_digits(world: World) -> None:
    user = await world.user(password=True)
    body = {"factorType": "sms", "provider": "OKTA", "profile": {"phoneNumber": "+1-613-456-1234"}}
    enrolled = await world.call("POST", f"/users/{user['id']}/factors", body)
    assert enrolled.json["profile"]["phoneNumber"] == "+16134561234"
