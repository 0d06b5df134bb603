"""Invented people: names, ids and the sensitive values every HR system holds. All follow from the short name alone."""

import uuid
from hashlib import sha256
from typing import Any, NamedTuple

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST = """Adele Alan Amara Andre Anita Arlo Astrid Basil Beatriz Bruno Camille Carl Celia Chidi Clara Cyrus Dana Dario Delia Dmitri Edda
Elias Elsa Emil Esther Fabian Farah Felix Fiona Gemma Gideon Greta Hana Hector Helga Hugo Imani Ines Ivor Jana Jasper Joan Jonas Juno Kaia
Karim Keiko Kurt Lara Leon Livia Lorenz Magda Malik Marta Milan Nadia Nils Nora Odile Omar Oskar Paula Petra Quentin Rafael Renata Rhea
Rolf Ruth Sanja Silas Simone Soren Tamar Theo Thora Uma Vera Viktor Wanda Wim Xenia Yara Yusuf Zelda Zoran""".split()
_LAST_HEAD = """Ald Ash Bar Beck Bran Brook Cal Carl Clay Cold Dal Dun East Eld Fair Fen Gar Glen Gold Gran Hal Harl Hart Haw Holm Kel Kings
Lang Lind Lock Mar Mel Mill Nor Oak Pem Ply Quar Rad Ravens Red Rush Sel Shel Stan Stock Thorn Tor Wal West Whit Win Wood York""".split()
_LAST_TAIL = """berg bourne bridge brook burn bury by croft dale den field ford gate ham
hurst land leigh ley man mere more stead ston wick worth""".split()


class Company(NamedTuple):
    """A component company: its 5-character id, name and country."""

    id: str
    name: str
    country: str


COMPANIES = {
    "US01": Company("6Y4NV", "Halden Group Inc", "USA"),
    "US02": Company("7KQ2M", "Halden Services LLC", "USA"),
    "AU01": Company("9RTZA", "Halden Australia Pty Ltd", "AUS"),
    "DE01": Company("H3WPC", "Halden Deutschland GmbH", "DEU"),
}


def _number(*parts: str) -> int:
    return int.from_bytes(sha256("/".join(parts).encode()).digest()[:12], "big")


def _base36(number: int, width: int) -> str:
    text = ""
    while len(text) < width:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text


def employee_id(short: str) -> str:
    """12 characters, base 36, upper case, as `EQKKKU000020` (ukg.md §2.7)."""
    return _base36(_number("employee", short), 8) + "0020"


def company(code: str) -> Company:
    """The company of a code; an unheard-of code has a company of its own."""
    return COMPANIES.get(code) or Company(_base36(_number("company", code), 5), f"Company {code}", "USA")


def history_id(short: str, number: int) -> str:
    """Of a row of the job history: 12 characters, as `81E8SM0020K0` in real rows."""
    return _base36(_number("history", short, str(number)), 8) + "20K0"


def record_id(short: str) -> str:
    return str(uuid.UUID(bytes=sha256(f"record/{short}".encode()).digest()[:16], version=4))


def name(short: str, attempt: int = 0) -> tuple[str, str]:
    """First and last name; another pair for every attempt."""
    number = _number("name", short, str(attempt))
    number, first = divmod(number, len(_FIRST))
    number, head = divmod(number, len(_LAST_HEAD))
    return _FIRST[first], _LAST_HEAD[head] + _LAST_TAIL[number % len(_LAST_TAIL)]


def private(employee: str) -> dict[str, Any]:
    """What must never leave HR, invented: an SSN from the range never issued, birth, address, home phone."""
    number = _number("private", employee)
    return {
        "ssn": f"9{number % 10**8:08d}",
        "ssnIsSuppressed": True,
        "dateOfBirth": f"{1960 + number % 40}-{1 + number % 12:02d}-{1 + number % 28:02d}T00:00:00",
        "gender": "FMD"[number % 3],
        "maritalStatusCode": "SM"[number % 2],
        "ethnicIDCode": str(1 + number % 7),
        "isDisabled": False,
        "isSmoker": False,
        "addressLine1": f"{1 + number % 4999} Invented Road",
        "addressCity": "Nowhere",
        "addressState": "NY",
        "addressZipCode": f"{number % 10**5:05d}",
        "addressCountry": "USA",
        "homePhone": f"555{number % 10**7:07d}",
        "homePhoneCountry": "USA",
        "emailAddressAlternate": f"private{number % 10**6:06d}@mail.example",
    }


def pay(employee: str) -> dict[str, Any]:
    """Pay, invented."""
    salary = 40_000 + _number("pay", employee) % 90_000
    return {"annualSalary": float(salary), "hourlyPayRate": round(salary / 2080, 2)}


def rank(short: str) -> int:
    """A place in an order that has nothing to do with names: who is hidden first."""
    return _number("rank", short)
