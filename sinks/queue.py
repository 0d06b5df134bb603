"""Where each row belongs: with those who may be taken now, with those whose time has not come, or nowhere."""

from datetime import datetime

from domain.outcomes import Outcome
from domain.proposals import Priority
from domain.work import RANK, Work
from sinks.index import Index
from sinks.rows import from_bytes
from sinks.tools import Tools


class Queue:
    """The index, filled as rows say. `longest_call`: seconds that a call may still take effect at the target after it was begun."""

    def __init__(self, tools: Tools, longest_call: float) -> None:
        self._tools, self._longest_call = tools, longest_call
        self.index = Index()
        self._asked: dict[bytes, int] = {}
        self._vain: dict[bytes, int] = {}

    def in_vain(self, key: bytes, again: bool) -> int:
        """How often in a row she could not be read back, by now."""
        self._vain[key] = self._vain.get(key, 0) + 1 if again else 0
        return self._vain[key] or self._vain.pop(key)

    def clear(self) -> None:
        """Nobody is queued and nobody waits."""
        self.index = Index()
        self._asked.clear()
        self._vain.clear()
        self._tools.accounts.forget_waiting()

    def ask(self, key: bytes, rank: int) -> None:
        """She is to be looked at although her row does not say so. Asked for twice, the more urgent counts."""
        self._asked[key] = min(rank, self._asked.get(key, rank))

    def open(self, key: bytes, stored: bytes) -> None:
        """Her partition is open for work. Who was parked under another policy than this process has is tried again (company.md)."""
        row = from_bytes(stored)
        if row.transition and row.parked and self._tools.policy and row.transition.policy != self._tools.policy:
            self.ask(key, RANK[Priority.BULK])
        self.place(key, row)

    def taken(self, key: bytes) -> None:
        """She is being looked at."""
        self._asked.pop(key, None)

    def row(self, key: bytes) -> Work:
        """Her row as stored."""
        return from_bytes(self._tools.host.rows.get(key))

    def is_owned(self, key: bytes) -> bool:
        """Whether her partition is open for work."""
        return self._tools.host.rows.partition_of(key) in self._tools.host.owned()

    def place(self, key: bytes, row: Work) -> None:
        """Puts her where her row says she belongs."""
        if not self.is_owned(key):
            return
        if row.intent:
            self._place_open(key, row, row.intent)
        elif row.waiting_for:
            self._place_waiting(key, row, row.waiting_for)
        else:
            self._place_due(key, row, row.due)

    def _place_waiting(self, key: bytes, row: Work, person: str) -> None:
        if self._tools.accounts.get(person):
            self._place_due(key, row, self._tools.clock.now())
            return
        self._tools.accounts.wait_for(person, key)
        self._place_due(key, row, row.due)

    def _place_due(self, key: bytes, row: Work, due: datetime | None) -> None:
        if due is None and key in self._asked:
            self.index.push_ready(key, self._asked[key], self._tools.clock.now())
        elif due is None:
            self.index.drop(key)
        elif due > self._tools.clock.now():
            self.index.push_later(key, due)
        else:
            self.index.push_ready(key, RANK[row.priority], due)

    def _place_open(self, key: bytes, row: Work, intent: Outcome) -> None:
        """An intent without settlement is read back once none of its calls can take effect any more."""
        limits = self._tools.limits
        last_call = limits.delivery if len(intent.actions) == 1 else limits.span
        over = intent.at + last_call + self._longest_call + limits.skew
        if over > self._tools.machine():
            self.index.hold(key, over)
        else:
            self.index.push_ready(key, RANK[row.priority], row.due or intent.cause.known)
