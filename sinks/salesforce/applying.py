"""Steps of many people as calls of up to 200 rows, one answer each (salesforce.md §5: errors come per row inside HTTP 200)."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from domain.outcomes import Action
from domain.policy import Policy
from domain.salesforce_records import narrowed_to
from domain.salesforce_seen import PERSON_KEY
from sinks.salesforce.classify import errors_of, of_error, of_row
from sinks.salesforce.client import Client
from sinks.salesforce.reference import Reference
from sinks.salesforce.writing import (
    LOGIN_ACTIONS,
    RECORD_ACTIONS,
    USER_ACTIONS,
    Row,
    UnknownName,
    login_row,
    record_rows,
    territory_id,
    user_row,
)
from sinks.target import Answer, Applied, Denied, Later, Partly, Refused, Step, Trouble, Unchanged, Unknown, Whole

ROWS = 200
MOST_NUMBERS = 9
ORDER = ("freeze", "deactivate", "unfreeze", "update", "rename", "activate", "create", "set-territory", "reassign", "restore", "uncover")
COLLECTION = "composite/sobjects"
GONE = ("ENTITY_IS_DELETED", "CANNOT_UPDATE_CONVERTED_LEAD")
"""A record that is deleted or converted needs no new owner; an association that is deleted is what was wanted."""

Result = Row | Trouble
"""One row's result as Salesforce gives it, or what the whole call means for it."""


class Applier:
    """One `apply`: no call begins after `begin_by` (monotonic s). `setup` keeps writes to users, roles and territories one after another:
    they lock the whole org (salesforce.md §2.6)."""

    def __init__(self, client: Client, reference: Reference, policy: Policy, setup: asyncio.Lock, begin_by: float) -> None:
        self._client, self._reference, self._policy = client, reference, policy
        self._setup, self._begin_by = setup, begin_by

    async def apply(self, steps: Sequence[Step]) -> list[Answer]:
        """As many answers, in order. Never raises for what Salesforce answers."""
        kinds = sorted({step.action.name for step in steps}, key=_place)
        groups = [[at for at, step in enumerate(steps) if step.action.name == kind] for kind in kinds]
        answered = await asyncio.gather(*(self._kind(kind, [steps[at] for at in group]) for kind, group in zip(kinds, groups, strict=True)))
        answers: dict[int, Answer] = {}
        for group, given in zip(groups, answered, strict=True):
            answers |= dict(zip(group, given, strict=True))
        return [answers[at] for at in range(len(steps))]

    async def _kind(self, kind: str, steps: Sequence[Step]) -> Sequence[Answer]:
        if kind in LOGIN_ACTIONS:
            results = await self._rows("PATCH", COLLECTION, [login_row(step) for step in steps])
            return [_answer(result, kind) for result in results]
        if kind in RECORD_ACTIONS:
            return await self._records(steps)
        async with self._setup:
            if kind == "set-territory":
                return await self._territories(steps)
            if kind in USER_ACTIONS:
                return await self._users(kind, steps)
        return [Refused(code="unknown-action", reason=f"there is no {kind} at Salesforce")] * len(steps)

    async def _users(self, kind: str, steps: Sequence[Step], number: int = 1) -> list[Whole]:
        """Users by id, new ones by person id; who meets a taken Username tries the next number, Salesforce alone (company.md, A13)."""
        rows = [_built(partial(self._keyed, step, number)) for step in steps]
        answers = await self._built_rows(f"{COLLECTION}/User/{PERSON_KEY}" if kind == "create" else COLLECTION, rows, kind)
        if number > 1:
            answers = [_numbered(answer, number) for answer in answers]
        taken = [at for at, answer in enumerate(answers) if isinstance(answer, Refused) and answer.code == "DUPLICATE_USERNAME"]
        if taken and number < MOST_NUMBERS:
            again = await self._users(kind, [steps[at] for at in taken], number + 1)
            for at, answer in zip(taken, again, strict=True):
                answers[at] = answer
        return answers

    def _keyed(self, step: Step, number: int) -> Row:
        row = user_row(step, self._reference, self._policy, number)
        return row if step.action.name == "create" else row | {"id": step.action.subject}

    async def _built_rows(self, path: str, rows: Sequence[Row | Refused], action: str) -> list[Whole]:
        built = [row for row in rows if not isinstance(row, Refused)]
        results = iter(await self._rows("PATCH", path, built, action))
        return [row if isinstance(row, Refused) else _answer(next(results), action) for row in rows]

    async def _territories(self, steps: Sequence[Step]) -> list[Whole]:
        """Out of the old ones, then into the new one."""
        drops = [(at, link) for at, step in enumerate(steps) for link in step.action.args.get("drop", "").split(",") if link]
        dropped = await self._drop([link for _, link in drops])
        failed: dict[int, list[Whole]] = {}
        for (at, _), result in zip(drops, dropped, strict=True):
            answer = _answer(result, "set-territory")
            if not isinstance(answer, Applied | Unchanged) and answer.code not in GONE:
                failed.setdefault(at, []).append(answer)
        rest = [at for at in range(len(steps)) if at not in failed]
        joined = await self._join([steps[at] for at in rest])
        return [worst(failed[at]) if at in failed else joined[rest.index(at)] for at in range(len(steps))]

    async def _drop(self, links: Sequence[str]) -> list[Result]:
        chunks = [links[at : at + ROWS] for at in range(0, len(links), ROWS)]
        answers = [await self._call("DELETE", COLLECTION, len(chunk), params={"ids": ",".join(chunk)}) for chunk in chunks]
        return [result for answer in answers for result in answer]

    async def _join(self, steps: Sequence[Step]) -> list[Whole]:
        rows: list[Row | Refused | None] = [_built(partial(self._membership, step)) for step in steps]
        results = iter(await self._rows("POST", COLLECTION, [row for row in rows if isinstance(row, dict) and "UserId" in row]))
        answers: list[Whole] = []
        for row in rows:
            if isinstance(row, Refused):
                answers.append(row)
            else:
                answers.append(_joined(next(results)) if row and "UserId" in row else Applied())
        return answers

    def _membership(self, step: Step) -> Row:
        territory = territory_id(step, self._reference)
        if territory is None:
            return {}
        return {"attributes": {"type": "UserTerritory2Association"}, "UserId": step.action.subject, "Territory2Id": territory}

    async def _records(self, steps: Sequence[Step]) -> list[Answer]:
        rows = [(at, row) for at, step in enumerate(steps) for row in record_rows(step)]
        rows.sort(key=lambda each: each[1]["attributes"]["type"])  # a call takes ten changes of type at most (salesforce.md §5)
        results = await self._rows("PATCH", COLLECTION, [row for _, row in rows])
        answers: dict[int, dict[str, Whole]] = {at: {} for at in range(len(steps))}
        for (at, row), result in zip(rows, results, strict=True):
            answers[at][row["id"]] = _of_record(_answer(result, "reassign"), row)
        return [_of_records(steps[at].action, answers[at]) for at in range(len(steps))]

    async def _rows(self, method: str, path: str, rows: Sequence[Row], action: str = "") -> list[Result]:
        """One result a row. A call that is refused as a whole is halved, so that one bad row stops nobody else."""
        chunks = [rows[at : at + ROWS] for at in range(0, len(rows), ROWS)]
        answered = await asyncio.gather(*(self._chunk(method, path, chunk, action) for chunk in chunks))
        return [result for chunk in answered for result in chunk]

    async def _chunk(self, method: str, path: str, rows: Sequence[Row], action: str) -> list[Result]:
        results = await self._call(method, path, len(rows), action, body={"allOrNone": False, "records": list(rows)})
        if len(rows) < 2 or not any(isinstance(result, Refused) and result.code in ("JSON_PARSER_ERROR", "400") for result in results):
            return results
        half = len(rows) // 2
        return [*await self._chunk(method, path, rows[:half], action), *await self._chunk(method, path, rows[half:], action)]

    async def _call(self, method: str, path: str, rows: int, action: str = "", **asked: Any) -> list[Result]:
        try:
            answer = await self._client.call(method, path, begin_by=self._begin_by, **asked)
        except Exception as failed:
            return [of_error(failed, action)] * rows
        if not isinstance(answer, list) or len(answer) != rows:
            return [Unknown(code="rows", reason="not a result for each row")] * rows
        return list(answer)


def begin_by(seconds: float) -> float:
    """Until when calls may begin, counted from now."""
    return time.monotonic() + seconds


def worst(answers: Sequence[Whole]) -> Whole:
    """What the answers about several rows of one action mean together: what is not known first, then what stops more."""
    for kind in (Unknown, Denied, Later, Refused, Applied):
        found = next((answer for answer in answers if isinstance(answer, kind)), None)
        if found is not None:
            return found
    return Unchanged()


def _place(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _built(build: Callable[[], Row]) -> Row | Refused:
    try:
        return build()
    except UnknownName as unknown:
        return unknown.refused()


def _answer(result: Result, action: str) -> Whole:
    if not isinstance(result, Mapping):
        return result
    if result.get("success"):
        return Applied(subject=result.get("id") if action == "create" else None)
    return of_row(errors_of(result.get("errors")), action)


def _numbered(answer: Whole, number: int) -> Whole:
    return Applied(subject=answer.subject, code=f"username-{number}") if isinstance(answer, Applied) else answer


def _joined(result: Result) -> Whole:
    answer = _answer(result, "set-territory")
    if isinstance(answer, Refused) and answer.code == "DUPLICATE_VALUE":
        return Unchanged()
    return Applied() if isinstance(answer, Applied) else answer


def _of_records(action: Action, answers: Mapping[str, Whole]) -> Answer:
    """One answer for the records of an action: those that were taken are told apart from those that were not."""
    rest = worst(list(answers.values()) or [Applied()])
    done = [record for record, answer in answers.items() if isinstance(answer, Applied)]
    if done and isinstance(rest, Later | Refused | Denied):
        return Partly(args=narrowed_to(action, done), rest=rest)
    return rest


def _of_record(answer: Whole, row: Row) -> Whole:
    if not isinstance(answer, Refused):
        return Applied() if isinstance(answer, Applied) else answer
    if answer.code in GONE:
        return Unchanged()
    kind = row["attributes"]["type"]
    field = f"{kind}.{answer.field}" if answer.field else kind
    return Refused(
        code=answer.code, reason=answer.reason, field=field, cure=answer.cure, again=answer.again, retry_after=answer.retry_after
    )
