"""A worker process as its supervisor sees it."""

import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.runtime import counting
from tests.runtime.workers import Process, make_topics, until

pytestmark = pytest.mark.kafka


@pytest.fixture
def worker(tmp_path: Path, kafka_bootstrap: str) -> Iterator[Process]:
    prefix = f"t-{uuid.uuid4().hex[:6]}"
    make_topics(kafka_bootstrap, counting.named(prefix).all, 6)
    one = Process("count-9", tmp_path, kafka_bootstrap, "tests.runtime.counting", prefix)
    yield one
    one.kill()


def resident(pid: int) -> int:
    """MB in memory."""
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0]) // 1024


def test_a_worker_says_when_it_is_ready_and_leaves_cleanly(worker: Process, say: Callable[[str], None]) -> None:
    begun = time.monotonic()
    worker.start()
    until(worker.ready, 60, "ready")
    took = time.monotonic() - begun
    say(f"worker: ready after {took:.1f} s, {resident(worker.pid)} MB")
    status = worker.status()
    assert status["process"] == "count-9"
    assert {len(offsets) for offsets in status["applied"].values()} == {6}
    assert worker.ask("/live")[0] == 200
    assert "jml_rebalances_total" in worker.ask("/metrics")[1]
    assert worker.stop() == 0
    until(worker.start().ready, 15, "ready again")


def test_a_worker_that_was_frozen_for_too_long_ends_itself(worker: Process) -> None:
    worker.start()
    until(worker.ready, 60, "ready")
    os.kill(worker.pid, signal.SIGSTOP)
    time.sleep(4.0)  # the fence lets a third of the session pass, 3.3 s
    os.kill(worker.pid, signal.SIGCONT)
    until(lambda: worker.ended() is not None, 5, "the frozen worker ends")
    assert worker.ended() == 75


def test_a_worker_without_its_topics_says_which_and_ends(tmp_path: Path, kafka_bootstrap: str) -> None:
    worker = Process("alone", tmp_path, kafka_bootstrap, "tests.runtime.misfit").start()
    until(lambda: worker.ended() is not None, 30, "it ends")
    assert worker.ended() == 78
    assert worker.log.read_text() == "jml alone: topic t-nowhere does not exist: run `jml topics`\n"
