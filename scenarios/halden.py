"""The demo's company and its fortnight, as a scenario: two hundred people, thirty with accounts that the product did not make."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any, Final

from scenarios.language import Scenario, Step

START: Final = datetime(2026, 3, 2, tzinfo=UTC)
PEOPLE, ADOPTED = 200, 30
DAY: Final = timedelta(days=1)
TEAMS: Final = (  # department, manager's job, members' jobs, cost centre, share of the company
    ("SALES", "RSM", ("AE", "SDR", "AE", "SDR", "SDR"), "410", 60),
    ("ENG", "SRE", ("SWE", "SWE", "SRE"), "300", 50),
    ("SUPP", "SUPA", ("SUPA",), "520", 30),
    ("FIN", "ACC", ("ACC",), "200", 18),
    ("OPS", "CLRK", ("CLRK",), "100", 24),
    ("LEGAL", "CNSL", ("CNSL",), "210", 6),
    ("HR", "HRBP", ("HRBP",), "220", 9),
)
PLACES: Final = (("NYC", "US01"), ("CHI", "US01"), ("LAX", "US02"), ("LON", "US01"), ("BER", "DE01"), ("SYD", "AU01"), ("BLR", "US01"))
GIVEN: Final = "Ada Bo Cleo Dev Eve Finn Gwen Hal Ivy Jude Kit Lena Max Nia Otis Pia Quinn Rex Sol Tess".split()
FAMILY: Final = "Abara Brandt Costa Dahl Engel Fujita Grant Hoang Ito Jensen Kowal Lund Moreau Nair Okafor".split()


def people() -> dict[str, dict[str, Any]]:
    """Everybody at the start: two at the top, teams below, each with a manager in the same place where there is one."""
    found: dict[str, dict[str, Any]] = {
        "H1": {"job": "CRO", "department": "EXEC", "location": "NYC", "costCentre": "900"},
        "H2": {"job": "CFO", "department": "EXEC", "location": "NYC", "costCentre": "900", "supervisor": "H1"},
    }
    for department, lead, jobs, centre, share in TEAMS:
        found |= _team(len(found), department, lead, jobs, centre, share)
    for number in range(len(found), PEOPLE):
        found[f"H{number + 1}"] = {"job": "CLRK", "department": "OPS", "location": "NYC", "costCentre": "100", "supervisor": "H2"}
    for number, (name, fields) in enumerate(list(found.items())[5 : 5 + ADOPTED]):
        found[name] = {**fields, **_known(number, name), "account": _account(number, name, fields)}
    for name, fields in list(found.items()):
        if fields["job"] == "AE":
            found[name] = {**fields, "owns": {"Opportunity": 3, "Account": 1}}
    return found


def _team(offset: int, department: str, lead: str, jobs: tuple[str, ...], centre: str, share: int) -> dict[str, dict[str, Any]]:
    boss = f"H{offset + 1}"
    team: dict[str, dict[str, Any]] = {}
    places = islice(cycle(PLACES), share)
    for number, (job, (location, company)) in enumerate(zip(cycle(jobs), places, strict=False)):
        job, up = (lead, "H1") if number == 0 else (job, boss)  # noqa: PLW2901  # the first of a team leads it
        team[f"H{offset + number + 1}"] = {
            "job": job, "department": department, "location": location, "company": company, "costCentre": centre, "supervisor": up,
        }  # fmt: skip
    return team


def _known(number: int, name: str) -> dict[str, str]:
    first, last = GIVEN[number % len(GIVEN)], FAMILY[number % len(FAMILY)]
    return {"first": first, "last": last, "number": f"{int(name[1:]):09d}", "email": f"{first}.{last}@halden.example".lower()}


def _account(number: int, name: str, fields: dict[str, Any]) -> dict[str, Any]:
    """An account as somebody made it by hand: an old login, a title gone stale, some without an employee number."""
    known = _known(number, name)
    login = f"{known['first'][0]}{known['last']}@halden.example".lower()
    mine = {"firstName": known["first"], "lastName": known["last"], "email": known["email"], "title": "Associate"}
    if number % 3:
        mine["employeeNumber"] = known["number"]
    accounts: dict[str, Any] = {"okta": {"login": login, "status": "ACTIVE", "profile": mine}}
    if fields["job"] in ("AE", "SDR", "SUPA") and number % 2:
        accounts["salesforce"] = {
            "username": f"{login}.legacy", "first": known["first"], "last": known["last"], "email": known["email"],
            "profile": "Halden Sales User", "active": True, "fields": {"EmployeeNumber": known["number"]},
        }  # fmt: skip
    return accounts


def steps() -> Iterator[tuple[datetime, dict[str, Any]]]:
    """A fortnight, working day by working day: what HR keys, and when."""
    for day in (day for day in range(14) if (START + day * DAY).weekday() < 5):
        morning, noon, evening = (START + day * DAY + timedelta(hours=hour) for hour in (9, 14, 20))
        hired = (START + (day + 2) * DAY).date().isoformat()
        seller, engineer = _hire("SDR", "SALES", "NYC", "H3", hired), _hire("SWE", "ENG", "LON", "H63", hired)
        yield morning, {"note": "a seller and an engineer are hired", "add": {f"N{day}a": seller, f"N{day}b": engineer}}
        moves = dict(_moves(day))
        yield noon, {"note": f"{len(moves)} people change title, place, job or manager", "ukg": moves}
        last = (START + (day + 1) * DAY).date().isoformat()
        leaver = f"H{20 + 3 * day}"
        end = {"lastDay": last, "terminated": last, "reason": "208"}
        yield evening, {"note": "somebody's last day is set for tomorrow", "ukg": {leaver: end}}
    urgent = {"status": "T", "terminated": "2026-03-11", "lastDay": "2026-03-11", "reason": "SEC"}
    yield START + 10 * DAY + timedelta(hours=21), {"note": "security has somebody cut at once", "ukg": {"H150": urgent}}
    yield START + 14 * DAY, {"note": "the fortnight is over"}


def _hire(job: str, department: str, location: str, supervisor: str, hired: str) -> dict[str, Any]:
    centre = "410" if department == "SALES" else "300"
    return {"job": job, "department": department, "location": location, "costCentre": centre, "supervisor": supervisor, "hired": hired}


def _moves(day: int) -> Iterator[tuple[str, dict[str, Any]]]:
    yield f"H{70 + day}", {"title": f"Engineer {day}"}
    yield f"H{90 + day}", {"location": "CHI"}
    yield f"H{120 + day}", {"job": "ACC", "department": "FIN", "costCentre": "200", "supervisor": "H143"}
    if day % 3 == 0:
        yield f"H{6 + day}", {"supervisor": "H1"}


def scenario() -> Scenario:
    """The whole fortnight."""
    planned = sorted(steps(), key=lambda step: step[0])
    return Scenario(
        file="demo",
        title="A company is adopted and provisioned, then lives through a fortnight",
        case=None,
        start=START,
        people=people(),
        steps=tuple(Step(number, at, verbs) for number, (at, verbs) in enumerate(planned)),
    )
