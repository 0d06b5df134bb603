"""What the org shows of a crew, in few queries: users by every evidence, then logins, territories and open records of those found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from simple_salesforce.format import format_soql

from domain.link import Link, link_all
from domain.planning import taken_from
from domain.policy import Policy
from domain.salesforce import OFF
from domain.salesforce_seen import PERSON_KEY, RECORDS, Seen, User
from sinks.salesforce.absence import COVERED_FLAG, Away, is_covered, marks_asked, may_be_marked, records_asked
from sinks.salesforce.classify import of_status
from sinks.salesforce.client import Client, SubrequestFailed
from sinks.target import Refused, Trouble, Wanted

COLUMNS = "Id Username FirstName LastName Email EmployeeNumber IsActive ManagerId Profile.Name UserRole.Name FederationIdentifier".split()
IN_LIST = 100
"""Values in one list: the address of a query may have 16,384 bytes (salesforce.md §6.6), and a Username has up to 80."""
IDS = 400
"""Ids in one list: they have 18 characters."""
UNCOVERED = f"{COVERED_FLAG} = false"
"""Records that somebody covers for another are that one's to pass on."""
RETRY = timedelta(hours=1)

OPEN = {"Opportunity": "IsClosed = false", "Case": "IsClosed = false", "Lead": "IsConverted = false", "Account": ""}
"""Which records count as open (salesforce.md §3): accounts always do."""

STAFF = "UserType = 'Standard'"
"""Customers and partners have users too; whoever of them is called like somebody is not her."""

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads through a client, by a policy."""

    client: Client
    policy: Policy
    territories: bool

    async def read(self, crew: Sequence[Wanted]) -> dict[str, Seen | Trouble]:
        """Person id → what is there. Raises what `Client.query` raises."""
        searched = await self._rows({"User": self._searches(crew)})
        users = {row["Id"]: self._user(row) for row in searched["User"]}
        links = link_all(crew, users.values(), self.policy.settings.salesforce_suffix)
        rows = await self._rows(self._around(crew, links))
        away = await self._away(crew, links)
        return {wanted.person: away.told(_seen(wanted, links[wanted.person], users, rows)) for wanted in crew}

    async def _away(self, crew: Sequence[Wanted], links: Mapping[str, Link[User]]) -> Away:
        """What of the crew is marked, covered or with somebody else: asked for only where there may be something."""
        marked = [user.id for wanted in crew if may_be_marked(wanted) and (user := links[wanted.person].user)]
        owned = records_asked(crew)
        try:
            rows = await self._rows(marks_asked(marked)) if marked else {}
        except SubrequestFailed as failed:
            return Away(marked=frozenset(marked), missing=_missing_field(failed))
        owners = await self._rows({kind: _listed(f"SELECT Id, OwnerId FROM {kind}", "Id", ids, most=IDS) for kind, ids in owned.items()})
        return Away(rows=rows, owners={row["Id"]: row["OwnerId"] for each in owners.values() for row in each})

    async def _rows(self, asked: Mapping[str, Sequence[str]]) -> Rows:
        """The rows of each kind, all kinds asked for at once."""
        answers = iter(await self.client.query([soql for soqls in asked.values() for soql in soqls]))
        return {kind: [row for _ in soqls for row in next(answers)] for kind, soqls in asked.items()}

    def _around(self, crew: Sequence[Wanted], links: Mapping[str, Link[User]]) -> dict[str, list[str]]:
        """Logins and territories of everybody found, open records of those who leave."""
        found = [link.user.id for link in links.values() if link.user]
        leaving = [user.id for wanted in crew if _leaves(wanted) and (user := links[wanted.person].user)]
        absent = [user.id for wanted in crew if is_covered(wanted) and (user := links[wanted.person].user)]
        asked = {"UserLogin": _listed("SELECT Id, UserId, IsFrozen FROM UserLogin", "UserId", found)}
        if self.territories:
            asked["Territory"] = _listed("SELECT Id, UserId, Territory2.Name FROM UserTerritory2Association", "UserId", found)
        for kind in RECORDS:
            head, uncovered = f"SELECT Id, OwnerId FROM {kind}", " AND ".join(filter(None, (OPEN[kind], UNCOVERED)))
            asked[kind] = [*_listed(head, "OwnerId", leaving, OPEN[kind]), *_listed(head, "OwnerId", absent, uncovered)]
        return asked

    def _searches(self, crew: Sequence[Wanted]) -> list[str]:
        """By id and person id for everybody; by number, name and address only for those whose account is not known yet."""
        head = f"SELECT {', '.join(dict.fromkeys((*COLUMNS, PERSON_KEY, *self._kept())))} FROM User"
        people = [wanted.person for wanted in crew]
        heirs = [wanted.ids.get(wanted.transition.records_to or "") for wanted in crew if _leaves(wanted) or is_covered(wanted)]
        new = [wanted for wanted in crew if wanted.account is None]
        addresses = [address for wanted in new for address in (wanted.login, wanted.mail) if address]
        names = [f"{first} {wanted.last}" for wanted in new for first in (wanted.given, wanted.first) if first and wanted.last]
        suffix = self.policy.settings.salesforce_suffix
        return [
            *_listed(head, "Id", [*(wanted.account.id if wanted.account else taken_from(wanted) for wanted in crew), *heirs]),
            *_listed(head, PERSON_KEY, people),
            *_listed(head, "FederationIdentifier", [wanted.person for wanted in new]),
            *_listed(head, "EmployeeNumber", [wanted.transition.number for wanted in new]),
            *_listed(head, "Username", [*addresses, *(address + suffix for address in addresses)]),
            *_listed(head, "Email", addresses, STAFF),
            *_listed(head, "Name", names, STAFF),
        ]

    def _kept(self) -> list[str]:
        return [rule.attribute for rule in self.policy.fields if rule.system == "salesforce"]

    def _user(self, row: Row) -> User:
        return User(
            id=row["Id"],
            active=row["IsActive"],
            profile=_parent(row, "Profile"),
            role=_parent(row, "UserRole"),
            manager=row["ManagerId"],
            person=row[PERSON_KEY],
            federation=row["FederationIdentifier"],
            number=row["EmployeeNumber"],
            first=row["FirstName"],
            last=row["LastName"],
            username=row["Username"],
            mail=row["Email"],
            fields={name: row[name] for name in self._kept()},
        )


def _seen(wanted: Wanted, link: Link[User], users: Mapping[str, User], rows: Rows) -> Seen:
    user = link.user.id if link.user else ""
    login = next((row for row in rows["UserLogin"] if row["UserId"] == user), {})
    heir = users.get(wanted.ids.get(wanted.transition.records_to or "", ""))
    hands_over = _leaves(wanted) or is_covered(wanted)
    return Seen(
        user=link.user,
        doubt=link.doubt,
        login=login.get("Id"),
        frozen=bool(login.get("IsFrozen")),
        territories={_parent(row, "Territory2") or row["Id"]: row["Id"] for row in rows.get("Territory", ()) if row["UserId"] == user},
        records={kind: tuple(row["Id"] for row in rows[kind] if row["OwnerId"] == user) for kind in RECORDS} if hands_over else {},
        owner_active=heir is None or heir.active,
    )


def _leaves(wanted: Wanted) -> bool:
    return wanted.transition.salesforce.state in OFF


def _parent(row: Row, name: str) -> str | None:
    """A parent's name; the whole parent is null where there is none (salesforce.md §5.1)."""
    shown = row[name]["Name"] if row[name] else None
    return None if shown is None else str(shown)


def _missing_field(failed: SubrequestFailed) -> Trouble:
    """The org lacks the flags of a cover: only those on leave wait for them. Raises it again where something else is wrong."""
    trouble = of_status(failed.status, failed.content)
    if isinstance(trouble, Refused) and trouble.code == "INVALID_FIELD":
        return replace(trouble, retry_after=RETRY)
    raise failed


def _listed(head: str, column: str, values: Iterable[str | None], also: str = "", most: int = IN_LIST) -> list[str]:
    """A query per so many values; none where there are no values."""
    wanted = [value for value in dict.fromkeys(values) if value]
    chunks = [wanted[at : at + most] for at in range(0, len(wanted), most)]
    tail = f" AND {also}" if also else ""
    return [f"{head} WHERE " + format_soql(f"{column} IN {{}}", chunk) + tail for chunk in chunks]
