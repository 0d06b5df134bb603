"""`/users/{id}/lifecycle/…`, sessions, grants and tokens (okta.md §2.5, §2.6)."""

from collections.abc import Callable
from typing import Any

from simulators.okta import errors, show, states
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.credentials import reset_address
from simulators.okta.model import User
from simulators.okta.org import Org
from simulators.okta.syslog import user_target

Change = Callable[[Org, User], None]
Handler = Callable[[Org, Ask], Answer]


def plain(change: Change) -> Handler:
    """A change that answers `{}`."""

    def handle(org: Org, ask: Ask) -> Answer:
        change(org, org.user(ask.at["user"]))
        return Answer({})

    return handle


def activate(org: Org, ask: Ask) -> Answer:
    states.activate(org, org.user(ask.at["user"]))
    if ask.flag("sendEmail", True):
        return Answer({})
    token = org.ids.token()
    page = f"tokens/{token}/verify" if org.options.generation >= 2025 else f"welcome/{token}"
    return Answer({"activationUrl": f"{ask.origin}/{page}", "activationToken": token})


def reactivate(org: Org, ask: Ask) -> Answer:
    """Unlike activation it mails only when asked to (recorded without `sendEmail`: the token)."""
    states.reactivate(org, org.user(ask.at["user"]))
    return Answer({} if ask.flag("sendEmail", False) else {"activationToken": org.ids.token()})


def deactivate(org: Org, ask: Ask) -> Answer:
    """200 `{}` now; 204 in most recordings of 2020."""
    states.deactivate(org, org.user(ask.at["user"]))
    return Answer({}) if org.options.generation >= 2025 else EMPTY


def expire_password(org: Org, ask: Ask) -> Answer:
    """`tempPassword=true` is the older name of `expire_password_with_temp_password` (okta-sdk-golang 2)."""
    if ask.flag("tempPassword", False):
        return expire_with_temporary(org, ask)
    user = org.user(ask.at["user"])
    states.expire_password(org, user)
    return Answer(show.one_user(org, ask, user))


def expire_with_temporary(org: Org, ask: Ask) -> Answer:
    user = org.user(ask.at["user"])
    states.expire_password(org, user)
    user.secret = f"Tp1{org.ids.token()[:9]}"
    user.password_changed = org.now()
    if ask.flag("revokeSessions", False):
        user.sessions.clear()
    return Answer({"tempPassword": user.secret})


def reset_password(org: Org, ask: Ask) -> Answer:
    states.reset_password(org, org.user(ask.at["user"]))
    mailed: dict[str, Any] = {}
    return Answer(mailed if ask.flag("sendEmail", True) else {"resetPasswordUrl": reset_address(org, ask)})


def end_sessions(org: Org, ask: Ask) -> Answer:
    """Takes the id only; tokens go along with `oauthTokens=true`."""
    user = org.user(ask.at["user"], by_login=False)
    user.sessions.clear()
    tokens = ask.flag("oauthTokens", False)
    if tokens:
        user.tokens.clear()
    org.note("user.session.clear", user_target(user))
    return Answer(status=204, about={"oauth_tokens": tokens})


def identity_providers(org: Org, ask: Ask) -> Answer:
    """None here; no Link header (recorded)."""
    org.user(ask.at["user"])
    return Answer([])


def unlicensed(_org: Org, _ask: Ask) -> Answer:
    """401 E0000015, as recorded for `/users/{id}/blocks`: not a credential fault."""
    raise errors.Problem(401, "E0000015", "You do not have permission to access the feature you are requesting")
