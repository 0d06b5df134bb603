"""The types and operations of UKG's SOAP services, as tables (ukg.md §1.2, §1.5 to §1.10).

A line is `Name(Base): member member:kind …` in the order of the wire. Kinds: none a text that may be nil; `b` bool, `d` date-time, `n`
decimal, `f` double, `i` int; `i?` an int that may be nil; `kv` pairs of texts; `[X]` a list of X; else a type of this table, which may be
nil.
"""

from dataclasses import dataclass
from typing import Final

CONTRACTS: Final = "http://www.ultipro.com/contracts"
LOGIN: Final = "http://www.ultipro.com/services/loginservice"
TOKEN: Final = "http://www.ultimatesoftware.com/foundation/authentication/ultiprotoken"
KEY: Final = "http://www.ultimatesoftware.com/foundation/authentication/clientaccesskey"
PAIRS: Final = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
PING: Final = "http://tempuri.org/IUesWcfService/Ping"


@dataclass(frozen=True, slots=True)
class Type:
    """A complex type: its base's name, and its own members with their kinds."""

    name: str
    base: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Service:
    """One employee service: what it finds, gets and writes. `right` is the screen name of the right it needs."""

    name: str
    right: str
    row: str
    nested: str
    item: str
    taken: str
    find: str
    get: str
    update: str
    answers: str

    @property
    def namespace(self) -> str:
        return f"http://www.ultipro.com/services/{self.name.lower()}"

    def action(self, operation: str) -> str:
        return f"{self.namespace}/I{self.name}/{operation}"

    def returns(self, operation: str) -> str:
        """The type of an operation's result."""
        kind = {self.find: "Find", self.get: "Get", self.update: "Update"}[operation]
        return f"{self.answers}{kind}Response"


SERVICES: Final = {
    service.name.lower(): service
    for service in (
        Service(
            "EmployeePerson", "Employee Person", "EmployeePerson", "People", "Person", "Person",
            "FindPeople", "GetPersonByEmployeeIdentifier", "UpdatePerson", "Person",
        ),
        Service(
            "EmployeeJob", "Employee Job", "EmployeeJob", "Jobs", "Job", "Job",
            "FindJobs", "GetJobByEmployeeIdentifier", "UpdateJob", "Job",
        ),
        Service(
            "EmployeeEmploymentInformation", "Employee Employment Information", "EmployeeEmploymentInformation", "EmploymentInformations",
            "EmploymentInformation", "EmploymentInformation", "FindEmploymentInformations",
            "GetEmploymentInformationByEmployeeIdentifier", "UpdateEmploymentInformation", "EmploymentInformation",
        ),
        Service(
            "EmployeeTermination", "Employee Termination", "EmployeeTerminationInfo", "TerminationInfo", "TerminationInfo", "Termination",
            "FindTerminations", "GetTerminationByEmployeeIdentifier", "TerminateEmployee", "Termination",
        ),
        Service(
            "EmployeeUserDefinedFields", "Employee User Defined Fields", "EmployeeUserDefinedFields", "UserDefinedFields",
            "UserDefinedFields", "UserDefinedFields", "FindUserDefinedFields", "GetUserDefinedFieldsByEmployeeIdentifier",
            "UpdateUserDefinedFields", "UserDefinedFields",
        ),
    )
}  # fmt: skip

_COMMON: Final = """
EntityIdentifier:
EmployeeIdentifier(EntityIdentifier): CompanyCode
EmployeeNumberIdentifier(EmployeeIdentifier): EmployeeNumber
EmailAddressIdentifier(EmployeeIdentifier): EmailAddress
SsnIdentifier(EmployeeIdentifier): Ssn
SinIdentifier(EmployeeIdentifier): Sin
NationalIdentifier(EmployeeIdentifier): NationalId
UserDefinedIdentifier(EmployeeIdentifier): Value
CompanyIdentifier(EntityIdentifier):
CompanyCodeIdentifier(CompanyIdentifier): CompanyCode
ImportCodeIdentifier(CompanyIdentifier): ImportCode
FederalIdIdentifier(CompanyIdentifier): FederalId
EmployeeQuery: CompanyCode CompanyName Country EmployeeNumber FirstName FormerName FullOrPartTime Job LastHire LastName Location \
OrganizationLevel1 OrganizationLevel2 OrganizationLevel3 OrganizationLevel4 OriginalHire PageNumber PageSize PayGroup Status \
SupervisorLastName TerminationDate TimeClockId
OperationMessage: Code LogEntryId Message PropertyName Severity:Severity
PagingInfo: CurrentPage:i PageSize:i PageTotal:i TotalItems:i
Result: HasErrors:b HasWarnings:b Messages:[OperationMessage] PagingInfo:PagingInfo RequestNumber:i? Success:b
ReadResponse: OperationResult:Result
FindResponse(ReadResponse):
GetResponse(ReadResponse):
WriteResponse: HasErrors:b HasWarnings:b OperationResult:Result Results:[Result] Success:b
UpdateResponse(WriteResponse):
Employee: CompanyCode EmployeeNumber FirstName LastName
"""
_OWN: Final = {
    "Person": """
Person: AlternateEmailAddress EmailAddress EmployeeIdentifier:EmployeeIdentifier FirstName FormerLastName LastName MiddleName \
PreferredFirstName Prefix SSN SelfServiceProperties:kv Suffix SuppressSSN:b
""",
    "Job": """
Job: Agricultural:b AlternateTitle DateInJob:d DirectLabor:b EffectiveDate:d EmployeeIdentifier:EmployeeIdentifier EmployeeType \
FullOrPartTime HourlyOrSalaried JobCode JobGroup LocalUnion NationalUnion OrgLevel1 OrgLevel2 OrgLevel3 OrgLevel4 PayFrequency PayGroup \
PayScaleCode Project Promotion:b ReasonCode ScheduledHours:n Seasonal:b SelfServiceProperties:kv ShiftCode ShiftGroup StepNo:i? \
Supervisor:EmployeeIdentifier TimeClock Transfer:b YouthTraining:b
""",
    "EmploymentInformation": """
EmploymentInformation: ArrearsSuspendedFrom:d ArrearsSuspendedTo:d BeneSeniority:d Deceased:b DeceasedDate:d EarlyRetirement:d \
EmployeeIdentifier:EmployeeIdentifier EmploymentStatus FMLA_Code HCSOEndDate:d HCSONotCovered:b HCSOStartDate:d Job JobStart:d LastHire:d \
LastPerfReview:d LastSalaryReview:d LeaveReason NextPerfReview:d NextSalaryReview:d OriginalHire:d PTOSuspendedFrom:d PTOSuspendedTo:d \
PayAutomatically:b PaySuspendedFrom:d PaySuspendedTo:d ROEIssueReason RegularRetirement:d SelfServiceProperties:kv Seniority:d \
StatusAnticipatedEnd:d StatusStartDate:d Weeks:f
""",
    "TerminationInfo": """
TerminationInfo: EligibleForRehire:b EmployeeIdentifier:EmployeeIdentifier LastDayWorked:d Status
Termination: CobraDate:d CobraQualifyingEvent:b CobraReason EligibleForRehire:b EligibleForSeverance:b \
EmployeeIdentifier:EmployeeIdentifier HomeCompanyIdentifier:CompanyIdentifier InactivateAutopay:b InactivateDirectDeposit:b \
LastDayWorked:d Notes PaidThroughDate:d RoeIssueReason TerminationDate:d TerminationReason
""",
}
_COMPANY_FIELDS: Final = {**dict.fromkeys((6, 7, 8, 16, 17, 18, 27, 28), "d"), **dict.fromkeys((9, 10, 19, 20, 25, 26), "n")}
_OTHER_FIELDS: Final = {**dict.fromkeys((5, 6, 12, 13), "d"), **dict.fromkeys((3, 4, 10, 11), "n")}
WIDTHS: Final = {
    "Eec": {**dict.fromkeys((1, 2, 3, 11, 12, 13), 10), **dict.fromkeys((4, 5, 14, 15), 25), **dict.fromkeys((21, 22, 23, 24), 1), 29: 40},
    "Eep": {**dict.fromkeys((1, 2, 8, 9), 25), 7: 15, 14: 15},
    "Ein": {**dict.fromkeys((1, 2, 8, 9), 25), 7: 15, 14: 15},
}
"""Longest text of a slot, by family (ukg.md §1.10)."""


def slots() -> dict[str, tuple[str, int, str]]:
    """Every slot's wire name: its family, number and kind."""
    families = (("Eec", 29, _COMPANY_FIELDS), ("Eep", 14, _OTHER_FIELDS), ("Ein", 14, _OTHER_FIELDS))
    return {
        f"{family}UdField{number:02d}": (family, number, kinds.get(number, ""))
        for family, count, kinds in families
        for number in range(1, count + 1)
    }


def types_of(service: Service) -> dict[str, Type]:
    """All types that a service speaks in, lists included."""
    fields = " ".join(f"{name}:{kind}" if kind else name for name, (_, _, kind) in slots().items())
    own = _OWN.get(service.item, f"UserDefinedFields: {fields} EmployeeIdentifier:EmployeeIdentifier")
    answers = f"""
{service.row}(Employee): {service.nested}:[{service.item}]
{service.answers}FindResponse(FindResponse): Results:[{service.row}]
{service.answers}GetResponse(GetResponse): Results:[{service.item}]
{service.answers}UpdateResponse(UpdateResponse):
"""
    return {kind.name: kind for text in (_COMMON, own, answers) for kind in map(_type, text.replace("\\\n", "").split("\n")) if kind}


def _type(line: str) -> Type | None:
    head, colon, rest = line.strip().partition(":")
    if not colon:
        return None
    name, _, base = head.partition("(")
    members = tuple((member, kind) for member, _, kind in (word.partition(":") for word in rest.split()))
    return Type(name, base.rstrip(")"), members)


def members_of(types: dict[str, Type], name: str) -> list[tuple[str, str]]:
    """A type's members in the order of the wire: the base's first."""
    found = types[name]
    return [*(members_of(types, found.base) if found.base else ()), *found.members]
