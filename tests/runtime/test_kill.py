"""The safe layer under kill −9: exact counts, no sampling."""

import asyncio
import json
import random
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition

from runtime.envelope import opened
from runtime.kafka import Sender, confluent_settings
from runtime.placing import partition_of
from runtime.ports import Out
from runtime.settings import load
from tests.runtime import counting
from tests.runtime.workers import Process, make_topics, until

pytestmark = pytest.mark.kafka
PARTITIONS = 6
KEYS = 60
BACK_AT_WORK = 15.0


def read_all(bootstrap: str, topic: str) -> list[Any]:
    """Every record of a topic, in order per partition."""
    kafka = load({"JML_KAFKA_BOOTSTRAP": bootstrap}).kafka
    consumer = Consumer(confluent_settings(kafka) | {"group.id": "t-reader", "enable.auto.commit": False, "enable.partition.eof": True})
    try:
        partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
        consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in partitions])
        records, ended = [], set()
        while len(ended) < len(partitions):
            for message in consumer.consume(1000, 1.0):
                if message.error() is None:
                    records.append(message)
                elif message.error().code() == KafkaError._PARTITION_EOF:
                    ended.add(message.partition())
                # anything else passes (a connection lost on a busy machine); the end of every partition is waited for
        return records
    finally:
        consumer.close()


class Load:
    """Feeds both source topics at a steady rate and remembers what was sent where."""

    def __init__(self, bootstrap: str, names: SimpleNamespace, seed: int) -> None:
        self.bootstrap, self.names = bootstrap, names
        self.random = random.Random(seed)
        self.sent: dict[str, tuple[bytes, Any]] = {}

    async def feed(self, seconds: float, rate: int) -> None:
        sender = Sender(load({"JML_KAFKA_BOOTSTRAP": self.bootstrap}).kafka)
        end, waiting = time.monotonic() + seconds, []
        while time.monotonic() < end:
            waiting += [asyncio.create_task(self._one(sender)) for _ in range(rate // 20)]
            await asyncio.sleep(0.05)
        await asyncio.gather(*waiting)
        await sender.close()

    async def _one(self, sender: Sender) -> None:
        topic = self.random.choice(self.names.sources)
        key = f"p{self.random.randrange(KEYS)}".encode()
        number: Any = "bad" if self.random.random() < 0.005 else self.random.randrange(100)
        partition, offset = await sender.send(Out(topic, key, json.dumps(number).encode()))
        self.sent[f"{topic}/{partition}/{offset}"] = (key, number)


@pytest.fixture
def names() -> SimpleNamespace:
    """Topics and group of one test."""
    return counting.named(f"t-{uuid.uuid4().hex[:6]}")


@pytest.fixture
def pair(tmp_path: Path, kafka_bootstrap: str, names: SimpleNamespace) -> Iterator[tuple[Process, Process]]:
    make_topics(kafka_bootstrap, names.all, PARTITIONS)
    workers = tuple(
        Process(name, tmp_path, kafka_bootstrap, "tests.runtime.counting", names.prefix).start() for name in ("count-1", "count-2")
    )
    yield workers
    for worker in workers:
        worker.kill()


async def kill_at_random(pair: tuple[Process, Process], kills: int, seed: int) -> list[float]:
    """Kills one of the two every few seconds, starts it at once; returns the seconds each was away from work."""
    draw, away = random.Random(seed), []
    for _ in range(kills):
        await asyncio.sleep(draw.uniform(0.5, 2.5))
        victim = draw.choice(pair)
        begun = time.monotonic()
        victim.kill()
        victim.start()
        await asyncio.to_thread(until, lambda victim=victim: victim.ready(), 60, f"{victim.name} is back at work")
        away.append(time.monotonic() - begun)
    return away


def check_outputs(work: Load) -> int:
    """Every good record said once, or twice alike; every bad one parked. Returns how many were said twice."""
    good = {place for place, (_key, number) in work.sent.items() if number != "bad"}
    said: dict[str, set[bytes]] = defaultdict(set)
    times: Counter[str] = Counter()
    for message in read_all(work.bootstrap, work.names.out):
        place = json.loads(message.value())["id"]
        said[place].add(message.value())
        times[place] += 1
        assert dict(message.headers())["src"].decode() == place
        assert message.partition() == partition_of(message.key(), PARTITIONS), "Faust places keys as the one producer factory does"
    lost, invented = good - set(said), set(said) - good
    assert not lost and not invented, f"lost {len(lost)}: {spans(lost)}; invented {len(invented)}: {spans(invented)}"
    assert all(len(values) == 1 for values in said.values()), "a record said twice must say the same"
    parked = {json.loads(message.value())["place"] for message in read_all(work.bootstrap, work.names.dead)}
    assert parked == set(work.sent) - good
    return sum(times.values()) - len(times)


def spans(places: Iterable[str]) -> dict[str, list[int]]:
    """Topic and partition → offsets, so that a failure tells one lost stretch from many lost records."""
    found: dict[str, list[int]] = defaultdict(list)
    for place in places:
        source, offset = place.rsplit("/", 1)
        found[source].append(int(offset))
    return {source: sorted(offsets) for source, offsets in sorted(found.items())}


def check_tables(work: Load) -> None:
    """The last changelog record of every key is what was sent to it."""
    right: dict[bytes, dict[str, int]] = defaultdict(lambda: {"n": 0, "sum": 0})
    for key, number in work.sent.values():
        if number != "bad":
            right[key] = {"n": right[key]["n"] + 1, "sum": right[key]["sum"] + number}
    stored = {message.key(): opened(message.value()).body for message in read_all(work.bootstrap, work.names.changelog)}
    rows = {key: json.loads(body) for key, body in stored.items() if body}
    wrong = [key for key in right if rows.get(key) != right[key]]
    assert not wrong, f"{len(wrong)} of {len(right)} keys wrong"


async def check_all(pair: tuple[Process, ...], work: Load) -> int:
    """Waits until everything is applied, then compares outputs and tables; returns how many records were said twice."""

    ends = {source: offsets[-1] + 1 for source, offsets in spans(work.sent).items()}

    def applied() -> bool:
        """By place, not by sum: while partitions move, two workers may both speak of one."""
        reports = [worker.status().get("applied", {}) for worker in pair]
        at = [(f"{topic}/{p}", offset) for each in reports for topic, offsets in each.items() for p, offset in offsets.items()]
        return sorted((source, offset) for source, offset in at if offset) == sorted(ends.items())

    await asyncio.to_thread(until, applied, 60, "everything is applied")
    twice = check_outputs(work)
    check_tables(work)
    return twice


async def test_no_record_is_lost_or_applied_twice_when_workers_are_killed(
    pair, kafka_bootstrap: str, names: SimpleNamespace, long: bool, say: Callable[[str], None]
) -> None:
    kills, seed = (24, 11) if long else (6, 3)
    for worker in pair:
        until(worker.ready, 60, f"{worker.name} is ready")
    work = Load(kafka_bootstrap, names, seed)

    feeding = asyncio.create_task(work.feed(kills * 4.0, 200))
    away = await kill_at_random(pair, kills, seed)
    await feeding

    twice = await check_all(pair, work)
    assert [worker.stop() for worker in pair] == [0, 0]
    say(f"{len(work.sent)} records, {kills} kills, {twice} said twice; away {min(away):.1f} to {max(away):.1f} s")
    assert median(away) < BACK_AT_WORK  # not the longest: other tests are at work, too
    logs = b"".join(worker.log.read_bytes() for worker in pair)
    assert b"must not be logged" not in logs


async def test_what_came_before_anything_was_committed_is_taken_over_from_the_beginning(
    pair, kafka_bootstrap: str, names: SimpleNamespace
) -> None:
    """A seek to what was committed moves nothing where nothing was, and what a living worker fetched while partitions came is dropped."""
    first, second = pair
    for worker in pair:
        until(worker.ready, 60, f"{worker.name} is ready")
    work = Load(kafka_bootstrap, names, 7)

    first.kill()
    feeding = asyncio.create_task(work.feed(20.0, 200))
    await asyncio.to_thread(until, lambda: has_all(second), 60, "the other worker has all partitions")
    first.start()
    await feeding

    await check_all(pair, work)


async def test_partitions_move_between_workers_and_back_without_loss(
    pair, kafka_bootstrap: str, names: SimpleNamespace, long: bool, say: Callable[[str], None]
) -> None:
    if not long:
        pytest.skip("takes the session timeout twice: run with --long")
    first, second = pair
    for worker in pair:
        until(worker.ready, 60, f"{worker.name} is ready")
    work = Load(kafka_bootstrap, names, 5)
    feeding = asyncio.create_task(work.feed(45.0, 200))

    await asyncio.sleep(3)
    second.kill()
    begun = time.monotonic()
    await asyncio.to_thread(until, lambda: has_all(first), 40, "the other worker has all partitions")
    moved = time.monotonic() - begun
    second.start()
    await asyncio.to_thread(until, lambda: second.ready() and first.ready() and not has_all(first), 40, "both have partitions again")
    assert first.stop() == 0
    await asyncio.to_thread(until, lambda: has_all(second), 40, "the one that stayed has all partitions")
    first.start()
    await feeding
    await asyncio.to_thread(until, lambda: first.ready() and second.ready() and not has_all(second), 40, "both have partitions once more")

    twice = await check_all(pair, work)
    say(f"{len(work.sent)} records, partitions taken over after {moved:.1f} s, {twice} said twice")


def has_all(worker: Process) -> bool:
    status = worker.status()
    return status.get("ready", False) and all(len(offsets) == PARTITIONS for offsets in status["applied"].values())
