"""From the people of a scenario to what the simulators are asked for."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from scenarios.seen import Picture
from scenarios.systems import Systems

BESIDE_HR: Final = frozenset({"provisioned", "okta", "apps", "protected", "owns", "account", "blocks"})
"""Fields of a scenario's person that are not UKG's."""

SALESFORCE_NAMES: Final = {"Username": "username", "FirstName": "first", "LastName": "last", "Email": "email", "IsActive": "active"}
"""Fields of a User that an account may be given by their own names, beside all others."""


def hr_fields(fields: Mapping[str, Any] | None) -> dict[str, Any]:
    """What of a person's fields UKG is told."""
    return {key: value for key, value in (fields or {}).items() if key not in BESIDE_HR}


async def people_and_accounts(systems: Systems, people: Mapping[str, Mapping[str, Any]]) -> None:
    """HR knows these people, and the targets the accounts that somebody made for them by hand."""
    for name, fields in people.items():
        for system, body in account_asked(fields.get("person", name), fields):
            await systems.by_name[system].do("seed_user", **body)
    await systems.ukg.do("add", people={name: hr_fields(fields) for name, fields in people.items()})


def account_asked(person: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Accounts that the product did not make: `account: {okta: {login, status, profile…}, salesforce: {…}}`. An account that gives no
    name has the person's; `linked: true` says that it carries the link."""
    for system, wanted in (fields.get("account") or {}).items():
        yield system, _of_okta(person, fields, wanted) if system == "okta" else _of_salesforce(person, fields, wanted)


def _of_okta(person: str, fields: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    body = dict(wanted)
    profile = {key: fields[short] for key, short in (("firstName", "first"), ("lastName", "last")) if fields.get(short)}
    profile |= {key: body.pop(key) for key in tuple(body) if key in ("firstName", "lastName", "email", "employeeNumber")}
    profile |= body.pop("profile", {})
    if body.pop("linked", False):
        profile["ukgPersonId"] = person
    return {"login": profile.get("login"), **body, "profile": profile}


def _of_salesforce(person: str, fields: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    body = {key: fields[key] for key in ("first", "last") if fields.get(key)}
    given = {SALESFORCE_NAMES.get(key, key): value for key, value in wanted.items()}
    others = {key: given.pop(key) for key in tuple(given) if key[:1].isupper()}
    if given.pop("linked", False):
        others["UKG_Person_Id__c"] = person
    return body | given | {"fields": others | given.get("fields", {})}


def targets_asked(person: str, fields: Mapping[str, Any], picture: Picture) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What else is true of a person at the targets when the scenario starts: (system, verb, body)."""
    okta, salesforce = picture.okta_of(person), picture.salesforce_of(person)
    extra = fields.get("okta") or {}
    if okta and extra:
        yield "okta", "act", {"user": okta["id"], **extra}
    if fields.get("protected"):
        if okta:
            yield "okta", "protect", {"users": [okta["id"]]}
        if salesforce:
            yield "salesforce", "protect", {"user": salesforce["id"]}
    if salesforce and fields.get("owns"):
        yield "salesforce", "own", {"user": salesforce["id"], "records": dict(fields["owns"])}
    if salesforce and fields.get("blocks"):
        yield "salesforce", "blocks", {"user": salesforce["id"], "blocks": list(fields["blocks"])}
