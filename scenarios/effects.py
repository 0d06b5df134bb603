"""Whether each effect happened once and was told once, from what the targets wrote down and what lies on the audit topic."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from scenarios import oracle
from scenarios.seen import Done, Picture

AFTER: Final = frozenset({"500-after", "reset-after"})
"""Faults whose call has taken effect all the same."""
REFUSED_INSIDE: Final = frozenset({"lock-row"})
"""Faults whose call is answered well, and its rows are not."""
DONE: Final = frozenset({"done", "recovered"})
SYSTEMS: Final = ("okta", "salesforce", "ukg")
UNDONE_BY: Final[Mapping[str, frozenset[str]]] = {
    "suspend": frozenset({"unsuspend", "reactivate"}),
    "unsuspend": frozenset({"suspend", "deactivate"}),
    "activate": frozenset({"deactivate"}),
    "deactivate": frozenset({"activate", "reactivate"}),
    "reactivate": frozenset({"deactivate"}),
    "freeze": frozenset({"unfreeze"}),
    "unfreeze": frozenset({"freeze"}),
    "add-group": frozenset({"remove-group", "deactivate"}),
    "remove-group": frozenset({"add-group"}),
}
"""Effect → what must lie between it and the same again."""
RECORDS: Final = ("001", "006", "00Q", "500")
"""Key prefixes of accounts, opportunities, leads and cases."""
RECORD_ACTIONS: Final = frozenset({"reassign", "restore", "uncover"})
Entry = Mapping[str, Any]


def findings(picture: Picture, now: datetime) -> Iterator[str]:
    """Everything that should not be, in words; nothing is well."""
    yield from oracle.differences(picture.ukg, picture.okta, picture.salesforce, now, {})
    yield from oracle.unwritten(picture.ukg, picture.okta, {})
    journals = {system: effects(picture.journals[system]) for system in SYSTEMS}
    yield from unaudited(picture, journals)
    for system, entries in journals.items():
        yield from (f"{system} {twice}" for twice in repeated(entries))
    yield from created_too_often(picture, journals)
    yield from told_twice(picture)
    if picture.dead:
        yield f"{picture.dead} dead letters"


def effects(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The write calls that took effect, those included whose answer was lost: as if it had been a good one."""
    lost = ({**entry, "status": 200} if entry["fault"] in AFTER else entry for entry in entries if entry["write"])
    taken = [entry for entry in lost if 0 < entry["status"] < 400 and entry["fault"] not in REFUSED_INSIDE]
    return [_without_refused(entry) for entry in taken]


def _without_refused(entry: dict[str, Any]) -> dict[str, Any]:
    """The call without the rows that were refused inside a good answer, where all were of one kind."""
    detail = entry["detail"]
    refused, actions = set(detail.get("failed") or ()), detail.get("actions") or {}
    if not refused or len(actions) != 1:
        return entry
    left = {action: count - len(refused) for action, count in actions.items()}
    subjects = [subject for place, subject in enumerate(detail.get("subjects") or ()) if place not in refused]
    return {**entry, "detail": {**detail, "actions": left, "subjects": subjects}}


def repeated(entries: list[dict[str, Any]]) -> Iterator[str]:
    """Effects that happened again though nothing had undone them."""
    stands: set[tuple[str, str]] = set()
    for entry in entries:
        for action, subject in _acts(entry):
            about = _about(action, subject, entry["path"])
            if (action, about) in stands:
                yield f"{action} of {about} happened twice (request {entry['number']}, {entry['at']})"
            stands -= {(other, thing) for other, thing in stands if _undoes(action, other) and _same(thing, about)}
            stands.add((action, about))


def _acts(entry: Entry) -> Iterator[tuple[str, str]]:
    actions = entry["detail"].get("actions") or {entry["operation"]: 1}
    subjects = entry["detail"].get("subjects") or [entry["subject"]]
    if len(actions) == 1:  # of a mixed call it is not known which row was which
        yield from ((action, subject) for action in actions if action in UNDONE_BY for subject in subjects if subject)


def _about(action: str, subject: str, path: str) -> str:
    """A membership is of a person in a group, everything else of the person."""
    return f"{subject} in {path.rsplit('/groups/', maxsplit=1)[-1].partition('/')[0]}" if action.endswith("-group") else subject


def _undoes(action: str, other: str) -> bool:
    return action in UNDONE_BY[other]


def _same(thing: str, about: str) -> bool:
    return thing == about or thing.startswith(f"{about} in ")


def unaudited(picture: Picture, journals: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Effects that the audit did not tell, or the other way: of Salesforce records by record, of everything else by action."""
    others = {system: [entry for entry in entries if not _records(entry)] for system, entries in journals.items()}
    said = {key: count for key, count in told(picture).items() if key[1] not in RECORD_ACTIONS}
    yield from oracle.unaudited(others, said)
    written = Counter(record for entry in journals["salesforce"] for record in _records(entry))
    audited = Counter(record for done in picture.audit if done.fate in DONE for record in _records_told(done))
    for record in sorted(written.keys() | audited.keys()):
        if written[record] != audited[record]:
            yield f"salesforce record {record}: {written[record]} effects, {audited[record]} audit records"


def _records(entry: Entry) -> list[str]:
    """The records that a call gave another owner or other flags of cover; several people's are in one call."""
    subjects = entry["detail"].get("subjects") or [entry["subject"]]
    return [subject for subject in subjects if subject and subject.startswith(RECORDS)]


def _records_told(done: Done) -> list[str]:
    if _action(done.action) not in RECORD_ACTIONS:
        return []
    return [record for record in done.record["unmapped"]["args"]["records"].split(",") if record]


def created_too_often(picture: Picture, journals: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Accounts are made as often as there are people who have one; nobody was adopted here."""
    in_okta = (user["profile"].get("ukgPersonId") for user in picture.okta["users"])
    in_salesforce = (user["fields"].get("UKG_Person_Id__c") for user in picture.salesforce["users"])
    linked = {"okta": len({*in_okta} - {None}), "salesforce": len({*in_salesforce} - {None})}
    for system, people in linked.items():
        made = sum(_creations(entry) for entry in journals[system])
        if made != people:
            yield f"{system}: {made} accounts made for {people} people"


def _creations(entry: Entry) -> int:
    actions = entry["detail"].get("actions") or {entry["operation"]: 1}
    return int(actions.get("create", 0) + actions.get("stage", 0))


def told(picture: Picture) -> dict[tuple[str, str], int]:
    """(system, action) → audit records of what was done, each uid once."""
    return dict(Counter((_system(done.action), _action(done.action)) for done in picture.audit if done.fate in DONE))


def told_twice(picture: Picture) -> Iterator[str]:
    """The same change of the same person, done for the same version, under two ids."""
    same: Counter[tuple[str, ...]] = Counter()
    for done in picture.audit:
        own = done.record["unmapped"]
        if done.fate in DONE and _system(done.action) in SYSTEMS:
            same[done.action, done.person, str(own["version"]), repr(own.get("changes")), repr(own.get("args"))] += 1
    yield from (f"{said[1]}: {said[0]} is told {count} times for version {said[2]}" for said, count in same.items() if count > 1)


def _system(action: str) -> str:
    return action.partition(" ")[0]


def _action(action: str) -> str:
    return action.partition(" ")[2]
