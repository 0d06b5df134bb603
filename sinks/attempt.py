"""One attempt for a crew of people: read, plan, intend, apply, settle. Any gap between two of these may be a process's last moment."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Generic

from domain.desired import CaseRef
from domain.drift import is_quiet, judged
from domain.outcomes import Action, Fate, Outcome, Result
from domain.work import retry_at
from runtime.ports import Trouble as HostTrouble
from schemas.seal import KeyMissing
from sinks.target import Answer, Applied, Denied, Later, Partly, Refused, S, Target, Trouble, Unknown
from sinks.tools import Tools
from sinks.turn import GOOD, Ending, LeftOpen, Settled, Turn, Untouched, refusal_cases, result_of, verdict

log = logging.getLogger(__name__)


class Attempt(Generic[S]):
    """Works on a crew once. `closing` says that no further call may begin; `share` is this process's part of the budget."""

    def __init__(self, target: Target[S], tools: Tools, closing: Callable[[], bool], share: float) -> None:
        self._target, self._tools, self._closing, self._share = target, tools, closing, share

    async def run(self, turns: Sequence[Turn[S]]) -> dict[bytes, Ending]:
        """Row key → how it ended, for each of them. Raises what the log raises."""
        read = await self._read([turn for turn in turns if turn.stopped is None])
        endings: dict[bytes, Ending] = {}
        meant: list[Turn[S]] = []
        for turn in turns:
            ending = await self._looked(turn, self._seen(turn, read))
            if ending is None:
                meant.append(turn)
            else:
                endings[turn.key] = ending
        if meant and self._closing():
            return endings | {turn.key: Untouched() for turn in meant}
        await self._intend(meant)
        await self._work(meant)
        self._tools.crash("before-settle")
        finished = await asyncio.gather(*(self._finish(turn) for turn in meant))
        return endings | {turn.key: ending for turn, ending in zip(meant, finished, strict=True)}

    async def _read(self, turns: Sequence[Turn[S]]) -> Mapping[str, S | Trouble]:
        if not turns:
            return {}
        try:
            seen = await self._target.read([turn.wanted for turn in turns])
        except (HostTrouble, asyncio.CancelledError):
            raise
        except Exception as wrong:
            log.exception("a read failed in a way its classifier does not know", extra={"system": self._target.system})
            seen = {turn.person: Later(code=type(wrong).__name__, reason="the read failed unexpectedly") for turn in turns}
        self._tools.crash("after-read")
        return seen

    def _seen(self, turn: Turn[S], read: Mapping[str, S | Trouble]) -> S | Trouble:
        if isinstance(turn.stopped, Refused):
            return turn.stopped
        return read.get(turn.person, Later(code="no-answer", reason="the read said nothing of this person"))

    async def _looked(self, turn: Turn[S], seen: S | Trouble) -> Ending | None:
        """What a read leads to; None where there is something to write."""
        if isinstance(seen, Later | Refused | Unknown | Denied):
            return await self._unread(turn, seen)
        turn.seen = seen
        if turn.row.intent:
            return await self._read_back(turn, turn.row.intent, seen)
        try:
            found = self._target.plan(turn.wanted, seen)
            turn.plan = judged(found, turn.row.agreed, turn.system, self._tools.clock.now())
        except Exception as wrong:  # a bug in pure code comes back each time: this person is parked, the others go on
            log.exception("planning failed", extra={"system": turn.system, "person": turn.person})
            turn.account = turn.row.account
            case = CaseRef(kind="data", field=turn.system, detail=f"planning failed: {type(wrong).__name__}")
            return await self._settle(turn, cases=(*turn.row.cases, case))
        try:
            self._note_account(turn)
        except KeyMissing:
            return Untouched(machine=self._tools.machine() + self._tools.limits.key_wait)
        if turn.wanted.transition.report:
            return Untouched() if turn.row.agreed else await self._report(turn)
        turn.drift = turn.row.agreed and bool(turn.plan.actions)
        if turn.row.agreed and turn.plan.cases == turn.row.cases and is_quiet(turn.row.account, turn.plan):
            return Untouched()
        if not turn.plan.actions:
            return await self._settle(turn, **verdict(turn, self._tools.clock.now()))
        return self._book(turn)

    async def _report(self, turn: Turn[S]) -> Ending:
        """What would be written goes on the log, without a result: nothing is, until somebody approves (company.md, first_load)."""
        return await self._settle(turn, complete=True, cases=turn.plan.cases, actions=turn.plan.actions)

    def _note_account(self, turn: Turn[S]) -> None:
        turn.account = turn.plan.account
        if turn.plan.account and turn.plan.adopted_login:
            turn.account = self._tools.adopted(turn.person, turn.plan.account, turn.plan.adopted_login)

    def _book(self, turn: Turn[S]) -> Untouched | None:
        now = self._tools.clock.now()
        ask_again = self._target.book(turn.plan.actions, turn.row.priority, self._share, now)
        return None if ask_again is None else Untouched(at=ask_again)

    async def _unread(self, turn: Turn[S], trouble: Trouble) -> Ending:
        """The read failed. An open intent stays open; otherwise the due time goes on the log."""
        now = self._tools.clock.now()
        if isinstance(trouble, Denied):
            return Untouched(denied=True)
        at = trouble.at if isinstance(trouble, Later) and trouble.at else retry_at(now, turn.person, turn.row.attempts)
        if turn.row.intent:
            return Untouched(at=at, vain=True)
        turn.account = turn.row.account
        if isinstance(trouble, Refused) and not trouble.again and trouble.retry_after is None:
            return await self._settle(turn, cases=tuple(dict.fromkeys((*turn.row.cases, *refusal_cases(turn.system, trouble)))))
        return await self._settle(turn, due=at, attempts=turn.row.attempts + 1)

    async def _read_back(self, turn: Turn[S], intent: Outcome, seen: S) -> Ending:
        """What became of calls whose answers were lost, now that they can no longer take effect."""
        now, at = self._tools.clock.now(), self._tools.machine()
        turn.intent, turn.account = intent, intent.account or self._target.find(turn.wanted, seen)
        for action in intent.actions:
            held = self._target.holds(action, turn.wanted, seen)
            fate = Fate.RECOVERED if held else Fate.NOT_APPLIED
            subject = turn.account.id if turn.account else None
            result = Result(action=action.id, fate=fate, subject=subject, at=at)
            turn.results.append(result)
            if held:
                turn.account = self._target.learn(turn.account, action, result)
        in_vain = all(result.fate is Fate.NOT_APPLIED for result in turn.results)
        attempts = turn.row.attempts + 1 if in_vain else 0
        due = retry_at(now, turn.person, turn.row.attempts - 1) if in_vain and turn.row.attempts else now
        return await self._settle(turn, due=due, attempts=attempts)

    async def _intend(self, turns: Sequence[Turn[S]]) -> None:
        """All intents are on the log before the first call of any."""
        system = self._target.system
        await asyncio.gather(*(self._tools.tell(system, turn.mean(self._tools.machine())) for turn in turns))
        if turns:
            self._tools.crash("after-intend")

    async def _work(self, turns: Sequence[Turn[S]]) -> None:
        """Action by action, the next one of each person together, until nobody has one left that may still be called."""
        allowed = self._tools.limits.delivery
        while not self._closing():
            for turn in turns:
                self._stop_late(turn, allowed)
            ready = [turn for turn in turns if turn.next_action]
            if not ready:
                return
            for turn, answer in zip(ready, await self._call(ready), strict=True):
                self._take(turn, answer)
            allowed = self._tools.limits.span

    def _stop_late(self, turn: Turn[S], allowed: float) -> None:
        if turn.intent and turn.next_action and self._tools.machine() - turn.intent.at > allowed:
            turn.stopped = Later(code="slow-log", reason="too much time has passed since it was meant", at=self._tools.clock.now())

    async def _call(self, ready: Sequence[Turn[S]]) -> Sequence[Answer]:
        self._tools.host.check_fence()
        steps = [turn.step(action) for turn in ready if (action := turn.next_action)]
        answers: Sequence[Answer]
        try:
            async with asyncio.timeout(self._target.longest_call):
                answers = await self._target.apply(steps)
        except TimeoutError:
            answers = [Unknown(code="timeout", reason="no answer in time")] * len(steps)
        except HostTrouble:
            raise
        except Exception as wrong:  # the call may have been made: nobody can say what it did
            log.exception("a call failed in a way its classifier does not know", extra={"system": self._target.system})
            answers = [Unknown(code=type(wrong).__name__, reason="the call failed unexpectedly")] * len(steps)
        self._tools.crash("after-call")
        return answers

    def _take(self, turn: Turn[S], answer: Answer) -> None:
        action = turn.next_action
        if isinstance(answer, Partly):
            if action:
                self._take_part(turn, action, answer)
            return
        if action is None or isinstance(answer, Unknown):
            turn.stopped = answer
            return
        result = result_of(action, answer, self._tools.machine())
        turn.results.append(result)
        if result.fate in GOOD:
            turn.account = self._target.learn(turn.account, action, result)
        else:
            turn.stopped = answer

    def _take_part(self, turn: Turn[S], action: Action, part: Partly) -> None:
        """What was done is told and remembered as an action of its own size; the rest is planned again."""
        done = turn.narrowed[action.id] = replace(action, args=dict(part.args))
        result = replace(result_of(done, Applied(), self._tools.machine()), reason=f"a part; the rest: {part.rest.code}")
        turn.results.append(result)
        turn.account = self._target.learn(turn.account, done, result)
        turn.stopped = part.rest

    async def _finish(self, turn: Turn[S]) -> Ending:
        if isinstance(turn.stopped, Unknown) and turn.intent:
            return LeftOpen(turn.intent.id)
        settled = await self._settle(turn, **verdict(turn, self._tools.clock.now()))
        stopped = turn.stopped
        refused = isinstance(stopped, Refused) and not stopped.again and stopped.retry_after is None
        refused = refused and not turn.row.parked  # once more at night: no news of the target
        return replace(settled, denied=isinstance(stopped, Denied), refused=refused)

    async def _settle(self, turn: Turn[S], **said: object) -> Settled:
        settlement = turn.settle(self._tools.machine(), **said)
        await self._tools.tell(self._target.system, settlement)
        return Settled(settlement.seq)
