"""Whether a target may be called at all: not while it refuses our credentials, refuses person after person, or is under maintenance."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.proposals import Alert
from sinks.breaker import Breaker
from sinks.turn import Ending, LeftOpen, Settled

WINDOW = timedelta(minutes=10)
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Gate:
    """Work that may not be done waits in its rows. While shut, single people ask whether it works again, who must be out first.

    `most`: so many people refused for good within ten minutes are not their own fault, and put the target into quarantine. `maintenance`:
    shut by hand until the next start. `careful`: credentials that were refused are tried once an hour, for an account that keeps failing is
    locked.
    """

    system: str
    most: int
    maintenance: bool = False
    careful: bool = False
    _credentials: Breaker = field(default_factory=Breaker)
    _quarantine: Breaker = field(default_factory=Breaker)
    _refused: deque[datetime] = field(default_factory=deque)

    def __post_init__(self) -> None:
        if self.careful:
            self._credentials = Breaker(first=HOUR, longest=HOUR)

    @property
    def is_shut(self) -> bool:
        return self.maintenance or self._credentials.is_open or self._quarantine.is_open

    @property
    def next_probe(self) -> datetime | None:
        """When somebody may ask whether it works again; None while somebody does, and under maintenance."""
        if self.maintenance or any(breaker.probing for breaker in self._breakers()):
            return None
        return max((breaker.probe_at for breaker in self._breakers() if breaker.probe_at), default=None)

    def may_call(self, now: datetime) -> bool:
        """Whether somebody may be taken."""
        return not self.maintenance and all(breaker.may_call(now) for breaker in self._breakers())

    def ask(self) -> bool:
        """Somebody is taken. True where she is the one who asks."""
        for breaker in self._breakers():
            breaker.probing = breaker.is_open
        return self.is_shut

    def forget(self) -> None:
        """Whoever asked will not answer: partitions go."""
        for breaker in self._breakers():
            breaker.probing = False

    def at_start(self, now: datetime) -> list[Alert]:
        """What to tell when the process begins. That a maintenance or quarantine of an earlier life is over, the first answer tells."""
        return [Alert(kind="quarantine", key=self.system, on=True, since=now)] if self.maintenance else []

    def heard(self, endings: Iterable[Ending], asked: bool, now: datetime, answered: bool = True) -> list[Alert]:
        """What became of people; the alerts that are news by it. `asked`: they were taken to ask.

        `answered`: the target showed somebody to us. Where it did not, nothing is over: a target in trouble has not taken our credentials.
        """
        ended = [ending for ending in endings if not isinstance(ending, LeftOpen)]
        denied = any(ending.denied for ending in ended)
        refused = sum(1 for ending in ended if isinstance(ending, Settled) and ending.refused)
        if not answered and not denied and not refused:
            self._ask_later(asked, now)
            return []
        alerts = [self._of_credentials(denied, asked, now)]
        alerts.append(self._of_quarantine(refused, asked, now))
        return [alert for alert in alerts if alert is not None]

    def _ask_later(self, asked: bool, now: datetime) -> None:
        for breaker in self._breakers():
            if asked and breaker.is_open:
                breaker.denied(now)

    def _of_credentials(self, denied: bool, asked: bool, now: datetime) -> Alert | None:
        breaker = self._credentials
        since, tells = breaker.since or now, asked or not breaker.known
        news = breaker.denied(now) if denied else tells and breaker.worked()
        return Alert(kind=f"{self.system}-credentials-refused", key=self.system, on=denied, since=since) if news else None

    def _of_quarantine(self, refused: int, asked: bool, now: datetime) -> Alert | None:
        breaker = self._quarantine
        self._refused.extend([now] * refused)
        while self._refused and now - self._refused[0] >= WINDOW:
            self._refused.popleft()
        since, still = breaker.since or now, refused > 0 if breaker.is_open else len(self._refused) >= self.most
        if still:
            news = breaker.denied(now)
        else:
            news = (asked or not breaker.known) and breaker.worked()
            if news:
                self._refused.clear()
        return Alert(kind="quarantine", key=self.system, on=still, since=since) if news else None

    def _breakers(self) -> tuple[Breaker, Breaker]:
        return self._credentials, self._quarantine
