"""What somebody who works should have at the targets, by the policy's rows."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from scenarios.oracle.life import Stand
from scenarios.oracle.spells import Spell
from scenarios.oracle.tables import Tables
from scenarios.oracle.tape import ON_LEAVE, SUSPENDED, Row, Tape

AT_WORK, PARTLY, WHOLLY, MIXED = "at-work partly wholly mixed".split()
LETTERS: Final = str.maketrans({"ø": "o", "ß": "ss", "æ": "ae", "ł": "l", "Ø": "o", "Æ": "ae", "Ł": "l"})


def absence(stand: Stand, tape: Tape) -> str:
    """How much of her access the leaves of her records take; of several records that differ a person must judge."""
    kinds = {_absence(tape.before_end(job.row), tape.tables) for job in stand.jobs}
    return kinds.pop() if len(kinds) == 1 else MIXED


def _absence(row: Row, tables: Tables) -> str:
    if row.status not in (ON_LEAVE, SUSPENDED):
        return AT_WORK
    kind = "unpaid" if row.status == SUSPENDED else tables.leaves.get(row.leave, {}).get("kind", "other")
    return WHOLLY if tables.settings["leave"][kind] == "suspended" else PARTLY


def groups(stand: Stand, away: str, tables: Tables) -> set[str]:
    """The union of what her records give, one tier, without what a leave takes that leaves Okta active."""
    prefix, order = tables.settings["tier"]["prefix"], tables.settings["tier"]["order"]
    tier = max((_tier(job, tables) for job in stand.jobs), key=order.index)
    found = {prefix + tier}.union(*(_given(job, tables) for job in stand.jobs))
    if away != PARTLY:
        return found
    rule = tables.settings["absence"]
    return {group for group in found if group in rule["keeps"] or not group.startswith(rule["takes"])}


def _tier(job: Spell, tables: Tables) -> str:
    order, worker = tables.settings["tier"]["order"], tables.workers.get(job.row.worker)
    row = tables.jobs.get(job.codes["job"])
    tier = row["tier"] if row else order[0]
    most = worker["highest"] if worker else order[0]
    return min(tier, most, key=order.index) if most else tier


def _given(job: Spell, tables: Tables) -> set[str]:
    rows = {**tables.everybody, **tables.department_groups.get(job.codes["department"], {})}
    found = {group for group, for_all in rows.items() if for_all or not job.contractor}
    found |= set(tables.workers.get(job.row.worker, {}).get("groups", "").split())
    if location := job.codes["location"]:
        found.add(tables.settings["group"]["site"].replace("{code}", location.lower()))
    if (centre := job.codes["centre"]) and not job.contractor:
        found.add(tables.settings["group"]["cost_centre"].replace("{code}", centre))
    return found


def title(job: Spell, tables: Tables) -> str | None:
    known = tables.jobs.get(job.codes["job"])
    return job.row.title or (known["title"] if known else job.row.job) or None


def profile(job: Spell, tables: Tables) -> dict[str, str | None]:
    """Okta's attributes but for the manager."""
    row, department = job.row, tables.departments.get(job.codes["department"])
    worker = tables.workers.get(row.worker)
    return {
        "title": title(job, tables), "department": department["name"] if department else None, "division": row.company or None,
        "costCenter": job.codes["centre"] or None, "employeeNumber": row.number, "userType": worker["user_type"] if worker else "employee",
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in Salesforce."""

    profile: str
    role: str | None
    territory: list[str]
    fields: dict[str, str | None]


def seat(job: Spell, tables: Tables) -> Seat | None:
    """None where the job has no row in Salesforce."""
    row = tables.jobs.get(job.codes["job"])
    if row is None or not row["profile"]:
        return None
    region = tables.region(job.codes["location"], job.row.company)
    territory = row["territory"].replace("{region}", region) if row["territory"] else ""
    department = tables.departments.get(job.codes["department"])
    fields = {
        "Department": department["name"] if department else None, "Title": title(job, tables), "EmployeeNumber": job.row.number,
        "Compensation_Plan__c": job.row.plan or row["plan"] or None, "FederationIdentifier": job.row.person,
    }  # fmt: skip
    return Seat(row["profile"], row["role"].replace("{region}", region) or None, [territory] if territory else [], fields)


def login_stem(row: Row) -> str:
    """What a login begins with; a number may follow."""
    return ".".join(_ascii(name) for name in (row.given, row.family))


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.translate(LETTERS)).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in plain if letter.isalnum() or letter in "-.")
