"""Draws a history from a seed: a scenario's document, with looks of the judge between its steps."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from scenarios import history_edits
from scenarios.history_people import Staff
from scenarios.language import Loader

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GAPS: Final = (10 * MINUTE, HOUR, 5 * HOUR, 20 * HOUR, 30 * HOUR, 3 * DAY, 8 * DAY, 25 * DAY)
JUDGED: Final = "judged"
LATE: Final = frozenset({"stale", "down", "hide", "empty", "fail_page"})
"""Feeds under which what HR keys may be read only when they are over."""
FEEDS: Final[tuple[dict[str, Any], ...]] = (
    {"webhook": False}, {"webhook": False, "repeat": 3}, {"repeat": 2}, {"skew": "7m"}, {"stale": "2h"}, {"down": True}, {"empty": True},
    {"fail_page": 1}, {"hide": []},
)  # fmt: skip
PROCESSES: Final = ("poller", "lifecycle", "company", "sink-okta", "sink-salesforce")
OPERATIONS: Final = {
    "okta": "stage create activate update suspend unsuspend deactivate reactivate add-group remove-group".split(),
    "salesforce": "create update activate deactivate freeze unfreeze reassign set-territory".split(),
}
KINDS: Final = {
    "okta": ("429", "500", "500-after", "reset", "reset-after", "503-bare"),
    "salesforce": ("500", "500-after", "reset", "reset-after", "lock-row"),
}
ZONES: Final = {
    "NYC": "America/New_York", "CHI": "America/Chicago", "LAX": "America/Los_Angeles", "HNL": "Pacific/Honolulu", "STJ": "America/St_Johns",
    "LON": "Europe/London", "BER": "Europe/Berlin", "BLR": "Asia/Kolkata", "SYD": "Australia/Sydney", "MEL": "Australia/Melbourne",
}  # fmt: skip

Document = dict[str, Any]


@dataclass(slots=True)
class Drawing:
    """One history under the pen."""

    random: Random
    staff: Staff
    steps: list[Document] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def event(self) -> None:
        """An edit, what goes wrong meanwhile, and the rest of an edit of two parts."""
        edits = list(history_edits.EDITS)
        for _ in range(8):
            edit = self.random.choices(edits, [history_edits.EDITS[each] for each in edits])[0]
            verbs = edit(self.staff)
            if verbs is not None:
                break
        else:
            return
        self.kinds[edit.__name__] += 1
        then = verbs.pop("then", None)
        feed = self._feed() if self.random.random() < 0.2 else None
        self._step(edit.__name__, verbs | self._trouble() | ({"feed": feed} if feed else {}))
        if feed:
            self._after(self.random.choice((3 * MINUTE, 20 * MINUTE, 3 * HOUR)))
            self._step("the feed is as it should be", {"feed": "normal"})
        if then:
            self._after(self.random.choice((10 * MINUTE, 2 * HOUR, 7 * HOUR)))
            self._step(f"{edit.__name__}, the rest", then | self._trouble())
        if self.random.random() < 0.6:
            self._after(self.random.randint(6, 15) * MINUTE)
            self._step(JUDGED, {})

    def pass_time(self, gap: timedelta) -> None:
        """On to the next event, with a look just before or after something that was to happen meanwhile."""
        until = self.staff.now + gap
        edges = [
            at for day, location in self.staff.days for at in _edges(day, location) if self.staff.now + 5 * MINUTE < at < until - 5 * MINUTE
        ]
        for at in sorted(set(self.random.sample(edges, min(2, len(edges))))):
            self.staff.now = at
            self._step(JUDGED, {})
        self.staff.now = until
        history_edits.tick(self.staff)

    def _after(self, span: timedelta) -> None:
        self.staff.now += span

    def _step(self, note: str, verbs: Document) -> None:
        self.steps.append({"at": self.staff.now.strftime("%Y-%m-%dT%H:%M:%SZ"), "note": note, **verbs})

    def _feed(self) -> Document:
        feed = dict(self.random.choice(FEEDS))
        if "hide" in feed:
            feed["hide"] = self.random.sample(sorted(self.staff.records), min(2, len(self.staff.records)))
        self.kinds[f"feed {next(iter(feed))}"] += 1
        return feed

    def _trouble(self) -> Document:
        found: Document = {}
        if self.random.random() < 0.3:
            system = self.random.choice(tuple(OPERATIONS))
            kind = self.random.choice(KINDS[system])
            fault: Document = {"system": system, "operation": self.random.choice(OPERATIONS[system]), "kind": kind}
            found["fault"] = fault | {"times": self.random.randint(1, 3)} | ({"reset": "20s"} if kind == "429" else {})
            self.kinds[f"fault {kind}"] += 1
        if self.random.random() < 0.3:
            found["crash"] = self.random.choice(PROCESSES)
            self.kinds[f"crash {found['crash']}"] += 1
        return found


def _edges(day: Any, location: str) -> list[datetime]:
    zone = ZoneInfo(ZONES.get(location, "America/New_York"))
    begin, end = (datetime.combine(day, time(), zone) + days * DAY for days in (0, 1))
    edges = [edge.astimezone(UTC) for edge in (begin, end, end + DAY, begin - 7 * DAY)]
    return [edge + change for edge in edges for change in (-2 * MINUTE, 2 * MINUTE)]


def drawn(seed: int) -> tuple[Document, Counter[str]]:
    """The document of one history, and what happens in it, counted by kind."""
    random = Random(f"history {seed}")
    start = datetime(2026, 1, 5, tzinfo=UTC) + random.randrange(400 * 24) * HOUR
    drawing = Drawing(random, Staff(random, start))
    people = drawing.staff.begin()
    drawing.staff.now += 3 * HOUR
    for _ in range(random.randint(6, 14)):
        drawing.event()
        drawing.pass_time(random.choice(GAPS))
    drawing.staff.now += 3 * DAY
    drawing._step(JUDGED, {})
    drawing.staff.now += 40 * DAY
    drawing._step(JUDGED, {})
    document = {"scenario": f"History {seed}", "start": start.strftime("%Y-%m-%dT%H:%M:%SZ"), "people": people, "steps": drawing.steps}
    return document, drawing.kinds


def written(document: Document, file: Path) -> None:
    """As a file that `jml scenario run` plays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=140, default_flow_style=None), encoding="utf-8")


def read(file: Path) -> Document:
    found: Document = yaml.load(file.read_text(encoding="utf-8"), Loader)  # a safe loader whose dates stay text
    return found
