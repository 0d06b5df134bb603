"""`/sessions` and `/authn`: people signing in, and the sessions that come of it (recorded 2025)."""

from datetime import timedelta
from typing import Any, Final

from simulators.okta import errors, states
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import Session, User, stamp
from simulators.okta.org import Org
from simulators.okta.passwords import is_right
from simulators.okta.syslog import user_target

LIFE: Final = timedelta(hours=2)
TOKEN_LIFE: Final = timedelta(minutes=5)
ATTEMPTS: Final = 10


def authenticate(org: Org, ask: Ask) -> Answer:
    """POST /authn with a username and password; needs no token of ours."""
    body = ask.body()
    user = org.find(str(body.get("username", "")))
    if user is None or user.status in {"STAGED", "PROVISIONED", "SUSPENDED", "DEPROVISIONED"}:
        raise errors.not_authenticated()
    if user.status == "LOCKED_OUT":
        return Answer({"status": "LOCKED_OUT", "_embedded": {}})
    if not is_right(user, body.get("password")):
        _count_wrong(org, user)
        raise errors.not_authenticated()
    user.wrong_passwords = 0
    token = f"20111{org.ids.token()}{org.ids.token()}"
    if user.status == "PASSWORD_EXPIRED":
        return Answer({"stateToken": token, "expiresAt": stamp(org.now() + TOKEN_LIFE), "status": "PASSWORD_EXPIRED"})
    org.session_tokens[token] = user.id
    return Answer(
        {
            "expiresAt": stamp(org.now() + TOKEN_LIFE),
            "status": "SUCCESS",
            "sessionToken": token,
            "_embedded": {"user": _user(user)},
            "_links": {"cancel": {"href": f"{ask.origin}/api/v1/authn/cancel", "hints": {"allow": ["POST"]}}},
        }
    )


def create(org: Org, ask: Ask) -> Answer:
    """A session token is good once."""
    token = ask.body().get("sessionToken")
    if not isinstance(token, str) or not token:
        raise errors.malformed()
    user = org.users.get(org.session_tokens.pop(token, ""))
    if user is None:
        raise errors.not_authenticated()
    return Answer(_session(org, ask, user, states.start_session(org, user), "me"))


def read(org: Org, ask: Ask) -> Answer:
    user, session = _found(org, ask)
    return Answer(_session(org, ask, user, session, session.id))


def refresh(org: Org, ask: Ask) -> Answer:
    user, session = _found(org, ask)
    session.expires = org.now() + LIFE
    return Answer(_session(org, ask, user, session, session.id))


def end(org: Org, ask: Ask) -> Answer:
    user, session = _found(org, ask)
    del user.sessions[session.id]
    org.note("user.session.end", user_target(user))
    return EMPTY


def no_list(_org: Org, _ask: Ask) -> Answer:
    raise errors.no_method()


def _found(org: Org, ask: Ask) -> tuple[User, Session]:
    wanted, now = ask.at["session"], org.now()
    for user in org.users.values():
        session = user.sessions.get(wanted)
        if session is not None and session.expires > now:
            return user, session
    raise errors.missing(wanted, "AppSession")


def _count_wrong(org: Org, user: User) -> None:
    user.wrong_passwords += 1
    if user.wrong_passwords >= ATTEMPTS:
        states.lock(org, user)


def _user(user: User) -> dict[str, Any]:
    shown = {name: user.profile[name] for name in ("login", "firstName", "lastName")}
    profile = shown | {"locale": "en_US", "timeZone": "America/Los_Angeles"}
    return {"id": user.id, "passwordChanged": stamp(user.password_changed), "profile": profile}


def _session(org: Org, ask: Ask, user: User, session: Session, called: str) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1/sessions/{called}"
    person = "me" if called == "me" else user.id
    name = f"{user.profile.get('firstName', '')} {user.profile.get('lastName', '')}"
    return {
        "id": session.id,
        "userId": user.id,
        "login": user.login,
        "createdAt": stamp(session.created),
        "expiresAt": stamp(session.expires),
        "status": "ACTIVE",
        "lastPasswordVerification": stamp(session.created),
        "lastFactorVerification": None,
        "amr": ["pwd"],
        "idp": {"id": org.org_id, "type": "OKTA"},
        "mfaActive": True,
        "_links": {
            "self": {"href": here, "hints": {"allow": ["GET", "DELETE"]}},
            "refresh": {"href": f"{here}/lifecycle/refresh", "hints": {"allow": ["POST"]}},
            "user": {"name": name, "href": f"{ask.origin}/api/v1/users/{person}", "hints": {"allow": ["GET"]}},
        },
    }
