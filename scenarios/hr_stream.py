"""A small company, and an HR department that never rests: hires, moves, new managers and departures, drawn from a seed.

Departures stay below the brake, and everything drawn is within what `oracle` judges.
"""

import random
from datetime import datetime, timedelta
from typing import Any, Final

Fields = dict[str, Any]
LEADS: Final = {"SALES": "K2", "ENG": "K3", "SUPP": "K4", "FIN": "K5"}
JOBS: Final = {"SALES": ("RSM", "AE", "SDR"), "ENG": ("SRE", "SWE", "SRE"), "SUPP": ("SUPA", "SUPA"), "FIN": ("ACC", "ACC")}
"""Department → its lead's job, then its members'."""
ALIKE: Final = {"SALES": ("SALES", "SUPP"), "SUPP": ("SALES", "SUPP"), "ENG": tuple(LEADS), "FIN": tuple(LEADS)}
"""Department → those whose lead may be one's manager."""
CENTRES: Final = {"SALES": "410", "ENG": "300", "SUPP": "520", "FIN": "200"}
PLACES: Final = (("NYC", "US01"), ("CHI", "US01"), ("LAX", "US02"), ("LON", "US01"), ("BER", "DE01"), ("SYD", "AU01"))
SIZE: Final = 60


def company() -> dict[str, Fields]:
    """Sixty people under one head: four leads, their teams, sellers with records of their own."""
    found: dict[str, Fields] = {"K1": {"job": "CRO", "department": "EXEC", "location": "NYC", "company": "US01", "costCentre": "900"}}
    for department, lead in LEADS.items():
        found[lead] = _placed(department, JOBS[department][0], "NYC", "US01") | {"supervisor": "K1"}
    for number in range(len(found) + 1, SIZE + 1):
        department = tuple(LEADS)[number % len(LEADS)]
        members = JOBS[department][1:]
        job = members[number // len(LEADS) % len(members)]
        found[f"K{number}"] = _placed(department, job, *PLACES[number % len(PLACES)]) | {"supervisor": LEADS[department]}
        if job == "AE":
            found[f"K{number}"]["owns"] = {"Opportunity": 3, "Account": 1}
    return found


def _placed(department: str, job: str, location: str, company_code: str) -> Fields:
    centre = CENTRES[department]
    return {"job": job, "department": department, "location": location, "company": company_code, "costCentre": centre}


class HrStream:
    """Draws edits. `staff` are those whom HR still edits: neither leads nor leavers."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        started = company()
        self._departments = {name: fields["department"] for name, fields in started.items()}
        self.staff = [name for name in started if name not in {"K1", *LEADS.values()}]
        self.hired = self.left = 0

    def hire(self, at: datetime) -> dict[str, Fields]:
        """One who starts today."""
        self.hired += 1
        department = self._chance.choice(tuple(LEADS))
        job = self._chance.choice(JOBS[department][1:])
        name = f"J{self.hired}"
        self.staff.append(name)
        self._departments[name] = department
        lead = {"supervisor": LEADS[department], "hired": at.date().isoformat()}
        return {name: _placed(department, job, "NYC", "US01") | lead}

    def changes(self, count: int) -> dict[str, Fields]:
        """That many people moved, retitled, or given to another manager."""
        return {name: self._change(name) for name in self._chance.sample(self.staff, min(count, len(self.staff)))}

    def leaver(self, at: datetime, late: bool) -> dict[str, Fields]:
        """One who goes: known ahead, at once on HR's urgent word, or long gone (`late`, which opens a case). Nobody, where few are left."""
        if len(self.staff) < SIZE // 2:
            return {}
        name = self._chance.choice(self.staff)
        self.staff.remove(name)
        self.left += 1
        when = 1.0 if late else self._chance.random()
        if when < 0.25:
            today = at.date().isoformat()
            return {name: {"status": "T", "terminated": today, "lastDay": today, "reason": "SEC"}}
        if when > 0.8:
            long_ago = (at - timedelta(days=3)).date().isoformat()
            return {name: {"status": "T", "terminated": long_ago, "lastDay": long_ago, "reason": "208"}}
        last = (at + timedelta(days=2)).date().isoformat()
        return {name: {"terminated": last, "lastDay": last, "reason": "208"}}

    def _change(self, name: str) -> Fields:
        kind = self._chance.choice(("title", "department", "manager", "place"))
        if kind == "title":
            return {"title": f"Specialist {self._chance.randrange(1000)}"}
        if kind == "manager":
            # in Salesforce nobody can be named as manager who is not in it
            return {"supervisor": LEADS[self._chance.choice(ALIKE[self._departments[name]])]}
        if kind == "place":
            return {"location": self._chance.choice(("NYC", "CHI", "LON"))}
        department = self._departments[name] = self._chance.choice(tuple(LEADS))
        job = self._chance.choice(JOBS[department][1:])
        moved = {"job": job, "department": department, "costCentre": CENTRES[department]}
        return moved | {"supervisor": LEADS[department]}
