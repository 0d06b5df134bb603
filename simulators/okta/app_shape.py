"""How apps look, by kind: bookmark, SWA, SAML, OIDC (recorded 2020 to 2026)."""

from collections.abc import Callable
from typing import Any, Final

from simulators.okta import show
from simulators.okta.ask import Ask
from simulators.okta.model import App, Assignment, Group, GroupAssignment, stamp
from simulators.okta.org import Org

PASSWORD_KINDS: Final = frozenset({"BROWSER_PLUGIN", "AUTO_LOGIN", "BASIC_AUTH", "SECURE_PASSWORD_STORE"})
SIGNED: Final = frozenset({"OPENID_CONNECT", "SAML_2_0", "SAML_1_1"})
SAML_SIGN_ON: Final[dict[str, Any]] = {
    "defaultRelayState": None,
    "ssoAcsUrlOverride": None,
    "audienceOverride": None,
    "recipientOverride": None,
    "destinationOverride": None,
    "attributeStatements": [],
}
OWN: Final = frozenset({"saasure", "active_directory", "ldap_interface", "partner_portal"})
NOT_OWN: Final = frozenset({"notes", "autoLaunch", "clientCredentials", "emOptInStatus"})
LOGO: Final = "https://ok12static.oktacdn.com/assets/img/logos"
OIDC_LOGOUT: Final = {
    "status": "DISABLED",
    "supportType": "FULL",
    "identityStack": "NOT_SHARED",
    "protocol": "GLOBAL_TOKEN_REVOCATION",
}


def app(org: Org, ask: Ask, one: App, with_secret: bool = False) -> dict[str, Any]:
    """An app; the client secret is shown to who makes or replaces it (recorded)."""
    body, has = one.body, _has(org, one)
    shown: dict[str, Any] = {"id": one.id}
    if has("orn"):
        shown["orn"] = f"orn:okta:idp:{org.org_id}:apps:{one.name}:{one.id}"
    access = {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None}
    shown |= {
        "name": one.name,
        "label": one.label,
        "status": one.status,
        "lastUpdated": stamp(one.last_updated),
        "created": stamp(one.created),
        "accessibility": access | (body.get("accessibility") or {}),
        "visibility": _visibility(one, has("autoLaunch")),
        "features": body.get("features") or [],
        "signOnMode": one.sign_on,
        "credentials": _credentials(one, with_secret, has("pkce_required")),
    }
    if has("universalLogout"):
        known = OIDC_LOGOUT if one.sign_on == "OPENID_CONNECT" else {"status": "UNSUPPORTED"}
        shown["universalLogout"] = body.get("universalLogout") or (known if has("universalLogoutStatus") else None)
    if body.get("profile") is not None:
        shown["profile"] = body["profile"]
    return shown | {"settings": _settings(org, one), "_links": _links(org, ask, one)}


def _has(org: Org, one: App) -> Callable[[str], bool]:
    """Which late parts it shows: Okta's own apps (console, dashboard) never got some of them (recorded)."""
    own = one.name in OWN or (one.name.startswith("okta_") and not one.name.startswith(("okta_own", "okta_org2org")))
    return lambda part: org.options.has(part) and not (own and part in NOT_OWN)


def app_user(org: Org, ask: Ask, one: App, assigned: Assignment) -> dict[str, Any]:
    """A group's assignment names the group; `expand=user` embeds the person (recorded 2017)."""
    links: dict[str, Any] = {
        "app": {"href": f"{ask.origin}/api/v1/apps/{one.id}"},
        "user": {"href": f"{ask.origin}/api/v1/users/{assigned.user}"},
    }
    giving = _giving(org, one, assigned) if assigned.scope == "GROUP" else None
    if giving is not None:
        links["group"] = {"name": giving.name, "href": f"{ask.origin}/api/v1/groups/{giving.id}"}
    expanded = ask.query.get("expand") == "user" and assigned.user in org.users
    embedded = {"_embedded": {"user": show.one_user(org, ask, org.users[assigned.user])}} if expanded else {}
    return {
        "id": assigned.user,
        "externalId": None,
        "created": stamp(assigned.created),
        "lastUpdated": stamp(assigned.last_updated),
        "scope": assigned.scope,
        "status": "ACTIVE",
        "statusChanged": stamp(assigned.created),
        "passwordChanged": None,
        "syncState": "DISABLED",
        "credentials": {"userName": assigned.username} if assigned.username else None,
        "profile": assigned.profile,
        "_links": links,
    } | embedded


def _giving(org: Org, one: App, assigned: Assignment) -> Group | None:
    """The group that gives the app: of several, the one of the lowest priority number."""
    order = sorted(one.groups.values(), key=lambda each: each.priority)
    mine = (org.groups[each.group] for each in order if each.group in org.groups)
    return next((group for group in mine if group.type == "BUILT_IN" or assigned.user in group.members), None)


def app_group(ask: Ask, one: App, assigned: GroupAssignment) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1"
    return {
        "id": assigned.group,
        "lastUpdated": stamp(assigned.last_updated),
        "priority": assigned.priority,
        "profile": assigned.profile,
        "_links": {
            "app": {"href": f"{here}/apps/{one.id}"},
            "self": {"href": f"{here}/apps/{one.id}/groups/{assigned.group}"},
            "group": {"href": f"{here}/groups/{assigned.group}"},
        },
    }


def _visibility(one: App, recent: bool) -> dict[str, Any]:
    sent, hidden = one.body.get("visibility") or {}, one.sign_on == "OPENID_CONNECT"
    usual: dict[str, Any] = {"autoLaunch": False} if recent else {}
    usual |= {"autoSubmitToolbar": False, "hide": {"iOS": hidden, "web": hidden}, "appLinks": dict.fromkeys(_link_names(one), True)}
    hide = usual["hide"] | (sent.get("hide") or {})
    links = sent.get("appLinks", usual["appLinks"])
    return usual | {name: value for name, value in sent.items() if name in usual} | {"hide": hide, "appLinks": links}


def _credentials(one: App, with_secret: bool, with_pkce: bool) -> dict[str, Any]:
    sent = one.body.get("credentials") or {}
    shown: dict[str, Any] = {}
    if one.sign_on in PASSWORD_KINDS:
        shown["scheme"] = sent.get("scheme") or "EDIT_USERNAME_AND_PASSWORD"
    shown["userNameTemplate"] = sent.get("userNameTemplate") or {"template": "${source.login}", "type": "BUILT_IN"}
    if one.sign_on in PASSWORD_KINDS:
        shown["revealPassword"] = bool(sent.get("revealPassword", False))
        if sent.get("userName"):
            shown["userName"] = sent["userName"]
    shown["signing"] = {"kid": one.body["kid"]} if one.sign_on in SIGNED and one.body.get("kid") else {}
    client = sent.get("oauthClient") or {}
    if one.sign_on == "OPENID_CONNECT" and client:
        shown["oauthClient"] = {
            "autoKeyRotation": client.get("autoKeyRotation", True),
            "client_id": client["client_id"],
            **({"client_secret": client["client_secret"]} if with_secret and client.get("client_secret") else {}),
            "token_endpoint_auth_method": client.get("token_endpoint_auth_method") or "client_secret_basic",
            **({"pkce_required": bool(client.get("pkce_required", False))} if with_pkce else {}),
        }
    return shown


def _settings(org: Org, one: App) -> dict[str, Any]:
    sent, has = one.body.get("settings") or {}, _has(org, one)
    shown: dict[str, Any] = {"app": sent.get("app") or {}}
    if org.options.generation < 2021:
        shown["extendedProperties"] = None
    shown["notifications"] = {"vpn": {"network": {"connection": "DISABLED"}, "message": None, "helpUrl": None}}
    if has("manualProvisioning"):
        shown |= {"manualProvisioning": False, "implicitAssignment": bool(sent.get("implicitAssignment", False))}
    if has("emOptInStatus"):
        shown["emOptInStatus"] = "NONE"
    if has("notes"):
        shown["notes"] = {"admin": None, "enduser": None} | (sent.get("notes") or {})
    if one.sign_on == "OPENID_CONNECT" and sent.get("oauthClient"):
        shown["oauthClient"] = _oauth_client(org, sent.get("oauthClient") or {})
    elif one.sign_on == "SAML_2_0" or sent.get("signOn"):
        shown["signOn"] = sent.get("signOn") or SAML_SIGN_ON
    return shown


def _oauth_client(org: Org, sent: dict[str, Any]) -> dict[str, Any]:
    usual: dict[str, Any] = {"client_uri": None, "logo_uri": None, "redirect_uris": [], "response_types": ["code"], "grant_types": []}
    usual |= {"application_type": "web", "issuer_mode": "ORG_URL"}
    if org.options.generation >= 2025:
        usual |= {
            "consent_method": "TRUSTED",
            "issuer_mode": "DYNAMIC",
            "idp_initiated_login": {"mode": "DISABLED", "default_scope": []},
            "wildcard_redirect": "DISABLED",
            "dpop_bound_access_tokens": False,
        }
        if org.options.has("participate_slo"):
            usual["participate_slo"] = False
        if "refresh_token" in (sent.get("grant_types") or ()):
            usual["refresh_token"] = {"rotation_type": "STATIC"}
    return usual | sent


def _links(org: Org, ask: Ask, one: App) -> dict[str, Any]:
    here, has = f"{ask.origin}/api/v1/apps/{one.id}", _has(org, one)
    links: dict[str, Any] = {}
    if one.sign_on == "SAML_2_0":
        links["help"] = {"href": f"{ask.origin}/app/{one.name}/{one.id}/setup/help/SAML_2_0/instructions", "type": "text/html"}
        links["metadata"] = {"href": f"{here}/sso/saml/metadata", "type": "application/xml"}
    if has("uploadLogo"):
        links["uploadLogo"] = {"href": f"{here}/logo", "hints": {"allow": ["POST"]}}
    links["appLinks"] = [
        {"name": name, "href": f"{ask.origin}/home/{one.name}/{one.id}/2557", "type": "text/html"} for name in _link_names(one)
    ]
    if has("profileEnrollment"):
        links["profileEnrollment"] = {"href": f"{ask.origin}/api/v1/policies/{_policy(org, 'PROFILE_ENROLLMENT')}"}
    if has("policies"):
        links["policies"] = {"href": f"{here}/policies", "hints": {"allow": ["PUT"]}}
    if has("accessPolicy"):
        links["accessPolicy"] = {"href": f"{ask.origin}/api/v1/policies/{_policy(org, 'ACCESS_POLICY')}"}
    if one.sign_on == "OPENID_CONNECT" and has("clientCredentials"):
        links["clientCredentials"] = [_client_credentials(one, here)]
    logo = "bookmark-app.b81c03e2607468e5b5f9c9351c99313e.png" if one.name == "bookmark" else "default.6770228fb0dab49a1695ef440a5279bb.png"
    switch = "deactivate" if one.status == "ACTIVE" else "activate"
    return links | {
        "groups": {"href": f"{here}/groups"},
        "logo": [{"name": "medium", "href": f"{LOGO}/{logo}", "type": "image/png"}],
        "users": {"href": f"{here}/users"},
        switch: {"href": f"{here}/lifecycle/{switch}"},
    }


def _client_credentials(one: App, here: str) -> dict[str, str]:
    """A client that signs has keys, any other has secrets (recorded 2026)."""
    client = (one.body.get("credentials") or {}).get("oauthClient") or {}
    kind = "jwks" if client.get("token_endpoint_auth_method") == "private_key_jwt" else "secrets"
    return {"name": kind, "href": f"{here}/credentials/{kind}"}


def _link_names(one: App) -> list[str]:
    """As `visibility` names them; those of OIDC apps and of an organisation's own after the app, others `login` (recorded)."""
    sent = (one.body.get("visibility") or {}).get("appLinks")
    return (
        list(sent)
        if sent is not None
        else [f"{one.name}_link" if one.name == "oidc_client" or one.name.startswith("okta_own") else "login"]
    )


def _policy(org: Org, kind: str) -> str:
    return next((one.id for one in org.policies.of_kind(kind) if one.system), "none")
