"""The profile schema: 31 base attributes as recorded, and the organisation's own (okta.md §2.1, §2.10)."""

import re
from typing import Any

from simulators.okta.assumptions import Assumptions
from simulators.okta.errors import invalid

ALWAYS_SHOWN = ("firstName", "lastName", "mobilePhone", "secondEmail", "login", "email")
REQUIRED = ("login", "firstName", "lastName", "email")
OPTIONAL = frozenset({"firstName", "lastName"})
PERSON = "ukgPersonId"
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
KINDS: dict[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "integer": (int,), "number": (int, float), "array": (list,)}
LOGIN_FORM = "Username must be in the form of an email address"

_OWN = ("firstName", "lastName", "email", "secondEmail", "mobilePhone")
_HIDDEN = ("primaryPhone", "streetAddress", "city", "state", "zipCode", "countryCode", "postalAddress")
_TITLES = {
    "login": "Username",
    "firstName": "First name",
    "lastName": "Last name",
    "middleName": "Middle name",
    "honorificPrefix": "Honorific prefix",
    "honorificSuffix": "Honorific suffix",
    "email": "Primary email",
    "title": "Title",
    "displayName": "Display name",
    "nickName": "Nickname",
    "profileUrl": "Profile Url",
    "secondEmail": "Secondary email",
    "mobilePhone": "Mobile phone",
    "primaryPhone": "Primary phone",
    "streetAddress": "Street address",
    "city": "City",
    "state": "State",
    "zipCode": "Zip code",
    "countryCode": "Country code",
    "postalAddress": "Postal Address",
    "preferredLanguage": "Preferred language",
    "locale": "Locale",
    "timezone": "Time zone",
    "userType": "User type",
    "employeeNumber": "Employee number",
    "costCenter": "Cost center",
    "organization": "Organization",
    "division": "Division",
    "department": "Department",
    "managerId": "ManagerId",
    "manager": "Manager",
}
_LENGTHS = {
    "login": (5, 100),
    "email": (5, 100),
    "firstName": (1, 50),
    "lastName": (1, 50),
    "mobilePhone": (0, 100),
    "primaryPhone": (0, 100),
}
_FORMATS = {
    "email": "email",
    "secondEmail": "email",
    "profileUrl": "uri",
    "countryCode": "country-code",
    "preferredLanguage": "language-code",
    "locale": "locale",
    "timezone": "timezone",
}
_UNSHOWN_LENGTH = ("email",)  # enforced, but not in the recorded schema


class Schema:
    """What a profile may hold. `custom` maps attribute names to their definitions."""

    def __init__(self, guesses: Assumptions, with_person: bool) -> None:
        self._guesses = guesses
        self.base = {name: _base(name, title) for name, title in _TITLES.items()}
        self.custom: dict[str, dict[str, Any]] = {}
        self.mastered: dict[str, Any] = {}
        self.give_person(with_person)

    def give_person(self, wanted: bool) -> None:
        """Declares the attribute that holds the person id of HR."""
        if wanted:
            self.custom[PERSON] = _person()

    def unique(self) -> tuple[str, ...]:
        """Attributes that no two users may share, login first."""
        return ("login", *(name for name, rule in self.custom.items() if rule.get("unique") == "UNIQUE_VALIDATED"))

    def extend(self, properties: dict[str, dict[str, Any] | None]) -> None:
        """Adds, changes or (None) removes custom attributes."""
        for name, rule in properties.items():
            if rule is None:
                self.custom.pop(name, None)
            else:
                self.custom[name] = _custom(rule) | self.mastered

    def adjust(self, properties: dict[str, dict[str, Any]]) -> None:
        """Changes what an organisation may say of base attributes: whether names are required, what their owners may do [SPEC]."""
        for name, sent in properties.items():
            rule = self.base[name]
            if "required" in sent and name in OPTIONAL:
                rule = {key: value for key, value in rule.items() if key != "required"} | ({"required": True} if sent["required"] else {})
            self.base[name] = rule | ({"permissions": sent["permissions"]} if sent.get("permissions") else {})

    def required(self) -> list[str]:
        """Base attributes that must be there."""
        return [name for name in (*REQUIRED, "name") if self.base.get(name, {}).get("required") is True]

    def check_names(self, profile: dict[str, Any], what: str | None) -> None:
        """Refuses attributes nobody declared; `what` names the failed object, else the attribute does."""
        unknown = [name for name in profile if name not in self.base and name not in self.custom]
        if unknown:
            raise invalid(what or unknown[0], *(f"Property name '{name}' is not defined in profile" for name in unknown))

    def clean(self, profile: dict[str, Any]) -> dict[str, Any]:
        """The profile as it is kept: cleared attributes are gone, types and lengths are right; raises E0000001."""
        kept = {name: value for name, value in profile.items() if not self._clears(name, value)}
        needed = (*self.required(), *(name for name, rule in self.custom.items() if rule.get("required") is True))
        faults = [(name, f"{name}: {self._guesses.blank}") for name in needed if name not in kept]
        faults += [(name, fault) for name, value in kept.items() for fault in self._faults(name, value)]
        if faults:
            raise invalid(faults[0][0], *(fault for _, fault in faults))
        return kept

    def _clears(self, name: str, value: Any) -> bool:
        return value is None or (value == "" and self._guesses.empty_string_clears and name != "secondEmail")

    def _faults(self, name: str, value: Any) -> list[str]:
        kind: str = self.base.get(name, self.custom.get(name, {})).get("type", "string")
        if not _is(value, kind):
            return [f"{name}: Incorrect type. Expected {kind}"]
        rule = self.custom.get(name, {})
        if rule:
            return _custom_faults(name, rule, value)
        low, high = _LENGTHS.get(name, (0, 0))
        if high and not low <= len(value) <= high:
            return [f"{name}: The field must be between {low} and {high} characters"]
        if name == "login" and not MAIL.match(value):
            return [f"login: {LOGIN_FORM}"]
        if name in {"email", "secondEmail"} and value and not MAIL.match(value):
            return [f"{name}: Does not match required pattern"]
        return []


def _custom_faults(name: str, rule: dict[str, Any], value: Any) -> list[str]:
    """Lengths, ranges, enumerations and items that the organisation declared."""
    if isinstance(value, str):
        low, high = rule.get("minLength", 0), rule.get("maxLength", len(value))
        if not low <= len(value) <= high:
            return [f"{name}: The field must be between {low} and {high} characters"]
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = rule.get("minimum", value), rule.get("maximum", value)
        if not low <= value <= high:
            return [f"{name}: The field must be between {low} and {high}"]
    allowed = rule.get("enum")
    if allowed and value not in allowed:
        return [f"{name}: The field has an invalid value"]
    kind = (rule.get("items") or {}).get("type")
    if isinstance(value, list) and kind and not all(_is(one, kind) for one in value):
        return [f"{name}: Incorrect type. Expected array of {kind}"]
    return []


def _is(value: Any, kind: str) -> bool:
    fits = isinstance(value, KINDS.get(kind, (object,)))
    return fits and (kind == "boolean" or not isinstance(value, bool))


def _base(name: str, title: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"title": title, "type": "string"}
    if name in REQUIRED:
        rule["required"] = True
    if name in _FORMATS:
        rule["format"] = _FORMATS[name]
    rule |= {"mutability": "READ_WRITE", "scope": "NONE"}
    low, high = (0, 0) if name in _UNSHOWN_LENGTH else _LENGTHS.get(name, (0, 0))
    if low:
        rule["minLength"] = low
    if high:
        rule["maxLength"] = high
    action = "READ_WRITE" if name in _OWN else "HIDE" if name in _HIDDEN else "READ_ONLY"
    return rule | {"permissions": [{"principal": "SELF", "action": action}]}


def group_schema(guesses: Assumptions) -> Schema:
    """That of groups: name and description (recorded 2021)."""
    made = Schema(guesses, with_person=False)
    made.mastered = {"master": {"type": "PROFILE_MASTER"}}
    made.base = {
        name: {"title": title, "description": title, "type": "string"}
        | ({"required": True} if name == "name" else {})
        | {"mutability": "READ_WRITE", "scope": "NONE", "maxLength": longest}
        | {"permissions": [{"principal": "SELF", "action": "READ_WRITE"}], "master": {"type": "PROFILE_MASTER"}}
        for name, title, longest in (("name", "Name", 255), ("description", "Description", 1024))
    }
    return made


def _custom(rule: dict[str, Any]) -> dict[str, Any]:
    defaults = {"mutability": "READ_WRITE", "scope": "NONE", "permissions": [{"principal": "SELF", "action": "READ_ONLY"}]}
    made = {"type": "string"} | {name: value for name, value in rule.items() if (name, value) != ("required", False)}
    if made.get("unique") is True:
        made["unique"] = "UNIQUE_VALIDATED"
    return made | {name: value for name, value in defaults.items() if name not in made}


def _person() -> dict[str, Any]:
    return _custom({"title": "UKG person id", "type": "string", "master": {"type": "PROFILE_MASTER"}, "unique": "UNIQUE_VALIDATED"})
