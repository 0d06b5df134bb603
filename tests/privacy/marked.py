"""Invented people whose every value says what it is: anything of theirs is known again wherever it lies, in any case and form.

A text is `qzx`, two digits for its field, `y`, six for the person; a date lies in 1907; a number begins with 73123; phone numbers and
SSNs are known by their digits. What HR may pass on (codes, dates of employment, number, title) is ordinary.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from simulators.ukg.fields import BOOLEANS, DERIVED, EMPLOYMENT_KEYS, NUMBERS, PERSON_KEYS, RICHER_KEYS, RICHER_NAMES, is_date

Fields = dict[str, Any]
NAMES: Final = ("firstName", "lastName", "preferredName", "emailAddress")
"""Sealed on our side; at the targets these, and nothing else of what is marked."""
PASSED_ON: Final = frozenset(
    """companyCode employeeNumber employeeStatusCode statusStartDate employeeTypeCode lastHireDate originalHireDate dateLastWorked
    dateOfTermination termReason okToRehire primaryJobCode jobTitle orgLevel1Code orgLevel2Code primaryWorkLocationCode supervisorID
    employeeStatusExpectedEndDate fullTimeOrPartTimeCode isMultipleJob isAutoAllocated isAutopaid""".split()
)
"""Allow-listed at the door, or yes and no."""
_KEYS: Final = (*PERSON_KEYS, *(RICHER_NAMES.get(key, key) for key in (*EMPLOYMENT_KEYS, *RICHER_KEYS)))
SENSITIVE: Final = tuple(sorted({*_KEYS} - DERIVED - PASSED_ON - BOOLEANS - {*NAMES}))
ALL: Final = (*NAMES, *SENSITIVE, "udf", "stranger", "nested")
_CODE: Final = {name: number for number, name in enumerate(ALL)}
_MARK: Final = re.compile(rb"qzx(\d{2,3})y(\d{6})")
_VALUES: Final = (  # each begins with what is rare, so that a hundred megabytes are searched in a moment
    ("a date", re.compile(rb"1907-[01]\d-[0-3]\d")),
    ("a date", re.compile(rb"/1907(?<=[01]\d/[0-3]\d/1907)")),
    ("a number", re.compile(rb"73123\d{6}\.")),
    ("a phone number", re.compile(rb"09907\d{6}")),
    ("an SSN", re.compile(rb"907[- ]?\d{6}")),
)
_HEX: Final = frozenset(b"0123456789abcdef")


def marked(number: int, field: str) -> Any:
    """The value of this field of person `number`, as its kind of field is written; casing as HR happened to type it."""
    if field == "emailAddress":
        return _cased(number, f"{_text(number, field)}@Halden.example")
    if field in NUMBERS:
        return float(f"73123{number:06d}.5")
    if is_date(field) or "Date" in field:
        return (f"1907-{1 + number % 12:02d}-{1 + number % 28:02d}", f"{1 + number % 12:02d}/{1 + number % 28:02d}/1907")[number % 2]
    if field in ("ssn", "previousSSN", "nationalId"):
        return (f"907-{number:06d}", f"907{number:06d}", f"907 {number:06d}")[number % 3]
    if "Phone" in field and "Country" not in field and "Private" not in field:
        return f"09907{number:06d}"
    return _cased(number, _text(number, field))


def _text(number: int, field: str) -> str:
    return f"qzx{_CODE[field]:02d}y{number:06d}"


def _cased(number: int, text: str) -> str:
    return (text, text.upper(), text.title(), f"  {text} ")[number % 4]


def person(number: int) -> Fields:
    """Every sensitive field filled, the names, and something private in a field of the tenant's own."""
    fields = {name: marked(number, name) for name in (*NAMES, *SENSITIVE)}
    fields["udf"] = {"Private note": _text(number, "udf"), "Next of kin": _text(number, "udf").upper()}
    return fields


def strange(number: int, row: Mapping[str, Any]) -> Fields:
    """The row as a tenant with other ideas might send it: keys in odd casings, keys of its own, values in lists and objects."""
    odd = {name.upper() if number % 2 else name.lower(): marked(number, name) for name in SENSITIVE}
    nested = {"SSN": marked(number, "ssn"), "notes": [_text(number, "nested"), {"deep": marked(number, "dateOfBirth")}]}
    fitting = {name: value for name, value in odd.items() if name not in row}
    return {**row, **fitting, "customField7": _text(number, "stranger"), "person": nested, "attachments": [nested]}


def found(places: Iterable[tuple[str, bytes]], allowed: Iterable[str] = ()) -> Iterator[str]:
    """Each marked value that lies somewhere, as field and place; those of `allowed` fields aside."""
    fine = {_CODE[name] for name in allowed}
    for place, content in places:
        lower = content.rstrip(b"\0").lower()  # the broker fills its indexes up with zeros, ten megabytes each
        for match in _MARK.finditer(lower):
            if int(match[1]) not in fine:
                yield f"{ALL[int(match[1])]} of person {int(match[2])} in {place}"
        for what, pattern in _VALUES:
            yield from (f"{what} ({match[0].decode()}) in {place}" for match in pattern.finditer(lower) if _alone(match, lower))


def _alone(match: "re.Match[bytes]", content: bytes) -> bool:
    """Not a part of a longer number or of an id."""
    before, after = content[match.start() - 1 : match.start()], content[match.end() : match.end() + 1]
    return not match[0][-1:].isdigit() or not ({*before, *after} & _HEX) or b"/" in match[0]
