"""What is wrong with a scenario's document: said so that it can be put right. Places are paths into the document."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import jsonschema

from domain.commands import WrongOrder, orders
from simulators.ukg.fields import UnknownField, resolve

Place = tuple[str | int, ...]
LONGEST: Final = 700
"""Characters of what is allowed."""
OURS: Final = frozenset("""provisioned okta apps protected owns account blocks person employeeId supervisor udf""".split())
"""Fields of a person that are not UKG's own names."""
HOW: Final = frozenset({"forge", "again"})
"""Keys of an order that say how it is sent, not what it orders."""
ACCOUNTS: Final = {
    "okta": frozenset("login status profile groups apps sessions tokens created linked firstName lastName email employeeNumber".split()),
    "salesforce": frozenset("username first last email profile role active frozen manager territories fields linked".split()),
}
"""What an account made by hand may say."""
LOGINS: Final = {"okta": ("login",), "salesforce": ("username", "Username")}
"""Of these one must be there."""
ACTS: Final = {
    "okta": frozenset({"status", "profile", "groups+", "groups-", "apps+", "apps-", "sign_in"}),
    "salesforce": frozenset({"active", "frozen", "fields", "manager", "owns"}),
}
"""What somebody else may do to a person's account."""
WHOLE_ACTS: Final = {
    "okta": frozenset({"revoke_token", "restore_token"}),
    "salesforce": frozenset({"revoke_token", "restore_token", "licences", "taken"}),
}
"""What somebody else may do to a whole system, in the place of a name."""
OF_AN_EDIT: Final = frozenset({"changed", "from", "udf", "supervisor"})


def place_and_words(error: jsonschema.ValidationError) -> tuple[Place, str]:
    """Where a document breaks the schema, and what is allowed there: of several alternatives the one that was meant."""
    while error.context and (nearer := _meant(error)) is not None:
        error = nearer
    place = tuple(error.absolute_path)
    if error.validator == "oneOf" and len(place) == 2 and place[0] == "steps":
        return place, f"{_dotted(place)}: a step has exactly one of `at` and `after`"
    return place, f"{_dotted(place)}: {error.message[:LONGEST]}".removeprefix(": ")


def _meant(error: jsonschema.ValidationError) -> jsonschema.ValidationError | None:
    inside = [each for each in error.context or () if len(each.absolute_path) > len(error.absolute_path)]
    same = [each for each in error.context or () if each.validator in ("additionalProperties", "minProperties")]
    return next(iter([*inside, *same]), None)


def _dotted(place: Place) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")


def impossible_instants(document: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Instants of the right form that no calendar has."""
    places: list[tuple[Place, str]] = [(("start",), document["start"])]
    places += [(("steps", number, "at"), step["at"]) for number, step in enumerate(document["steps"]) if "at" in step]
    for place, text in places:
        try:
            datetime.fromisoformat(text)
        except ValueError:
            yield place, f"{_dotted(place)}: {text} is no instant of the calendar"


def unknown_fields(document: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Fields of people that UKG has not, under whatever name."""
    for part in ("people", "crowd"):
        yield from _of_people((part,), document.get(part) or {}, OURS | {"count"})
    for number, step in enumerate(document["steps"]):
        yield from _of_people(("steps", number, "add"), step.get("add") or {}, OURS)
        yield from _of_people(("steps", number, "ukg"), step.get("ukg") or {}, OF_AN_EDIT)


def orders_of(verbs: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The orders of a step."""
    said = verbs.get("command") or []
    return list(said) if isinstance(said, list) else [said]


def wrong_orders(document: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Orders that say nothing sensible."""
    at = datetime.fromisoformat(document["start"])
    for number, step in enumerate(document["steps"]):
        for order in orders_of(step):
            try:
                orders({key: value for key, value in order.items() if key not in HOW}, at, lambda: "")
            except WrongOrder as wrong:
                yield ("steps", number, "command"), f"{_dotted(('steps', number))}.command: {wrong}"


def wrong_accounts(document: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Accounts made by hand that no target could have."""
    for name, fields in document["people"].items():
        for system, wanted in ((fields or {}).get("account") or {}).items():
            place = ("people", name, "account", system)
            if problem := _of_an_account(system, wanted):
                yield place, f"{_dotted(place)}: {problem}"


def _of_an_account(system: str, wanted: Any) -> str:
    if system not in ACCOUNTS:
        return f"no target; there are {', '.join(ACCOUNTS)}"
    if not isinstance(wanted, Mapping):
        return "says what is in the account, as {field: value}"
    unknown = sorted(key for key in wanted if key not in ACCOUNTS[system] and not (system == "salesforce" and key[:1].isupper()))
    if unknown:
        more = " and fields of User by their own names" if system == "salesforce" else ""
        return f"{', '.join(unknown)}: not known; there are {', '.join(sorted(ACCOUNTS[system]))}{more}"
    named = any(wanted.get(key) for key in LOGINS[system]) or (system == "okta" and (wanted.get("profile") or {}).get("login"))
    return "" if named else f"`{LOGINS[system][0]}` is missing"


def wrong_acts(document: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """What nobody can do at a target."""
    for number, step in enumerate(document["steps"]):
        for system, allowed in ACTS.items():
            for name, asked in (step.get(system) or {}).items():
                place = ("steps", number, system, name)
                if name in WHOLE_ACTS[system]:
                    continue
                if not isinstance(asked, Mapping):
                    whole = ", ".join(sorted(WHOLE_ACTS[system]))
                    yield place, f"{_dotted(place)}: says what is done to somebody, as {{what: value}}; to all of it: {whole}"
                elif unknown := sorted(asked.keys() - allowed):
                    yield place, f"{_dotted(place)}: {', '.join(unknown)}: not known; there are {', '.join(sorted(allowed))}"
                elif "owns" in asked and "to" not in asked["owns"]:
                    yield place, f"{_dotted(place)}.owns: `to` says who gets the records"


def _of_people(place: Place, people: Mapping[str, Any], beside: frozenset[str]) -> Iterator[tuple[Place, str]]:
    for name, fields in people.items():
        for field in (fields or {}).keys() - beside:
            try:
                resolve(field)
            except UnknownField as unknown:
                yield (*place, name, field), f"{_dotted((*place, name))}: {unknown}"
