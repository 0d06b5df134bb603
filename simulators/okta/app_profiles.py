"""What an app knows of a person: OIDC apps map it from her Okta profile, no other kind here maps anything (recorded 2020 to 2026)."""

from typing import Any, Final

from simulators.okta.model import App, User

OIDC: Final = {
    "street_address": "streetAddress",
    "country": "countryCode",
    "website": None,
    "zoneinfo": "timezone",
    "birthdate": None,
    "gender": None,
    "formatted": "postalAddress",
    "profile": "profileUrl",
    "locality": "city",
    "given_name": "firstName",
    "middle_name": "middleName",
    "locale": "locale",
    "picture": None,
    "name": None,
    "nickname": "nickName",
    "phone_number": "primaryPhone",
    "region": "state",
    "postal_code": "zipCode",
    "family_name": "lastName",
    "email": "email",
}
"""All twenty attributes are shown, those without a value as null (recorded). Recorded with a value: names, mail, locale, zone; the other
pairs follow the meaning of the claims (from memory)."""
USUAL: Final = {"locale": "en_US", "zoneinfo": "America/Los_Angeles"}
"""The organisation's own, where the person has none (recorded)."""


def mapped(app: App, user: User) -> dict[str, Any]:
    """What an assignment starts with."""
    if app.sign_on != "OPENID_CONNECT":
        return {}
    values = {name: user.profile.get(source) if source else None for name, source in OIDC.items()}
    full_name = " ".join(str(user.profile[part]) for part in ("firstName", "lastName") if user.profile.get(part))
    return values | {"name": full_name or None} | {name: values[name] or usual for name, usual in USUAL.items()}
