"""The lifecycle stage on a log in memory: facts and ticks in, proposals out, due people woken by ticks to their own partition."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.proposals import Tick
from runtime.memory import MemoryLog, MemoryWorker
from runtime.ports import Out
from schemas.codec import Undecodable, decode, encode
from streams.lifecycle import FACTS, PROPOSALS, TICKS, Lifecycle, WrongRecord
from streams.ticks import Ticks
from tests.domain.saga import employment, example_policy, instant, names, reading

ADDED = instant("2026-09-01T10:00Z")
SYDNEY = {"company": "AU01", "location": "SYD", "job": "AE", "department": "SALES", "hired": "2026-10-05"}


class SteppedClock:
    """Business time that tests set; waiters are woken by `put`."""

    def __init__(self, now):
        self._now, self._changed = now, asyncio.Condition()

    def now(self):
        return self._now

    async def put(self, now):
        async with self._changed:
            self._now = now
            self._changed.notify_all()

    async def wait_until(self, at, wake):
        reached = asyncio.create_task(self._reached(at))
        woken = asyncio.create_task(wake.wait())
        _, rest = await asyncio.wait((reached, woken), return_when=asyncio.FIRST_COMPLETED)
        for task in rest:
            task.cancel()

    async def _reached(self, at):
        async with self._changed:
            await self._changed.wait_for(lambda: at is not None and self._now >= at)


def parked(record, exc):
    return [Out("jml-dead-letter", record.key, type(exc).__name__.encode())]


class Stage:
    """A worker of the stage; `restart` makes a new one on the same log and table."""

    def __init__(self, log=None, before=None):
        self.log = log or MemoryLog(partitions=3, single=[PROPOSALS])
        self.clock = before.clock if before else SteppedClock(ADDED)
        self.handler = Lifecycle(example_policy())
        kept = {"table": before.worker.table, "offsets": before.worker.offsets} if before else {}
        self.worker = MemoryWorker(self.handler, self.log, parked, **kept)
        self.ticks = Ticks(self.handler, self.worker.host, self.clock)
        self.worker.host.open()

    def restart(self):
        return Stage(self.log, self)

    async def hr(self, *facts):
        for fact in facts:
            await self.log.append(Out(FACTS, fact.person.encode(), encode(fact)))
        await self.worker.drain()

    async def at(self, when):
        await self.clock.put(instant(when))
        await self.ticks.fire()
        await self.worker.drain()

    @property
    def proposals(self):
        return [decode(record.value) for record in self.log.records(PROPOSALS)]

    @property
    def statuses(self):
        return [str(proposal.okta.status) for proposal in self.proposals]


def hired(person="P"):
    return [
        replace(fact, person=person, id=f"{fact.id}{person}")
        for fact in (names(ADDED), reading("f", ADDED, employment=employment(**SYDNEY)))
    ]


async def test_a_hire_is_planned_and_woken_by_ticks_at_its_instants():
    stage = Stage()
    await stage.hr(*hired())
    assert stage.statuses == ["none"] and stage.ticks.next_due() == instant("2026-09-27T14:00Z")
    await stage.at("2026-09-27T13:59Z")
    assert stage.ticks.due_now() == 0 and stage.log.records(TICKS) == []
    await stage.at("2026-09-27T14:00Z")
    await stage.at("2026-10-04T13:00Z")
    assert stage.statuses == ["none", "staged", "active"] and stage.ticks.next_due() is None
    assert [proposal.at for proposal in stage.proposals] == [ADDED, instant("2026-09-27T14:00Z"), instant("2026-10-04T13:00Z")]
    assert len({proposal.id for proposal in stage.proposals}) == 3


async def test_a_restart_finds_who_is_due_in_the_rows_and_a_second_tick_changes_nothing():
    stage = Stage()
    await stage.hr(*hired())
    await stage.clock.put(instant("2026-09-28T00:00Z"))
    assert await stage.ticks.fire() == 1 and stage.ticks.due_now() == 1
    stage = stage.restart()
    assert stage.ticks.due_now() == 1
    await stage.at("2026-09-28T00:00Z")
    assert len(stage.log.records(TICKS)) == 2 and stage.statuses == ["none", "staged"] and stage.ticks.due_now() == 0


async def test_redelivered_and_repeated_records_propose_nothing_new():
    stage = Stage()
    await stage.hr(*hired(), *hired())
    first = stage.log.records(FACTS)[-1]
    await stage.worker.again(first)
    await stage.hr(*hired())
    assert stage.statuses == ["none"]


async def test_the_same_log_read_from_the_start_gives_the_same_proposals():
    stage = Stage()
    await stage.hr(*hired(), *hired("Q"))
    await stage.at("2026-10-04T13:00Z")
    before = Counter(record.value for record in stage.log.records(PROPOSALS))
    again = MemoryWorker(Lifecycle(example_policy()), stage.log, parked)
    await again.drain()
    after = Counter(record.value for record in stage.log.records(PROPOSALS))
    assert sum(before.values()) == 4 and after == before + before


async def test_a_tick_that_comes_late_or_early_or_for_nobody_is_harmless():
    stage = Stage()
    await stage.hr(*hired())
    for person, at in (("P", ADDED - timedelta(days=9)), ("P", ADDED), ("nobody", ADDED)):
        await stage.log.append(Out(TICKS, person.encode(), encode(Tick(person=person, due=at, what="due"))))
    await stage.worker.drain()
    assert stage.statuses == ["none"] and stage.worker.table.get(b"nobody") is None


async def test_a_record_that_cannot_be_read_or_is_not_hers_is_parked_and_the_next_goes_on():
    stage = Stage()
    await stage.log.append(Out(FACTS, b"P", b"\xc3\x01rubbish"))
    await stage.log.append(Out(FACTS, b"P", None))
    await stage.log.append(Out(FACTS, b"P", encode(Tick(person="P", due=ADDED, what="due"))))
    await stage.log.append(Out(FACTS, b"P", encode(hired("Q")[0])))
    await stage.hr(*hired())
    letters = [record.value for record in stage.log.records("jml-dead-letter")]
    assert letters == [Undecodable.__name__.encode()] * 2 + [WrongRecord.__name__.encode()] * 2
    assert stage.statuses == ["none"]


@pytest.mark.parametrize("owned", [True, False])
async def test_only_people_of_open_partitions_are_woken(owned):
    stage = Stage()
    await stage.hr(*hired())
    if not owned:
        await stage.worker.host.close(stopping=False)
    await stage.clock.put(instant("2026-09-28T00:00Z"))
    assert await stage.ticks.fire() == int(owned) == stage.ticks.due_now()
    if owned:
        assert await stage.ticks.fire() == 0  # sent, not folded yet


async def test_the_task_sleeps_to_the_next_instant_and_ends_with_the_process():
    stage = Stage()
    task = asyncio.create_task(stage.ticks.run())
    await stage.hr(*hired())
    await stage.clock.put(instant("2026-09-27T14:00Z"))
    for _ in range(100):  # turns of the loop, not time
        await asyncio.sleep(0)
    await stage.worker.drain()
    assert stage.statuses == ["none", "staged"]
    await stage.worker.host.close()
    async with asyncio.timeout(5):
        await task
