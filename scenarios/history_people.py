"""A small company for a random history, and what its HR department believes of each record."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

Fields = dict[str, Any]
WORK: Final = (("AE", "SALES", "410"), ("SDR", "SALES", "410"), ("SUPA", "SUPP", "520"), ("ACC", "FIN", "200"), ("SWE", "ENG", "300"),
               ("SRE", "ENG", "300"), ("CLRK", "OPS", "100"), ("HRBP", "HR", "220"), ("CNSL", "LEGAL", "210"))  # fmt: skip
PLACES: Final = (("NYC", "US01"), ("CHI", "US01"), ("LAX", "US02"), ("HNL", "US01"), ("LON", "US01"), ("BER", "DE01"), ("BLR", "US01"),
                 ("SYD", "AU01"), ("MEL", "AU01"), ("STJ", "US01"))  # fmt: skip
COMPANIES: Final = ("US01", "US02", "AU01", "DE01")
LEADS: Final = ("K1", "K2", "K3")
NEW_NAMES: Final = ("Chen", "O'Malley", "Größer", "Novák-Lind", "Møller", "Ito", "Straße", "van Dam", "Quill", "Reyes")
CLEARED: Final[Fields] = {"lastDay": None, "terminated": None, "reason": None}


@dataclass(slots=True)
class Record:
    """One record as HR keyed it. `state`: coming, at-work, away, leaving (an end lies ahead), over."""

    name: str
    person: str
    state: str
    location: str
    company: str
    job: str
    contractor: bool = False
    hired: date = date(2020, 1, 6)
    last: date | None = None
    fields: Fields = field(default_factory=dict)


@dataclass(slots=True)
class Staff:
    """Everybody, and the calendar of what will happen to them."""

    random: Random
    now: datetime
    records: dict[str, Record] = field(default_factory=dict)
    days: list[tuple[date, str]] = field(default_factory=list)  # a day on which something begins or ends, and where
    count: int = 0

    def today(self, offset: int = 0) -> date:
        return (self.now + timedelta(days=offset)).date()

    def day(self, offset: int, location: str) -> str:
        """A day from today, marked as one to look at."""
        found = self.today(offset)
        self.days.append((found, location))
        return found.isoformat()

    def pick(self, *states: str, but: tuple[str, ...] = ()) -> Record | None:
        found = [record for record in self.records.values() if record.state in states and record.name not in but]
        return self.random.choice(found) if found else None

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def begin(self) -> dict[str, Fields]:
        """The people whom the product finds."""
        found = dict(self._leads())
        for _ in range(self.random.randint(2, 6)):
            name = self.name("P")
            found[name] = self.place(self.random.choice(WORK)) | {"supervisor": self.random.choice(LEADS[1:])}
            if found[name]["job"] in ("AE", "SUPA") and self.random.random() < 0.6:
                found[name]["owns"] = {"Opportunity": self.random.randint(1, 3), "Lead": self.random.randint(0, 2)}
        if self.random.random() < 0.5:
            ends = self.day(self.random.randint(3, 60), "NYC")
            found[self.name("C")] = self.contract(ends) | {"supervisor": "K3"}
        for name, fields in found.items():
            self.put(name, fields, "at-work")
        return found

    def _leads(self) -> Iterator[tuple[str, Fields]]:
        yield "K1", {"job": "CRO", "department": "EXEC", "location": "NYC", "company": "US01", "costCentre": "900"}
        yield "K2", {"job": "RSM", "department": "SALES", "location": "NYC", "company": "US01", "costCentre": "410", "supervisor": "K1"}
        yield "K3", {"job": "SRE", "department": "ENG", "location": "LON", "company": "US01", "costCentre": "300", "supervisor": "K1"}

    def place(self, work: tuple[str, str, str]) -> Fields:
        location, company = self.random.choice(PLACES)
        job, department, centre = work
        return {"job": job, "department": department, "costCentre": centre, "location": location, "company": company}

    def contract(self, ends: str) -> Fields:
        work = self.random.choice((("CDEV", "ENG", "300"), ("CSDR", "SALES", "410")))
        return self.place(work) | {"worker": "CON", "udf": {"Contract end": ends}}

    def put(self, name: str, fields: Fields, state: str) -> Record:
        record = Record(name, fields.get("person", name), state, fields["location"], fields["company"], fields["job"])
        record.contractor = fields.get("worker") == "CON"
        record.hired = date.fromisoformat(fields["hired"]) if "hired" in fields else record.hired
        record.fields = dict(fields)
        self.records[name] = record
        return record
