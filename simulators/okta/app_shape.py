"""How apps look, by kind: bookmark, SWA, SAML, OIDC (recorded 2020 to 2026)."""

from collections.abc import Callable
from typing import Any, Final

from simulators.okta.app_settings import CATALOGUE_SIGN_ON
from simulators.okta.ask import Ask
from simulators.okta.model import App, stamp
from simulators.okta.org import Org

PASSWORD_KINDS: Final = frozenset({"BROWSER_PLUGIN", "AUTO_LOGIN", "BASIC_AUTH", "SECURE_PASSWORD_STORE"})
SIGNED: Final = frozenset({"OPENID_CONNECT", "SAML_2_0", "SAML_1_1"})
OWN: Final = frozenset({"saasure", "active_directory", "ldap_interface", "partner_portal", "flow"})
NOT_OWN: Final = frozenset({"notes", "autoLaunch", "clientCredentials", "emOptInStatus"})
LOGO: Final = "https://ok12static.oktacdn.com/assets/img/logos"
LOGOUT: Final = {
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
        known = LOGOUT if one.name == "oidc_client" or (one.own and one.sign_on == "SAML_2_0") else {"status": "UNSUPPORTED"}
        shown["universalLogout"] = body.get("universalLogout") or (known if has("universalLogoutStatus") else None)
    shown |= {name: body[name] for name in ("profile", "licensing") if body.get(name) is not None}
    return shown | {"settings": _settings(org, one), "_links": _links(org, ask, one)}


def _has(org: Org, one: App) -> Callable[[str], bool]:
    """Which late parts it shows: Okta's own apps (console, dashboard) never got some of them (recorded)."""
    own = _okta_s_own(one)
    return lambda part: org.options.has(part) and not (own and part in NOT_OWN)


def _okta_s_own(one: App) -> bool:
    return one.name in OWN or (one.name.startswith("okta_") and not one.own and one.name != "okta_org2org")


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
        if "password" in sent:
            shown["password"] = {}
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
        shown["emOptInStatus"] = sent.get("emOptInStatus", "NONE")
    if has("notes"):
        shown["notes"] = {"admin": None, "enduser": None} | (sent.get("notes") or {})
    if one.sign_on == "OPENID_CONNECT" and sent.get("oauthClient"):
        shown["oauthClient"] = _oauth_client(org, sent.get("oauthClient") or {})
    elif one.sign_on == "SAML_2_0" or sent.get("signOn"):
        shown["signOn"] = sent.get("signOn") or CATALOGUE_SIGN_ON
    return shown


def _oauth_client(org: Org, sent: dict[str, Any]) -> dict[str, Any]:
    usual: dict[str, Any] = {"client_uri": None, "logo_uri": None, "redirect_uris": [], "response_types": ["code"], "grant_types": []}
    usual |= {"application_type": "web", "issuer_mode": "ORG_URL"}
    if org.options.generation >= 2025:
        usual |= {
            "issuer_mode": "DYNAMIC",
            "idp_initiated_login": {"mode": "DISABLED", "default_scope": []},
            "wildcard_redirect": "DISABLED",
            "dpop_bound_access_tokens": False,
        }
        if org.options.has("consent_method"):
            usual["consent_method"] = "TRUSTED"
        else:
            sent = {name: value for name, value in sent.items() if name != "consent_method"}
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
    elif one.sign_on == "OPENID_CONNECT" and one.name != "oidc_client" and not _okta_s_own(one):
        links["help"] = {"href": f"{ask.origin}/app/{one.name}/{one.id}/setup/help/OPENID_CONNECT/external-doc", "type": "text/html"}
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
        links |= _client_credentials(one, here)
    logo = "bookmark-app.b81c03e2607468e5b5f9c9351c99313e.png" if one.name == "bookmark" else "default.6770228fb0dab49a1695ef440a5279bb.png"
    switch = "deactivate" if one.status == "ACTIVE" else "activate"
    return links | {
        "groups": {"href": f"{here}/groups"},
        "logo": [{"name": "medium", "href": f"{LOGO}/{logo}", "type": "image/png"}],
        "users": {"href": f"{here}/users"},
        switch: {"href": f"{here}/lifecycle/{switch}"},
    }


def _client_credentials(one: App, here: str) -> dict[str, Any]:
    """A client that signs has keys, one that proves nothing has none, any other has secrets (recorded 2026)."""
    client = (one.body.get("credentials") or {}).get("oauthClient") or {}
    method = client.get("token_endpoint_auth_method")
    kind = "jwks" if method == "private_key_jwt" else "secrets"
    return {} if method == "none" else {"clientCredentials": [{"name": kind, "href": f"{here}/credentials/{kind}"}]}


def _link_names(one: App) -> list[str]:
    """As `visibility` names them; those of OIDC apps and of an organisation's own after the app, others `login` (recorded)."""
    sent = (one.body.get("visibility") or {}).get("appLinks")
    return list(sent) if sent is not None else [f"{one.name}_link" if one.own or one.sign_on == "OPENID_CONNECT" else "login"]


def _policy(org: Org, kind: str) -> str:
    return next((one.id for one in org.policies.of_kind(kind) if one.system), "none")
