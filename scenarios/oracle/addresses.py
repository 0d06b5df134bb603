"""Work addresses at UKG: the login of everybody whose account is in use or staged, unless HR keyed another one (company.md, login)."""

from collections.abc import Iterator, Mapping
from typing import Any

State = Mapping[str, Any]
HAS_ADDRESS = frozenset({"STAGED", "PROVISIONED", "ACTIVE"})


def unwritten(ukg: State, okta: State, keyed: Mapping[str, str]) -> Iterator[str]:
    """Who has another address, or none, in words without it. `keyed`: person → the address that HR had for her itself."""
    shown: dict[str, set[str]] = {}
    for row in ukg["people"].values():
        shown.setdefault(row["person"], set()).add(str(row.get("emailAddress") or "").casefold())
    for user in okta["users"]:
        person = user["profile"].get("ukgPersonId")
        if user["status"] not in HAS_ADDRESS or person not in shown:
            continue
        wanted = (keyed.get(person) or user["login"]).casefold()
        if wanted not in shown[person]:
            yield f"{person} ukg emailAddress: {'the one that HR keyed is gone' if person in keyed else 'not her login'}"
