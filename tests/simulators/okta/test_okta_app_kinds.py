"""Apps by kind, as recordings of 2025 and 2026 show them: SAML of one's own and of the catalogue, OIDC, plugin and its templates."""

from typing import Any

from tests.simulators.okta.conftest import Start, World

SAML: dict[str, Any] = {
    "label": "Time-Sheets",
    "signOnMode": "SAML_2_0",
    "settings": {
        "signOn": {
            "defaultRelayState": "",
            "ssoAcsUrl": "https://sheets.example/acs",
            "audienceOverride": "",
            "slo": {"enabled": True, "issuer": "https://sheets.example", "logoutUrl": "https://sheets.example/out"},
            "spCertificate": {"x5c": ["QUJD" * 19 + "\n" + "QUJD"]},
        }
    },
}


async def made(world: World, body: dict[str, Any]) -> dict[str, Any]:
    answer = await world.call("POST", "/apps", body)
    assert answer.status == 200, answer.json
    return dict(answer.json)


async def test_a_saml_app_of_ones_own_says_everything_itself(world: World) -> None:
    app = await made(world, SAML)
    assert app["name"] == "halden_timesheets_1"
    assert app["visibility"]["appLinks"] == {"halden_timesheets_1_link": True}
    sign_on = app["settings"]["signOn"]
    assert "audienceOverride" not in sign_on
    assert (sign_on["defaultRelayState"], sign_on["spIssuer"]) == (None, "https://sheets.example")
    assert (sign_on["inlineHooks"], sign_on["acsEndpoints"], sign_on["assertionEncryption"]) == ([], [], {"enabled": False})
    assert sign_on["spCertificate"]["x5c"] == ["QUJD" * 19 + "\r\nQUJD\r\n"]
    assert (await made(world, SAML | {"label": "Other"}))["name"] == "halden_other_2"


async def test_a_blank_relay_state_stayed_blank_before_2026(start: Start) -> None:
    world = await start(generation=2025)
    assert (await made(world, SAML))["settings"]["signOn"]["defaultRelayState"] == ""


async def test_a_saml_app_of_the_catalogue_has_overrides_only(world: World) -> None:
    app = await made(world, SAML | {"name": "pagerduty"})
    keys = {"defaultRelayState", "ssoAcsUrlOverride", "audienceOverride", "recipientOverride", "destinationOverride"}
    assert app["settings"]["signOn"] == dict.fromkeys(keys) | {"attributeStatements": []}


async def test_an_app_of_ones_own_is_not_replaced_while_it_is_inactive(world: World) -> None:
    app = await made(world, SAML)
    await world.call("POST", f"/apps/{app['id']}/lifecycle/deactivate")
    refused = await world.call("PUT", f"/apps/{app['id']}", SAML)
    assert (refused.status, refused.code) == (400, "E0000024")
    bookmark = await made(world, {"name": "bookmark", "label": "CRM", "signOnMode": "BOOKMARK"})
    await world.call("POST", f"/apps/{bookmark['id']}/lifecycle/deactivate")
    assert (await world.call("PUT", f"/apps/{bookmark['id']}", {"label": "CRM", "signOnMode": "BOOKMARK"})).status == 200


async def test_templates_tell_what_they_were_not_told(world: World) -> None:
    body = {"name": "template_swa", "label": "Wiki", "signOnMode": "BROWSER_PLUGIN", "settings": {"app": {"url": "u", "checkbox": ""}}}
    app = await made(world, body)
    assert app["settings"]["app"] == {"url": "u", "checkbox": None, "redirectUrl": None, "loginUrlRegex": None}
    assert (await made(world, {"name": "office365", "label": "Office", "signOnMode": "AUTO_LOGIN"}))["signOnMode"] == "BROWSER_PLUGIN"


async def test_a_shared_password_is_shown_by_its_being_there(world: World) -> None:
    shared = {"scheme": "SHARED_USERNAME_AND_PASSWORD", "userName": "sales", "password": {"value": "Not-so-secret-1"}}
    template = {"template": "user.email", "type": "CUSTOM"}
    body = {"name": "template_swa", "label": "Wiki", "signOnMode": "BROWSER_PLUGIN", "credentials": shared | {"userNameTemplate": template}}
    credentials = (await made(world, body))["credentials"]
    assert credentials["password"] == {}
    assert credentials["userNameTemplate"] == template | {"pushStatus": "DONT_PUSH"}


async def test_what_a_client_proves_itself_with_decides_where_its_credentials_are(world: World) -> None:
    links = {}
    for method in ("client_secret_basic", "private_key_jwt", "none"):
        client = {"oauthClient": {"token_endpoint_auth_method": method}}
        body = {"name": "oidc_client", "label": method, "signOnMode": "OPENID_CONNECT", "credentials": client}
        links[method] = [one["name"] for one in (await made(world, body))["_links"].get("clientCredentials", [])]
    assert links == {"client_secret_basic": ["secrets"], "private_key_jwt": ["jwks"], "none": []}


async def test_a_replaced_client_keeps_its_secret_and_may_turn_its_keys_no_more(world: World) -> None:
    body = {"name": "oidc_client", "label": "Portal", "signOnMode": "OPENID_CONNECT", "credentials": {"oauthClient": {}}}
    app = await made(world, body)
    body["credentials"] = {"oauthClient": {"autoKeyRotation": False, "client_secret": "other"}}
    client = (await world.call("PUT", f"/apps/{app['id']}", body)).json["credentials"]["oauthClient"]
    assert client["autoKeyRotation"] is False
    assert client["client_secret"] == app["credentials"]["oauthClient"]["client_secret"]


async def test_the_keys_of_a_client_get_ids(world: World) -> None:
    keys = [{"kty": "EC", "kid": "one", "x": "x", "y": "y"}]
    settings = {"oauthClient": {"application_type": "service", "grant_types": ["client_credentials"], "jwks": {"keys": keys}}}
    body = {"name": "oidc_client", "label": "Job", "signOnMode": "OPENID_CONNECT", "settings": settings}
    (key,) = (await made(world, body | {"credentials": {"oauthClient": {}}}))["settings"]["oauthClient"]["jwks"]["keys"]
    assert key.pop("id").startswith("pks")
    assert key == keys[0] | {"status": "ACTIVE", "use": None, "crv": None}


async def test_a_client_of_the_catalogue_keeps_its_settings_to_itself(world: World) -> None:
    body = {"name": "StrongDM", "label": "Databases", "signOnMode": "OPENID_CONNECT", "credentials": {"oauthClient": {}}}
    app = await made(world, body | {"settings": {"oauthClient": {"grant_types": ["authorization_code"]}}})
    assert (app["name"], "oauthClient" in app["credentials"], "oauthClient" in app["settings"]) == ("strongdm", False, False)
    assert app["_links"]["help"]["href"].endswith("/setup/help/OPENID_CONNECT/external-doc")
