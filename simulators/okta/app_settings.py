"""What an app keeps of the settings it was sent, by kind (recorded 2020 to 2026)."""

from textwrap import wrap
from typing import Any, Final

from simulators.okta.merging import merged
from simulators.okta.model import App
from simulators.okta.org import Org

Part = dict[str, Any]
TEMPLATES: Final[dict[str, tuple[str, ...]]] = {
    "template_swa": ("redirectUrl", "loginUrlRegex", "checkbox"),
    "template_swa3field": ("redirectUrl", "loginUrlRegex"),
    "template_basic_auth": ("loginUrlRegex",),
    "template_sps": tuple(f"optionalField{number}{part}" for number in (1, 2, 3) for part in ("", "Value")),
}
"""What Okta's templates may be told; what they are not, or with nothing, is null (recorded)."""
OVERRIDES: Final = ("ssoAcsUrlOverride", "audienceOverride", "recipientOverride", "destinationOverride")
CATALOGUE_SIGN_ON: Final[Part] = {"defaultRelayState": None, **dict.fromkeys(OVERRIDES), "attributeStatements": []}
OWN_SIGN_ON: Final[Part] = {
    "defaultRelayState": None,
    "idpIssuer": "http://www.okta.com/${org.externalKey}",
    "requestCompressed": False,
    "attributeStatements": [],
    "inlineHooks": [],
    "assertionEncryption": {"enabled": False},
    "allowMultipleAcsEndpoints": False,
    "acsEndpoints": [],
    "samlSignedRequestEnabled": False,
    "slo": {"enabled": False},
}
CIBA: Final = "urn:openid:params:grant-type:ciba"


def completed(org: Org, app: App, body: Part) -> Part:
    """The body of a creation or replacement with its settings as the app keeps them; the app's kind and name are set already."""
    settings = dict(body.get("settings") or {})
    settings["app"] = _of_template(org, app, settings.get("app") or {})
    if app.sign_on == "SAML_2_0" and app.own and settings.get("signOn"):
        settings["signOn"] = _own_sign_on(org, settings["signOn"])
    elif app.sign_on in {"SAML_2_0", "SAML_1_1"} and settings.get("signOn"):
        settings["signOn"] = _catalogue_sign_on(app, settings["signOn"])
    if app.sign_on == "OPENID_CONNECT" and app.name != "oidc_client":
        settings.pop("oauthClient", None)  # the catalogue knows it (recorded 2026)
    elif app.sign_on == "OPENID_CONNECT" and settings.get("oauthClient"):
        settings["oauthClient"] = _client(org, settings["oauthClient"])
    elif app.sign_on == "AUTO_LOGIN" and settings.get("signOn"):
        settings["signOn"] = {"redirectUrl": None} | settings["signOn"]
    return body | {"settings": settings} | ({"credentials": _credentials(org, app, body["credentials"])} if body.get("credentials") else {})


def _credentials(org: Org, app: App, sent: Part) -> Part:
    """A shared password is kept from everybody: that there is one shows (recorded 2025)."""
    kept = {name: value for name, value in sent.items() if name != "password"}
    if app.sign_on == "OPENID_CONNECT" and app.name != "oidc_client":
        kept.pop("oauthClient", None)
    if (sent.get("password") or {}).get("value"):
        kept["password"] = {}
    template = sent.get("userNameTemplate") or {}
    if template.get("type") == "CUSTOM" and org.options.generation >= 2025:
        kept["userNameTemplate"] = {"pushStatus": "DONT_PUSH"} | template
    return kept


def _of_template(org: Org, app: App, sent: Part) -> Part:
    if org.options.generation < 2021 or app.name not in TEMPLATES:
        return sent
    return dict.fromkeys(TEMPLATES[app.name]) | {name: value if value != "" else None for name, value in sent.items()}


def _own_sign_on(org: Org, sent: Part) -> Part:
    """An app of one's own says everything itself; overrides are for those of the catalogue."""
    kept = {name: value for name, value in sent.items() if name not in OVERRIDES}
    made = merged(OWN_SIGN_ON, kept)
    made["spIssuer"] = made["slo"].get("issuer") if made["slo"].get("enabled") else None
    if made.get("spCertificate"):
        made["spCertificate"] = {"x5c": [_rewrapped(one) for one in made["spCertificate"].get("x5c") or ()]}
    if made["defaultRelayState"] == "" and org.options.has("nullRelayState"):
        made["defaultRelayState"] = None
    return made


def _rewrapped(certificate: str) -> str:
    """In lines of 76 characters, as MIME has them (recorded 2025)."""
    lines = wrap("".join(certificate.split()), 76)
    return "".join(f"{line}\r\n" for line in lines)


def _catalogue_sign_on(app: App, sent: Part) -> Part:
    """Relay state and overrides, blank ones as null; SAML 1.1 has neither a destination nor statements."""
    names = [name for name in CATALOGUE_SIGN_ON if app.sign_on == "SAML_2_0" or name not in {"destinationOverride", "attributeStatements"}]
    return {name: sent.get(name) or CATALOGUE_SIGN_ON[name] for name in names}


def _client(org: Org, sent: Part) -> Part:
    made = dict(sent)
    keys = (made.get("jwks") or {}).get("keys")
    if keys and org.options.generation >= 2025:
        made["jwks"] = {"keys": [_key(org, one) for one in keys]}
    if CIBA in (made.get("grant_types") or ()):
        made["backchannel_token_delivery_mode"] = made.get("backchannel_token_delivery_mode") or "poll"
    if made.get("frontchannel_logout_uri"):
        made["frontchannel_logout_session_required"] = bool(made.get("frontchannel_logout_session_required"))
    refresh = made.get("refresh_token")
    if isinstance(refresh, dict) and refresh.get("rotation_type") == "STATIC":
        made["refresh_token"] = {name: value for name, value in refresh.items() if name != "leeway"}
    return made


def _key(org: Org, one: Part) -> Part:
    """A public key gets an id and a status, and shows what it does not say of its use and curve (recorded 2026)."""
    unsaid: Part = {"use": None} | ({"crv": None} if one.get("kty") == "EC" else {})
    return {"id": org.ids.new("pks"), "status": "ACTIVE"} | unsaid | one
