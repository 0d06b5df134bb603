"""What HR does in a random history: each edit a function of the staff that answers with verbs of a step, or nothing where nobody fits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from scenarios.history_people import CLEARED, COMPANIES, LEADS, NEW_NAMES, PLACES, WORK, Fields, Record, Staff

Verbs = dict[str, Any]
Edit = Callable[[Staff], Verbs | None]
LEAVES: Final = ("100", "101", "102", "300", "400", "777")
ORDINARY: Final = ("202", "208", "210")
ODD_CODES: Final = (("department", "XX9"), ("costCentre", "abc"), ("location", "ZZZ"), ("job", "WIZ"))


def _ukg(name: str, **fields: Any) -> Verbs:
    return {"ukg": {name: fields}}


def hired(staff: Staff) -> Verbs:
    """Today, ahead within or beyond the window, or told afterwards; now and then a contractor."""
    chance, name = staff.random, staff.name("J")
    offset = chance.choice((0, 1, 3, 10, 20, -2, -30))
    contractor = chance.random() < 0.25
    fields = staff.contract(staff.day(offset + chance.choice((20, 90)), "NYC")) if contractor else staff.place(chance.choice(WORK))
    if not contractor and chance.random() < 0.15:
        fields["worker"] = chance.choice(("INT", "TMP", "FTR"))
    fields |= {"hired": staff.day(offset, fields["location"]), "supervisor": chance.choice(LEADS)}
    if chance.random() < 0.15:
        fields |= dict([chance.choice(ODD_CODES)])
    staff.put(name, fields, "coming" if offset > 0 else "at-work")
    return {"add": {name: fields}}


def start_moved(staff: Staff) -> Verbs | None:
    if (record := staff.pick("coming")) is None:
        return None
    offset = staff.random.choice((1, 4, 12, 20))
    record.hired = staff.today(offset)
    return _ukg(record.name, hired=staff.day(offset, record.location))


def no_show(staff: Staff) -> Verbs | None:
    if (record := staff.pick("coming")) is None:
        return None
    record.state = "over"
    if staff.random.random() < 0.5:
        del staff.records[record.name]
        return {"remove": [record.name]}
    today = staff.today().isoformat()
    return _ukg(record.name, status="T", lastDay=today, terminated=today, reason="210")


def moved(staff: Staff) -> Verbs | None:
    """Another job, another site, another manager, or a title."""
    if (record := staff.pick("at-work", "away", but=("K1",))) is None:
        return None
    return _ukg(record.name, **_move(staff, record))


def moved_ahead(staff: Staff) -> Verbs | None:
    """A move that HR keyed in for a later day."""
    if (record := staff.pick("at-work", but=("K1",))) is None or record.contractor:
        return None
    return _ukg(record.name, **_move(staff, record), **{"from": staff.day(staff.random.randint(2, 15), record.location)})


def _move(staff: Staff, record: Record) -> Fields:
    kind = staff.random.choice(("job", "site", "manager", "title", "job"))
    if kind == "site":
        record.location = staff.random.choice(PLACES)[0]
        return {"location": record.location}
    if kind == "manager":
        above = [each for each in LEADS if each != record.name and LEADS.index(each) < _level(record.name)]
        return {"supervisor": staff.random.choice(above or ["K1"])}
    if kind == "title":
        return {"title": f"Specialist {staff.random.randint(1, 99)}"}
    job, department, centre = staff.random.choice((("CDEV", "ENG", "300"), ("CSDR", "SALES", "410")) if record.contractor else WORK)
    record.job = job
    return {"job": job, "department": department, "costCentre": centre, "title": None}


def _level(name: str) -> int:
    return LEADS.index(name) if name in LEADS else len(LEADS)


def leave_taken(staff: Staff) -> Verbs | None:
    """A leave begins; or, for somebody away, another kind or another end."""
    if (record := staff.pick("at-work", "away", but=("K1",))) is None or record.contractor:
        return None
    record.state = "away"
    if staff.random.random() < 0.12:
        return _ukg(record.name, status="S")
    ends = staff.day(staff.random.choice((10, 40, 90)), record.location)
    return _ukg(record.name, status="L", leaveReason=staff.random.choice(LEAVES), leaveEnds=ends)


def returned(staff: Staff) -> Verbs | None:
    if (record := staff.pick("away")) is None:
        return None
    record.state = "at-work"
    return _ukg(record.name, status="A", leaveReason=None, leaveEnds=None)


def ended(staff: Staff) -> Verbs | None:
    """Known ahead, with garden leave, told late, a death, or urgent now or on a day."""
    if (record := staff.pick("at-work", "away", but=("K1",))) is None:
        return None
    chance = staff.random
    kind = chance.choice(("ahead", "ahead", "garden", "late", "today", "death", "urgent", "urgent-ahead", "laid-off"))
    offset = {"ahead": chance.randint(1, 20), "garden": chance.randint(1, 10), "late": -chance.choice((1, 3, 21)), "urgent-ahead": 6}.get(
        kind, 0
    )
    record.last = staff.today(offset)
    last = staff.day(offset, record.location)
    rehirable = {"rehirable": "N"} if chance.random() < 0.12 else {}
    record.state = "leaving" if kind in ("ahead", "garden", "today", "urgent-ahead") else "over"
    match kind:
        case "garden":
            record.last = staff.today(offset + 25)
            return _ukg(record.name, lastDay=last, terminated=staff.day(offset + 25, record.location), reason="208")
        case "laid-off":
            return _ukg(record.name, status="R")
        case "death" | "urgent":
            reason = "203" if kind == "death" else chance.choice(("GRM", "SEC"))
            return _ukg(record.name, status="T", lastDay=last, terminated=last, reason=reason)
        case "late":
            return _ukg(record.name, status="T", lastDay=last, terminated=last, reason="208", **rehirable)
    reason = "SEC" if kind == "urgent-ahead" else chance.choice(ORDINARY)
    dates = {"terminated": last} | ({"lastDay": last} if chance.random() < 0.8 else {})
    return _ukg(record.name, **dates, reason=reason, **rehirable)


def end_moved(staff: Staff) -> Verbs | None:
    if (record := staff.pick("leaving")) is None:
        return None
    offset = staff.random.choice((-1, 1, 5, 15))
    record.last = staff.today(offset)
    day = staff.day(offset, record.location)
    return _ukg(record.name, lastDay=day, terminated=day)


def rescinded(staff: Staff) -> Verbs | None:
    """HR takes it back: before the cut, or after it."""
    if (record := staff.pick("leaving", "over")) is None or record.name not in staff.records:
        return None
    record.state, record.last = "at-work", None
    return _ukg(record.name, status="A", leaveReason=None, leaveEnds=None, **CLEARED)


def rehired(staff: Staff) -> Verbs | None:
    """In the same record, today or ahead, sometimes within the day of the end. Not while the job history still shows a hire ahead that was
    withdrawn: it would say another job than the record."""
    record = staff.pick("over", "leaving")
    if record is None or record.contractor or max(record.hired, record.last or record.hired) > staff.today():
        return None
    offset = max(1, ((record.last or staff.today()) - staff.today()).days + 1, staff.random.choice((0, 1, 5, 15)))
    record.state, record.last, record.hired = "coming", None, staff.today(offset)
    job, department, centre = staff.random.choice(WORK)
    fields = {
        "job": job,
        "department": department,
        "costCentre": centre,
        "title": None,
        "number": f"{staff.random.randint(200000, 900000):09d}",
    }
    return _ukg(record.name, status="A", hired=staff.day(offset, record.location), leaveReason=None, leaveEnds=None, **fields, **CLEARED)


def transferred(staff: Staff) -> Verbs | None:
    """Both records in one step, or one of them, the other to follow; with the same or a new employeeId."""
    if (record := staff.pick("at-work", but=LEADS)) is None or record.contractor:
        return None
    name, begins = staff.name("T"), staff.random.choice((0, 0, 1, 4))
    fields = _second(staff, record) | {"hired": staff.day(begins, record.location), "jobChangeReasonCode": "TRI"}
    last = staff.day(begins - 1, record.location)
    out = {"lastDay": last, "terminated": last, "reason": "TRO"} | ({"status": "T"} if begins <= 0 else {})
    record.state = "over"
    staff.put(name, fields, "at-work" if begins <= 0 else "coming")
    del staff.records[record.name]
    first, second = {"ukg": {record.name: out}}, {"add": {name: fields}}
    if staff.random.random() < 0.5:
        first, second = second, first
    return first | {"then": second} if staff.random.random() < 0.7 else {**first, **second}


def _second(staff: Staff, record: Record) -> Fields:
    """A further record of the same person: in another company, or in the same, which makes it one with a new employeeId."""
    kept = {key: value for key, value in record.fields.items() if key in ("job", "department", "costCentre", "supervisor")}
    taken = {each.company for each in staff.records.values() if each.person == record.person} | {record.company}
    company = next((each for each in COMPANIES if each not in taken), "US09")
    company = record.company if staff.random.random() < 0.4 else company
    return {**kept, "person": record.person, "company": company, "location": record.location}


def second_job(staff: Staff) -> Verbs | None:
    """Somebody works in a further company, until that ends like any other employment."""
    if (record := staff.pick("at-work", but=LEADS)) is None or record.contractor:
        return None
    if sum(each.person == record.person for each in staff.records.values()) > 1:
        return None
    name, offset = staff.name("S"), staff.random.choice((0, 3))
    job, department, centre = staff.random.choice(WORK)
    fields = _second(staff, record) | {"job": job, "department": department, "costCentre": centre}
    fields["hired"] = staff.day(offset, record.location)
    staff.put(name, fields, "at-work" if offset == 0 else "coming")
    return {"add": {name: fields}}


def contract_moved(staff: Staff) -> Verbs | None:
    """Extended, or nearer."""
    contractors = [each for each in staff.records.values() if each.contractor and each.state == "at-work"]
    if not contractors:
        return None
    record = staff.random.choice(contractors)
    return _ukg(record.name, udf={"Contract end": staff.day(staff.random.choice((1, 5, 30, 90)), record.location)})


def converted(staff: Staff) -> Verbs | None:
    """Contractor to employee: the contract ends, a record in another company begins without a free day."""
    contractors = [each for each in staff.records.values() if each.contractor and each.state == "at-work"]
    if not contractors:
        return None
    record, ahead = staff.random.choice(contractors), staff.random.choice((0, 2, 10))
    name = staff.name("E")
    fields = _second(staff, record) | {"worker": "REG", "job": "SWE", "department": "ENG", "costCentre": "300"}
    fields["hired"] = staff.day(ahead + 1, record.location)
    del staff.records[record.name]
    staff.put(name, fields, "coming")
    return {"ukg": {record.name: {"udf": {"Contract end": staff.day(ahead, record.location)}}}, "add": {name: fields}}


def renamed(staff: Staff) -> Verbs | None:
    if (record := staff.pick("at-work", "coming")) is None:
        return None
    names = {each.fields.get("last") for each in staff.records.values()}
    free = [name for name in NEW_NAMES if name not in names]
    if not free:
        return None
    record.fields["last"] = staff.random.choice(free)
    return _ukg(record.name, last=record.fields["last"])


def odd_code(staff: Staff) -> Verbs | None:
    """A code that no table has; later moves may put it right."""
    if (record := staff.pick("at-work", but=("K1",))) is None:
        return None
    field, code = staff.random.choice(ODD_CODES)
    return _ukg(record.name, **{field: code})


def loop(staff: Staff) -> Verbs | None:
    """Two name each other, or one herself."""
    one, other = staff.pick("at-work"), staff.pick("at-work")
    if one is None or other is None:
        return None
    return _ukg(one.name, supervisor=other.name) | {"then": _ukg(other.name, supervisor=one.name)}


def loop_mended(staff: Staff) -> Verbs | None:
    edits = {name: {"supervisor": None if name == "K1" else "K1"} for name, each in staff.records.items() if each.state == "at-work"}
    return {"ukg": edits} if edits else None


def plan_changed(staff: Staff) -> Verbs | None:
    if (record := staff.pick("at-work")) is None:
        return None
    number = f"{staff.random.randint(100000, 199999):09d}"
    return _ukg(record.name, **staff.random.choice(({"udf": {"Sales plan": f"X-{number[-2:]}"}}, {"number": number})))


def signed_in(staff: Staff) -> Verbs | None:
    """Somebody who began some time ago signs in for the first time: until then nobody can suspend her."""
    new = [each for each in staff.records.values() if each.name[0] in "JTE" and each.state == "at-work" and each.hired < staff.today(-2)]
    return {"okta": {staff.random.choice(new).name: {"sign_in": True}}} if new else None


def tick(staff: Staff) -> None:
    """What HR's calendar brings by itself."""
    for record in staff.records.values():
        if record.state == "coming" and record.hired + timedelta(days=1) < staff.today():
            record.state = "at-work"
        elif record.state == "leaving" and record.last is not None and record.last < staff.today(-1):
            record.state = "over"


EDITS: Final[dict[Edit, int]] = {
    hired: 5, start_moved: 2, no_show: 2, moved: 6, moved_ahead: 2, leave_taken: 5, returned: 4, ended: 6, end_moved: 4, rescinded: 4,
    rehired: 7, transferred: 2, second_job: 2, contract_moved: 2, converted: 2, renamed: 1, odd_code: 2, loop: 1, loop_mended: 1,
    plan_changed: 1, signed_in: 3,
}  # fmt: skip
"""Edit → how often it is drawn."""
