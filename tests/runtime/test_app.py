"""Where a worker begins to read after a rebalance."""

from types import SimpleNamespace

from faust.types import TP

from runtime.app import _Consumer

CHANGELOG, NEW, KNOWN, EMPTIED = TP("stage-rows-changelog", 0), TP("facts", 0), TP("facts", 1), TP("facts", 2)


class Thread:
    """What the consumer's thread does: as aiokafka, it seeks only where something was committed."""

    def __init__(self) -> None:
        self.committed = {CHANGELOG: None, NEW: None, KNOWN: 70, EMPTIED: 0}
        self.begin = {NEW: 0, EMPTIED: 30}
        self.position = dict.fromkeys(self.committed, 99)

    async def seek_to_committed(self):
        self.position |= {tp: offset for tp, offset in self.committed.items() if offset}
        return self.committed

    async def earliest_offsets(self, *partitions):
        return {tp: self.begin[tp] for tp in partitions}

    def seek(self, partition, offset):
        self.position[partition] = offset


async def test_a_partition_without_a_commit_is_read_from_its_first_record_whatever_was_fetched_of_it() -> None:
    consumer = _Consumer.__new__(_Consumer)
    consumer._thread = thread = Thread()
    consumer.app = SimpleNamespace(tables=SimpleNamespace(changelog_topics={CHANGELOG.topic}))

    await consumer.seek_to_committed()

    assert thread.position == {CHANGELOG: 99, NEW: 0, KNOWN: 70, EMPTIED: 30}
