"""What the service account may do at UKG Pro, right by right, in the words of UKG's screens (ukg.md §2.1).

No person's row is asked for: a list is asked for a page far behind its end, which is empty where the right is there and refused where it is
not; bodies are not read but those of code tables.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import aiohttp

from domain.policy import Policy
from producers.ukg.rest import EMPLOYMENT, FIELDS, HISTORY, PERSON, RICHER, TIMEOUT, BadAnswer, CredentialsRefused, NotNow, RightMissing
from producers.ukg.soap import UkgSoap
from producers.ukg.soap_items import EMPLOYMENT as SOAP_EMPLOYMENT
from producers.ukg.soap_items import FIELDS as SOAP_FIELDS
from producers.ukg.soap_items import PERSON as SOAP_PERSON
from producers.ukg.soap_items import TERMINATION as SOAP_TERMINATION
from producers.ukg.soap_items import Service
from runtime.finding import Finding, Of
from runtime.settings import Ukg, needed

HERE: Final = Of("ukg")
BEHIND: Final = {"page": "1000000", "per_Page": "1", "employeeId": "000000000000"}
NOTHING: Final = "nobody's changes are seen: nothing is done anywhere"
MENU: Final = "in System Configuration, Security, Service Account Administration:"


@dataclass(frozen=True, slots=True)
class Need:
    """A resource, the right behind it, and what fails without."""

    resource: str
    right: str
    breaks: str
    setting: str = ""


ALWAYS: Final = (
    Need(PERSON, "Employee Person Details (View)", NOTHING),
    Need(EMPLOYMENT, "Personnel Integration (View)", NOTHING),
)
CHOSEN: Final = {
    ("fields", "rest"): Need(
        FIELDS, "Personnel Integration (View)", "contract ends, cover reps and sales plans are not known", "JML_UKG_FIELDS"
    ),
    ("ends", "rest"): Need(RICHER, "Personnel Integration (View)", "leaves and contracts have no expected end", "JML_UKG_ENDS"),
    ("history", "rest"): Need(
        HISTORY, "Employee Job History Details (View)", "moves keyed in ahead are seen on their day only", "JML_UKG_HISTORY"
    ),
}
BY_SOAP: Final[Mapping[str, tuple[Service, str]]] = {
    "fields": (SOAP_FIELDS, "contract ends, cover reps and sales plans are not known"),
    "ends": (SOAP_EMPLOYMENT, "leaves and contracts have no expected end"),
    "terminations": (SOAP_TERMINATION, "a leaver's last day is that of the list"),
}
UNWRITTEN: Final = "`jml sink ukg` cannot write work addresses back"
WITHDRAW: Final[Mapping[str, tuple[str, ...]]] = {
    "Employee Contacts": ("personnel/v1/contacts",),
    "Employee Direct Deposit": ("payroll/v1/direct-deposit", "personnel/v1/direct-deposit"),
    "Employee Pay Statement": ("payroll/v1/pay-statements", "personnel/v1/pay-statements"),
    "Employee Compensation Details": ("personnel/v1/compensation-details",),
}
"""What the product never reads, and where it would be."""
CODES: Final[Mapping[str, tuple[str, tuple[str, ...], str]]] = {
    "jobs": ("jobs", ("jobCode", "code"), "jobs"),
    "locations": ("locations", ("locationCode", "code"), "locations"),
    "departments": ("org-levels", ("code",), "departments"),
    "companies": ("company-details", ("companyCode",), "companies"),
    "worker types": ("code-tables/EMPLOYEETYPE", ("code",), "worker_types"),
    "termination reasons": ("code-tables/TERMREASON", ("code",), "end_kinds"),
    "leave reasons": ("code-tables/LEAVEREASON", ("code",), "leave_kinds"),
}
"""What → configuration resource, its keys for the code (ukg.md §2.6), and the policy's table."""


@dataclass(slots=True)
class Probe:
    """One tenant. Raises SettingError where its settings are missing or wrong."""

    settings: Ukg
    policy: Policy
    now: Callable[[], datetime]

    async def findings(self) -> AsyncIterator[Finding]:
        """All there is to say; where nobody is let in, only that."""
        async with AsyncExitStack() as stack:
            asked = await stack.enter_async_context(Asked.of(self.settings))
            first = await asked.status(f"personnel/v1/{PERSON}")
            if first.lost:
                yield HERE.missing("reachable", first.lost, NOTHING, _network(first.lost))
                return
            yield HERE.ok("reachable", "its certificate is trusted" if self.settings.url.startswith("https") else "in clear, on loopback")
            yield HERE.clock(first.headers, self.now())
            statuses = {PERSON: first.status, EMPLOYMENT: (await asked.status(f"personnel/v1/{EMPLOYMENT}")).status}
            if refused := _refused(statuses):
                yield refused
                return
            yield HERE.ok("credentials", "service account and customer API key")
            for need in (*ALWAYS, *(need for (name, where), need in CHOSEN.items() if getattr(self.settings, name) == where)):
                known = statuses.get(need.resource) or (await asked.status(f"personnel/v1/{need.resource}")).status
                yield _right(need, known)
            async for found in self._by_soap():
                yield found
            for right, paths in WITHDRAW.items():
                yield _withdraw(right, {(await asked.status(path)).status for path in paths})
            async for found in self._codes(asked):
                yield found

    async def _by_soap(self) -> AsyncIterator[Finding]:
        """An employee number that nobody has is asked for; where there is a user API key, also whether addresses may be written."""
        wanted = [(*BY_SOAP[name], "View") for name in BY_SOAP if getattr(self.settings, name) == "soap"]
        wanted += [(SOAP_PERSON, UNWRITTEN, way) for way in ("View", "Edit") if self.settings.user_key]
        if not wanted:
            return
        async with UkgSoap(self.settings) as soap:
            for service, breaks, way in wanted:
                what = f"right {service.right} ({way}), by SOAP"
                try:
                    await (soap.may_write(service) if way == "Edit" else soap.get(service, "", "~"))
                    yield HERE.ok(what)
                except RightMissing:
                    said = HERE.warn if service is SOAP_PERSON else HERE.missing
                    yield said(what, "not granted", breaks, f"{MENU} grant {service.right} ({way})")
                except CredentialsRefused:
                    yield HERE.missing("SOAP login", "refused", breaks, "check JML_UKG_USER_KEY: the user API key of the service account")
                    return
                except NotNow as later:
                    yield HERE.unknown(what, str(later), "try again")
                except BadAnswer:  # it was let in, and asked about nobody
                    yield HERE.ok(what)

    async def _codes(self, asked: "Asked") -> AsyncIterator[Finding]:
        right, refused = "Company Configuration Integration (View)", False
        for what, (resource, keys, table) in CODES.items():
            rows = await asked.rows(f"configuration/v1/{resource}")
            refused = refused or rows == 403
            if isinstance(rows, list):
                yield _compared(what, table, getattr(self.policy, table), _tenants(rows, keys, resource))
        if refused:
            breaks = "this page cannot tell which codes of the policy UKG does not know"
            yield HERE.warn(f"right {right}", "not granted", breaks, f"{MENU} grant {right}, if you want it checked")


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a call: its status and headers, or why there was none."""

    status: int
    headers: Mapping[str, str]
    lost: str = ""


@dataclass(slots=True)
class Asked:
    """Reads, bodies unread. Use as an async context manager."""

    base: str
    session: aiohttp.ClientSession

    @classmethod
    def of(cls, settings: Ukg) -> "Asked":
        login = aiohttp.encode_basic_auth(needed(settings.user, "JML_UKG_USER"), needed(settings.password, "JML_UKG_PASSWORD"))
        key = needed(settings.customer_key, "JML_UKG_CUSTOMER_KEY")
        headers = {"Authorization": login, "US-Customer-Api-Key": key, "Accept": "application/json"}
        return cls(needed(settings.url, "JML_UKG_URL"), aiohttp.ClientSession(headers=headers, timeout=TIMEOUT))

    async def __aenter__(self) -> "Asked":
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.session.close()

    async def status(self, path: str) -> Heard:
        try:
            async with self.session.get(f"{self.base}/{path}", params=BEHIND, allow_redirects=False) as answer:
                answer.close()  # whatever is in there, nobody wants it
                return Heard(answer.status, answer.headers)
        except (aiohttp.ClientError, TimeoutError) as lost:
            return Heard(0, {}, type(lost).__name__)

    async def rows(self, path: str) -> list[Any] | int:
        """Rows of a code table, or the status that says why not."""
        try:
            async with self.session.get(f"{self.base}/{path}", allow_redirects=False) as answer:
                rows = await answer.json(content_type=None) if answer.status == 200 else answer.status
                return rows if isinstance(rows, list) else answer.status
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return 0


def _refused(statuses: Mapping[str, int]) -> Finding | None:
    if 401 in statuses.values():
        cure = f"check JML_UKG_USER and JML_UKG_PASSWORD_FILE; {MENU} see that the account is not locked"
        return HERE.missing("credentials", "UKG does not know this account or its password", NOTHING, cure)
    if set(statuses.values()) == {403}:
        cure = f"check JML_UKG_CUSTOMER_KEY_FILE; if it is right, {MENU} grant {' and '.join(need.right for need in ALWAYS)}"
        return HERE.missing("customer API key", "everything is refused", NOTHING, cure)
    return None


def _right(need: Need, status: int) -> Finding:
    what = f"right {need.right}" + (f", for {need.resource}" if need.setting else "")
    if status in (200, 404):
        return HERE.ok(what)
    if status == 403:
        other = f", or set {need.setting}=none" if need.setting else ""
        return HERE.missing(what, "not granted", need.breaks, f"{MENU} grant {need.right}{other}")
    return HERE.unknown(what, f"UKG answered {status or 'nothing'} for {need.resource}", "try again")


def _withdraw(right: str, statuses: set[int]) -> Finding:
    what = f"right {right}"
    if 200 in statuses:
        return HERE.warn(what, "granted, and never used", "whoever gets hold of this account can read it", f"{MENU} withdraw {right}")
    return HERE.ok(what, "not granted, which is right") if 403 in statuses else HERE.unknown(what, "UKG does not say whether it is granted")


def _tenants(rows: list[Any], keys: tuple[str, ...], resource: str) -> set[str]:
    mine = [row for row in rows if isinstance(row, dict) and (resource != "org-levels" or str(row.get("level", "1")) == "1")]
    return {str(next((row[key] for key in keys if row.get(key)), "")).strip().upper() for row in mine} - {""}


def _compared(what: str, table: str, ours: Mapping[str, Any], theirs: set[str]) -> Finding:
    name = {"end_kinds": "termination_reasons", "leave_kinds": "leave_reasons"}.get(table, table)
    lacking = sorted(set(ours) - theirs)
    if lacking:
        detail = f"UKG has no {', '.join(lacking[:10])}{' …' if len(lacking) > 10 else ''}"
        return HERE.warn(
            f"codes: {what}", detail, "these rows are nobody's; a mistyped one leaves people without", f"correct policy/{name}.csv"
        )
    return HERE.ok(f"codes: {what}", f"UKG knows all {len(ours)}")


def _network(lost: str) -> str:
    if "Certificate" in lost or "SSL" in lost:
        return "trust the authority that signed its certificate (SSL_CERT_FILE), or take the interception away"
    return "check JML_UKG_URL (System Configuration, Security, Web Services lists the host), the network and its proxy"
