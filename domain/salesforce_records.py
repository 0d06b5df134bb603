"""Whose her records are: handed on when she leaves, covered while she is on leave, given back when she returns (company.md, Leave).

Covered records carry their original owner, so the org itself remembers them. What a leaver's records became is remembered by the product.
A record whose owner is none of those it was meant for was given to somebody by hand: it stays there, and the audit says which.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.desired import CaseRef
from domain.outcomes import MOST_MOVED, Account, Action, Moved
from domain.planning import Asked, Difference
from domain.salesforce_seen import RECORDS, Seen, User

ROWS = 200
MOST_RECORDS = 2000
LOOK_AGAIN = timedelta(minutes=15)
COVER = "cover"
"""In an action's arguments: the flags of cover are written with the owner."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Records of one object to be written in one action."""

    object: str
    ids: tuple[str, ...]


def handed_on(asked: Asked, seen: Seen, user: User) -> Difference:
    """A leaver's open records to whom they go: an account that is active, or they stay hers and hers stays frozen (company.md)."""
    heir = asked.transition.records_to
    owner = asked.ids.get(heir or "")
    if not any(seen.records.values()):
        return Difference()
    if heir and owner is None:
        return Difference(waiting_for=heir)
    kept = CaseRef(kind="records-kept", field="salesforce", detail="nobody above may own the open records")
    if owner is None or owner == user.id:
        return Difference(cases=(kept,))
    if not seen.owner_active:
        return Difference(cases=(replace(kept, detail=f"{owner} is not active"),), check_after=LOOK_AGAIN)
    return _written(_reassign(number, user.id, owner, chunk) for number, chunk in enumerate(_chunks(seen.records)))


def covered(asked: Asked, seen: Seen, user: User, account: Account) -> Difference:
    """Her open records, those of an earlier cover, and those an end had moved, to the cover rep of now; flagged, so that they come back."""
    heir = asked.transition.records_to
    owner = asked.ids.get(heir or "")
    heirs = set(account.heirs) - {owner}
    ids: dict[str, tuple[str, ...]] = {kind: tuple(seen.records.get(kind, ())) for kind in RECORDS}
    for kind, owners in _away(seen, account).items():
        ids[kind] += tuple(record for record, has in owners.items() if has in heirs)
    if not any(ids.values()):
        return Difference()
    if heir and owner is None:
        return Difference(waiting_for=heir)
    if owner is None or owner == user.id:
        return Difference()
    if not seen.owner_active:
        return Difference(check_after=LOOK_AGAIN)
    return _written(_reassign(number, user.id, owner, chunk, cover=True) for number, chunk in enumerate(_chunks(ids)))


def given_back(seen: Seen, user: User, account: Account) -> Difference:
    """Everything that was taken from her and that nobody gave to somebody else since; flags go in any case."""
    actions: list[Action] = []
    for number, (kind, ids) in enumerate(seen.covered.items()):
        hers = {record: has for record, has in ids.items() if has in account.heirs}
        actions += _restore(f"cover-{number}", user.id, (kind, tuple(hers)), (), cover=True)
        kept = tuple(record for record, has in ids.items() if record not in hers and has != user.id)
        own = tuple(record for record, has in ids.items() if has == user.id)
        actions += _uncover(f"free-{number}", user.id, _Chunk(kind, (*kept, *own)), kept=kept)
    for number, moved in enumerate(account.moved):
        meant = {moved.to, *account.heirs}
        hers = {record: seen.owners[record] for record in moved.ids if seen.owners.get(record) in meant}
        kept = tuple(record for record in moved.ids if record not in hers and seen.owners.get(record, user.id) != user.id)
        actions += _restore(f"moved-{number}", user.id, (moved.object, tuple(hers)), kept)
    return _written(actions)


def left_behind(seen: Seen, user: User, account: Account) -> Iterator[Action]:
    """Of somebody who leaves while on leave: flags go, records stay with whom they are. Those with a cover rep are remembered as moved."""
    number = 0
    for kind, ids in seen.covered.items():
        for owner in sorted(set(ids.values())):
            to = owner if owner in account.heirs else ""
            yield from _uncover(f"leave-{number}", user.id, _Chunk(kind, tuple(each for each in ids if ids[each] == owner)), to=to)
            number += 1


def _away(seen: Seen, account: Account) -> dict[str, dict[str, str]]:
    """Object → record → owner, of all that was hers and is elsewhere."""
    found: dict[str, dict[str, str]] = {kind: dict(ids) for kind, ids in seen.covered.items()}
    for moved in account.moved:
        owners = {record: seen.owners[record] for record in moved.ids if record in seen.owners}
        found.setdefault(moved.object, {}).update(owners)
    return found


def _written(actions: Iterable[Action]) -> Difference:
    """As many as one plan takes, and at once more where that was not all."""
    every = list(actions)
    most = MOST_RECORDS // ROWS
    return Difference(actions=tuple(every[:most]), check_after=timedelta(0) if len(every) > most else None)


def _chunks(records: Mapping[str, Sequence[str]]) -> Iterator[_Chunk]:
    for kind in RECORDS:
        ids = tuple(dict.fromkeys(records.get(kind, ())))
        yield from (_Chunk(kind, ids[at : at + ROWS]) for at in range(0, len(ids), ROWS))


def _args(chunk: _Chunk, **more: str) -> dict[str, str]:
    said = {"object": chunk.object, **_named(chunk.ids)}
    return said | {name: value for name, value in more.items() if value}


def _reassign(number: int, user: str, owner: str, chunk: _Chunk, cover: bool = False) -> Action:
    args = _args(chunk, to=owner, cover="yes" if cover else "")
    return Action(id=f"reassign-{number}", name="reassign", subject=user, args=args, changes={"OwnerId": (user, owner)})


def _restore(name: str, user: str, records: tuple[str, tuple[str, ...]], kept: Sequence[str], cover: bool = False) -> Iterator[Action]:
    """`kept`: records that somebody gave to others meanwhile. They are told with the first action, which may have none to give back."""
    kind, ids = records
    chunks = [_Chunk(kind, ids[at : at + ROWS]) for at in range(0, len(ids), ROWS)]
    for number, chunk in enumerate(chunks or ([_Chunk(kind, ())] if kept else [])):
        args = _args(chunk, to=user, cover="yes" if cover else "", **_told(kept if number == 0 else ()))
        yield Action(id=f"restore-{name}-{number}", name="restore", subject=user, args=args, changes={"OwnerId": (None, user)})


def _uncover(name: str, user: str, chunk: _Chunk, to: str = "", kept: Sequence[str] = ()) -> Iterator[Action]:
    for number, at in enumerate(range(0, len(chunk.ids), ROWS)):
        part = _Chunk(chunk.object, chunk.ids[at : at + ROWS])
        args = _args(part, to=to, **_told([record for record in kept if record in part.ids]))
        yield Action(id=f"uncover-{name}-{number}", name="uncover", subject=user, args=args)


def _told(kept: Sequence[str]) -> dict[str, str]:
    return {"kept": ",".join(kept), "kept_count": str(len(kept))} if kept else {}


def remembered(account: Account, action: Action) -> Account:
    """Her account with what is hers elsewhere, and with whom.

    Records are remembered when they are meant to move: of two hundred in one call some may have moved although the call as a whole failed,
    and one that has not is seen to be hers still. They are forgotten when they are given back.
    """
    ids, to = set(ids_of(action)), action.args.get("to", "")
    gone = ids | set(filter(None, action.args.get("kept", "").split(",")))
    moved = _without(account.moved, gone)
    if action.name == "restore" or not to:
        return replace(account, moved=moved)
    heirs = tuple(dict.fromkeys((*account.heirs, to)))
    if action.name == "reassign" and COVER in action.args:
        return replace(account, moved=moved, heirs=heirs)
    room = MOST_MOVED - sum(len(each.ids) for each in moved)
    kept = ids_of(action)[: max(0, room)]
    more = (Moved(object=action.args["object"], to=to, ids=kept),) if kept else ()
    return replace(account, moved=_joined((*moved, *more)), heirs=heirs)


def with_heir(asked: Asked, account: Account) -> Account:
    """The owner her records are meant for now counts among the heirs, whoever's work brings them there: the last one's leaving does."""
    owner = asked.ids.get(asked.transition.records_to or "")
    if owner is None or owner in account.heirs or not (account.moved or account.on_leave):
        return account
    return replace(account, heirs=(*account.heirs, owner))


def still_away(seen: Seen, user: User, account: Account) -> Account:
    """Her account without the records that are hers again or are no more, and without heirs where there is nothing left to give back."""
    back = {record for each in account.moved for record in each.ids if seen.owners.get(record, user.id) == user.id}
    moved = _without(account.moved, back)
    return replace(account, moved=moved, heirs=account.heirs if moved or account.on_leave else ())


def _without(moved: Sequence[Moved], ids: set[str]) -> tuple[Moved, ...]:
    left = [replace(each, ids=tuple(record for record in each.ids if record not in ids)) for each in moved]
    return tuple(each for each in left if each.ids)


def _joined(moved: Sequence[Moved]) -> tuple[Moved, ...]:
    """One entry for each object and owner."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in moved:
        found.setdefault((each.object, each.to), []).extend(each.ids)
    return tuple(Moved(object=kind, to=to, ids=tuple(ids)) for (kind, to), ids in found.items())


def ids_of(action: Action) -> tuple[str, ...]:
    """The records that an action writes."""
    return tuple(each for each in action.args.get("records", "").split(",") if each)


def narrowed_to(action: Action, ids: Sequence[str]) -> dict[str, str]:
    """The arguments of an action that came as far as these records."""
    return {**action.args, **_named(ids)}


def _named(ids: Sequence[str]) -> dict[str, str]:
    return {"count": str(len(ids)), "records": ",".join(ids)}
