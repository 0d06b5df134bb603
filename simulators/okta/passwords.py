"""Passwords: what the default policy asks of them, and whether one is right."""

import hmac
from typing import Final

from simulators.okta import errors
from simulators.okta.model import User
from simulators.okta.org import Org

LEAST: Final = 8
WORDING: Final = (
    "Password requirements were not met. Password requirements: at least 8 characters, a lowercase letter, an uppercase letter, a number, "
    "no parts of your username."
)


def check(org: Org, login: str, password: str) -> None:
    """Raises 400 E0000001 for a password the default policy refuses (its minimum: recorded PASSWORD policy)."""
    parts = [part for part in login.lower().split("@")[0].replace("-", ".").split(".") if len(part) > 3]
    good = (
        len(password) >= LEAST
        and any(one.islower() for one in password)
        and any(one.isupper() for one in password)
        and any(one.isdigit() for one in password)
        and not any(part in password.lower() for part in parts)
    )
    if not good and org.options.assumptions.password_policy:
        raise errors.invalid("password", f"password: {WORDING}")


def is_right(user: User, given: object) -> bool:
    """Passwords that came as a hash, or that only a simulated person knows, are taken to be right when anything is given."""
    if not isinstance(given, str) or not user.has_password:
        return False
    return user.secret is None or hmac.compare_digest(user.secret.encode(), given.encode())
