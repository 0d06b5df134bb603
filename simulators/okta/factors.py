"""`/users/{id}/factors`: enrolling, activating, resetting (recorded 2020)."""

import re
from typing import Any, Final

from simulators.okta import errors
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import Factor, User, stamp
from simulators.okta.org import Org
from simulators.okta.questions import QUESTIONS
from simulators.okta.syslog import user_target

PREFIXES: Final = {
    "sms": "mbl",
    "call": "clf",
    "email": "emf",
    "push": "opf",
    "token:software:totp": "ost",
    "webauthn": "fwf",
    "question": "ufs",
    "signed_nonce": "pfd",
}
PROVIDERS: Final = {"webauthn": "FIDO"}
WITHOUT_VERIFYING: Final = frozenset({"question", "signed_nonce", "push"})
TOTP: Final = "token:software:totp"
AT_ONCE: Final = frozenset({"question"})
NEEDED: Final = {"sms": "phoneNumber", "call": "phoneNumber", "email": "email", "question": "question"}
CODE: Final = "123456"
"""What a simulated person reads off her phone."""


def listing(org: Org, ask: Ask) -> Answer:
    """No Link header (recorded)."""
    user = org.user(ask.at["user"])
    return Answer([_shown(ask, user, one) for one in user.factors.values()])


def catalog(org: Org, ask: Ask) -> Answer:
    """What could be enrolled."""
    user = org.user(ask.at["user"])
    taken = {one.type for one in user.factors.values()}
    return Answer(
        [
            {
                "factorType": kind,
                "provider": _provider(kind),
                "vendorName": _provider(kind),
                "status": "ACTIVE" if kind in taken else "NOT_SETUP",
                "enrollment": "OPTIONAL",
                "_links": {"enroll": {"href": f"{ask.origin}/api/v1/users/{user.id}/factors", "hints": {"allow": ["POST"]}}},
            }
            for kind in PREFIXES
        ]
    )


def questions(org: Org, ask: Ask) -> Answer:
    """What a question factor may ask."""
    org.user(ask.at["user"])
    return Answer([{"question": name, "questionText": text} for name, text in QUESTIONS.items()])


def ask_otherwise(org: Org, ask: Ask) -> Answer:
    """PUT: another question, another answer (recorded 2025)."""
    user = org.user(ask.at["user"])
    factor = _factor(user, ask)
    if factor.type != "question":
        raise errors.no_method()
    factor.profile, factor.last_updated = _kept(ask.part("profile")), org.now()
    return Answer(_shown(ask, user, factor))


def enroll(org: Org, ask: Ask) -> Answer:
    """`?activate=true` makes it ACTIVE at once."""
    user, body = org.user(ask.at["user"]), ask.body()
    if user.status in {"DEPROVISIONED", "SUSPENDED"}:
        raise errors.wrong_status()
    kind, profile = str(body.get("factorType", "")), ask.part("profile", body)
    if kind not in PREFIXES:
        raise errors.invalid("factorEnrollRequest", "factorType: The field has an invalid value")
    if NEEDED.get(kind) and not profile.get(NEEDED[kind]):
        raise errors.invalid("factorEnrollRequest", f"{NEEDED[kind]}: {org.options.assumptions.blank}")
    if any(one.type == kind and one.status == "ACTIVE" for one in user.factors.values()):
        raise errors.invalid("factorEnrollRequest", "A factor of this type is already set up.")
    user.factors = {key: one for key, one in user.factors.items() if one.type != kind}
    active = kind in AT_ONCE or ask.flag("activate", False)
    at = org.now()
    status = "ACTIVE" if active else "PENDING_ACTIVATION"
    made = Factor(org.ids.new(PREFIXES[kind]), kind, str(body.get("provider", _provider(kind))), status, _kept(profile), at, at, CODE)
    if kind == TOTP:
        made.profile = {"credentialId": user.login}
    user.factors[made.id] = made
    if active:
        org.note("user.mfa.factor.activate", user_target(user))
    return Answer(_shown(ask, user, made) | (_secret(org, ask, user, made) if kind == TOTP and not active else {}))


def _secret(org: Org, ask: Ask, user: User, made: Factor) -> dict[str, Any]:
    """What an authenticator app is set up with, told once (recorded 2026)."""
    picture = f"{ask.origin}/api/v1/users/{user.id}/factors/{made.id}/qr/{org.ids.token()}"
    held = {"timeStep": 30, "sharedSecret": "JBSWY3DPEHPK3PXP", "encoding": "base32", "keyLength": 6, "factorResult": "WAITING"}
    return {"_embedded": {"activation": held | {"_links": {"qrcode": {"href": picture, "type": "image/png"}}}}}


def read(org: Org, ask: Ask) -> Answer:
    user = org.user(ask.at["user"])
    return Answer(_shown(ask, user, _factor(user, ask)))


def activate(org: Org, ask: Ask) -> Answer:
    user = org.user(ask.at["user"])
    factor = _factor(user, ask)
    if factor.type in {"sms", "call", "email", "token:software:totp"} and ask.body().get("passCode") != factor.code:
        raise errors.wrong_pass_code()
    factor.status, factor.last_updated = "ACTIVE", org.now()
    org.note("user.mfa.factor.activate", user_target(user))
    return Answer(_shown(ask, user, factor))


def resend(org: Org, ask: Ask) -> Answer:
    user = org.user(ask.at["user"])
    return Answer(_shown(ask, user, _factor(user, ask)))


def verify(org: Org, ask: Ask) -> Answer:
    factor = _factor(org.user(ask.at["user"]), ask)
    given = ask.body().get("passCode")
    if given is None:
        return Answer({"factorResult": "CHALLENGE"})
    if given != factor.code:
        raise errors.wrong_pass_code()
    return Answer({"factorResult": "SUCCESS"})


def remove(org: Org, ask: Ask) -> Answer:
    user = org.user(ask.at["user"])
    del user.factors[_factor(user, ask).id]
    org.note("user.mfa.factor.deactivate", user_target(user))
    return EMPTY


def _factor(user: User, ask: Ask) -> Factor:
    if ask.at["factor"] not in user.factors:
        raise errors.missing(ask.at["factor"], "UserFactor")
    return user.factors[ask.at["factor"]]


def _kept(profile: dict[str, Any]) -> dict[str, Any]:
    """What is shown of it later: no answer, and a question with its words."""
    shown = {name: value for name, value in profile.items() if name != "answer"}
    if isinstance(shown.get("phoneNumber"), str):
        shown["phoneNumber"] = re.sub(r"[^\d+]", "", shown["phoneNumber"])  # recorded 2016: +1-613-456-1234 became +16134561234
    words = QUESTIONS.get(str(profile.get("question")))
    return shown | ({"questionText": words} if words else {})


def _provider(kind: str) -> str:
    return PROVIDERS.get(kind, "OKTA")


def _shown(ask: Ask, user: User, one: Factor) -> dict[str, Any]:
    person = f"{ask.origin}/api/v1/users/{user.id}"
    here = f"{person}/factors/{one.id}"
    links: dict[str, Any] = {
        "self": {"href": here, "hints": {"allow": ["GET"] if one.status != "ACTIVE" else ["GET", "DELETE"]}},
        "user": {"href": person, "hints": {"allow": ["GET"]}},
    }
    if one.type == "question":
        links["questions"] = {"href": f"{person}/factors/questions", "hints": {"allow": ["GET"]}}
    if one.status == "PENDING_ACTIVATION":
        links["activate"] = {"href": f"{here}/lifecycle/activate", "hints": {"allow": ["POST"]}}
        if one.type in {"sms", "call", "email"}:
            links["resend"] = [{"name": one.type, "href": f"{here}/resend", "hints": {"allow": ["POST"]}}]
    elif one.type not in WITHOUT_VERIFYING:
        links["verify"] = {"href": f"{here}/verify", "hints": {"allow": ["POST"]}}
    return {
        "id": one.id,
        "factorType": one.type,
        "provider": one.provider,
        "vendorName": one.provider,
        "status": one.status,
        "created": stamp(one.created),
        "lastUpdated": stamp(one.last_updated),
        "profile": one.profile,
        "_links": links,
    }
