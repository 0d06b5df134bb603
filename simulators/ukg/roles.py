"""The rights of a service account, by the names UKG's screens give them, and which resource needs which (ukg.md §2.1)."""

from collections.abc import Mapping
from typing import Final

PERSON_DETAILS: Final = "Employee Person Details"
PERSONNEL: Final = "Personnel Integration"
COMPANY: Final = "Company Configuration Integration"
EXPORT: Final = "EmployeeExport"
HISTORY: Final = "Employee Job History Details"
PERSON: Final = "Employee Person"
JOB: Final = "Employee Job"
EMPLOYMENT: Final = "Employee Employment Information"
TERMINATION: Final = "Employee Termination"
FIELDS: Final = "Employee User Defined Fields"

VIEW, ADD, EDIT = "View", "Add", "Edit"
GRANTED: Final[Mapping[str, tuple[str, ...]]] = {
    PERSON_DETAILS: (VIEW,),
    PERSONNEL: (VIEW, ADD),
    COMPANY: (VIEW,),
    EXPORT: (VIEW,),
    HISTORY: (VIEW,),
    PERSON: (VIEW, EDIT),
    JOB: (VIEW, EDIT),
    EMPLOYMENT: (VIEW, EDIT),
    TERMINATION: (VIEW, EDIT),
    FIELDS: (VIEW, EDIT),
}
"""What a new account may. Pay, contacts and deposits are nobody's here: their resources answer 403."""
NEVER: Final = frozenset({"compensation-details", "contacts", "direct-deposit", "pay-statements", "pto-plans", "contracts", "education"})
_NEEDS: Final[Mapping[str, tuple[str, str]]] = {
    "person-details": (PERSON_DETAILS, VIEW),
    "employee-changes": (EXPORT, VIEW),
    "employee-job-history-details": (HISTORY, VIEW),
    "employee-ids": (PERSONNEL, ADD),
    "import-tool": (PERSONNEL, ADD),
    "jobs": (COMPANY, VIEW),
    "locations": (COMPANY, VIEW),
    "org-levels": (COMPANY, VIEW),
    "company-details": (COMPANY, VIEW),
    "code-tables": (COMPANY, VIEW),
    "custom-fields-schema": (COMPANY, VIEW),
    "integration-audit-configuration": (COMPANY, VIEW),
}


class Rights:
    """What the account may: `Personnel Integration (View)` and so on."""

    def __init__(self) -> None:
        self._held = {(name, way) for name, ways in GRANTED.items() for way in ways}

    def may(self, name: str, way: str) -> bool:
        return (name, way) in self._held

    def serves(self, resource: str) -> bool:
        """Whether a resource answers this account."""
        return resource not in NEVER and self.may(*_NEEDS.get(resource, (PERSONNEL, VIEW)))

    def withdraw(self, text: str) -> None:
        """`Employee Termination` or `Employee Termination (View)`; raises ValueError for a right nobody knows."""
        for held in self._meant(text):
            self._held.discard(held)

    def grant(self, text: str) -> None:
        self._held |= self._meant(text)

    def held(self) -> list[str]:
        return sorted(f"{name} ({way})" for name, way in self._held)

    def _meant(self, text: str) -> set[tuple[str, str]]:
        name, _, way = text.partition(" (")
        if name not in GRANTED:
            raise ValueError(f"{text}: no right of that name; there are {', '.join(GRANTED)}")
        ways = [way.rstrip(")")] if way else [VIEW, ADD, EDIT]
        return {(name, each) for each in ways}
