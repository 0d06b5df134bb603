"""The user life cycle: what moves a user from one status to another, and what it leaves behind (okta.md §2.5)."""

from datetime import timedelta

from simulators.okta import errors
from simulators.okta.model import Grant, RefreshToken, Session, User
from simulators.okta.org import Org
from simulators.okta.principals import Actor
from simulators.okta.syslog import Acting, app_target, app_user_target, user_target

PORTAL = "portal"
"""The app whose tokens come with a sign-in, where none is named."""
SESSION_LIFE = timedelta(hours=2)
SIGNED_IN_BEFORE = frozenset({"ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT"})


def move(org: Org, user: User, status: str) -> None:
    """Sets the status with its time stamps and keeps the user."""
    user.status = status
    user.transitioning_to = None
    user.status_changed = user.last_updated = org.now()
    org.keep(user)


def activate(org: Org, user: User) -> None:
    """STAGED or DEPROVISIONED to ACTIVE, or to PROVISIONED without a password."""
    if user.status not in {"STAGED", "DEPROVISIONED"}:
        raise errors.already_active()
    user.activated = org.now()
    move(org, user, "ACTIVE" if user.has_password else "PROVISIONED")
    org.note("user.lifecycle.activate", user_target(user))


def reactivate(org: Org, user: User) -> None:
    """Sends the activation mail again: changes no status."""
    if user.status not in {"PROVISIONED", "RECOVERY"}:
        raise errors.wrong_status()
    user.last_updated = org.now()
    org.keep(user)
    org.note("user.lifecycle.reactivate", user_target(user))


def suspend(org: Org, user: User) -> None:
    guesses = org.options.assumptions
    allowed = SIGNED_IN_BEFORE | ({"PROVISIONED"} if guesses.suspend_provisioned else set())
    if user.status not in allowed:
        raise errors.invalid(guesses.cannot_suspend)
    if guesses.suspend_ends_sessions:
        end_access(user)
    move(org, user, "SUSPENDED")
    org.note("user.lifecycle.suspend", user_target(user))


def unsuspend(org: Org, user: User) -> None:
    """Back to ACTIVE; one that never had a password, to PROVISIONED (recorded in 2016)."""
    if user.status != "SUSPENDED":
        raise errors.invalid(org.options.assumptions.cannot_unsuspend)
    move(org, user, "ACTIVE" if user.has_password else "PROVISIONED")
    org.note("user.lifecycle.unsuspend", user_target(user))


def unlock(org: Org, user: User) -> None:
    if user.status != "LOCKED_OUT":
        raise errors.not_locked_out()
    move(org, user, "ACTIVE")
    org.note("user.account.unlock_by_admin", user_target(user))


def deactivate(org: Org, user: User) -> None:
    """Ends sessions, tokens, password and app assignments; direct groups stay (okta.md §2.7). A second time answers 404."""
    if user.status == "DEPROVISIONED":
        raise errors.missing(user.id, "User")
    end_access(user)
    user.grants.clear()
    user.factors.clear()
    user.has_password, user.secret, user.question, user.answer = False, None, None, None
    for app in org.apps_of(user):
        gone = app.users.pop(user.id)
        org.note("application.user_membership.remove", app_user_target(user, gone.username), app_target(app), user_target(user))
    move(org, user, "DEPROVISIONED")
    org.note("user.lifecycle.deactivate", user_target(user))


def expire_password(org: Org, user: User) -> None:
    """Changes the status, yet not `statusChanged` (recorded twice)."""
    _must_have_signed_in(user)
    user.status, user.last_updated = "PASSWORD_EXPIRED", org.now()
    org.keep(user)
    org.note("user.account.expire_password", user_target(user))


def reset_password(org: Org, user: User) -> None:
    _must_have_signed_in(user)
    move(org, user, "RECOVERY")
    org.note("user.account.reset_password", user_target(user))


def reset_factors(org: Org, user: User) -> None:
    _must_have_signed_in(user)
    user.factors.clear()
    user.last_updated = org.now()
    org.keep(user)
    org.note("user.mfa.factor.reset_all", user_target(user))


def lock(org: Org, user: User) -> None:
    """Too many wrong passwords."""
    move(org, user, "LOCKED_OUT")
    org.note("user.account.lock", user_target(user), reason="LOCKED_OUT")


def sign_in(org: Org, user: User, client: str = PORTAL) -> bool:
    """The person signs in, choosing a password the first time; False where Okta would not let them. The app gets a refresh token."""
    if user.status not in {"PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"}:
        return False
    start_session(org, user)
    give_token(org, user, client)
    if user.status == "ACTIVE":
        org.keep(user)
        return True
    user.has_password = True
    user.password_changed = org.now()
    move(org, user, "ACTIVE")
    return True


def start_session(org: Org, user: User) -> Session:
    at = org.now()
    session = Session(f"102{org.ids.token()}{org.ids.token()[:2]}", at, at + SESSION_LIFE)
    user.sessions[session.id] = session
    user.last_login = at
    with org.acts(Acting(actor_of(user))):
        org.note("user.session.start", user_target(user))
    return session


def give_token(org: Org, user: User, client: str) -> None:
    """A refresh token of an app, with the consents behind it."""
    token = RefreshToken(org.ids.new("oar"), client, org.now())
    user.tokens[token.id] = token
    held = {one.scope for one in user.grants.values() if one.client == client}
    for scope in token.scopes:
        if scope not in held:
            grant = Grant(org.ids.new("oag"), client, scope, org.now())
            user.grants[grant.id] = grant


def end_access(user: User) -> None:
    """Sessions and tokens of Okta's own; sessions of apps live on."""
    user.sessions.clear()
    user.tokens.clear()


def actor_of(user: User) -> Actor:
    """The person, acting for themselves."""
    shown = user_target(user)
    return Actor(user.id, "User", user.login, shown["displayName"])


def _must_have_signed_in(user: User) -> None:
    if user.status not in SIGNED_IN_BEFORE:
        raise errors.wrong_status()
