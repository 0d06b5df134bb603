"""`/users/{id}/credentials/…`: passwords and recovery questions (recorded 2020 and 2025)."""

from typing import Any

from simulators.okta import errors, passwords, show, states
from simulators.okta.ask import Answer, Ask
from simulators.okta.model import User
from simulators.okta.org import Org
from simulators.okta.syslog import user_target

CHANGEABLE = frozenset({"STAGED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"})


def change_password(org: Org, ask: Ask) -> Answer:
    """Needs the old one; a PASSWORD_EXPIRED user is ACTIVE afterwards."""
    user, body = org.user(ask.at["user"]), ask.body()
    if user.status not in CHANGEABLE:
        raise errors.no_password_change()
    if not passwords.is_right(user, ask.part("oldPassword", body).get("value")):
        raise errors.wrong_credentials("Old Password is not correct")
    _set(org, user, ask.part("newPassword", body).get("value"))
    if ask.flag("revokeSessions", bool(body.get("revokeSessions", False))):
        user.sessions.clear()
    return Answer(show.credentials(org, user, mails=False))


def change_recovery_question(org: Org, ask: Ask) -> Answer:
    user, body = org.user(ask.at["user"]), ask.body()
    if user.status not in CHANGEABLE:
        raise errors.no_question_change()
    if not passwords.is_right(user, ask.part("password", body).get("value")):
        raise errors.wrong_credentials("The password is not correct")
    asked = ask.part("recovery_question", body)
    if not asked.get("question") or not asked.get("answer"):
        raise errors.invalid("recovery_question", f"recovery_question: {org.options.assumptions.blank}")
    user.question, user.answer = asked["question"], asked["answer"]
    user.last_updated = org.now()
    org.keep(user)
    return Answer(show.credentials(org, user, mails=False))


def forgot_password(org: Org, ask: Ask) -> Answer:
    """A one-time link; the user is in RECOVERY until it is used. With a password and an answer it sets that (recorded 2016)."""
    if "recovery_question" in ask.body():
        return forgot_password_answered(org, ask)
    user = org.user(ask.at["user"])
    if user.status not in {"ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT"}:
        raise errors.no_forgotten_password()
    states.reset_password(org, user)
    mailed: dict[str, Any] = {}
    return Answer(mailed if ask.flag("sendEmail", True) else {"resetPasswordUrl": reset_address(org, ask)})


def forgot_password_answered(org: Org, ask: Ask) -> Answer:
    """`forgot_password_recovery_question`: the answer lets set a new password."""
    user, body = org.user(ask.at["user"]), ask.body()
    if user.status not in {"ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"} or user.question is None:
        raise errors.no_forgotten_password()
    answer = ask.part("recovery_question", body).get("answer")
    if user.answer is not None and answer != user.answer:
        raise errors.wrong_answer()
    _set(org, user, ask.part("password", body).get("value"))
    return Answer(show.credentials(org, user, mails=False))


def reset_address(org: Org, ask: Ask) -> str:
    page = "signin/reset-password" if org.options.generation >= 2025 else "reset_password"
    return f"{ask.origin}/{page}/{org.ids.token()}"


def _set(org: Org, user: User, password: object) -> None:
    if not isinstance(password, str) or not password:
        raise errors.invalid("password", f"password: {org.options.assumptions.blank}")
    passwords.check(org, user.login, password)
    user.secret, user.has_password = password, True
    user.password_changed = user.last_updated = org.now()
    if user.status in {"PASSWORD_EXPIRED", "RECOVERY"}:
        states.move(org, user, "ACTIVE")
    org.keep(user)
    org.note("user.account.update_password", user_target(user))
