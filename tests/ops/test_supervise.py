"""Programs that are kept running: small ones here, without Kafka."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.keeper import Backoff, Program, rotate
from runtime.recorded import Mark, Recorded, mark_of, read
from runtime.supervise import HealthProbe, NotReady, RunFileProbe, Supervisor, end_recorded

BEGIN = "import json, os, signal, sys, time; open(sys.argv[1], 'w').write(json.dumps({'pid': os.getpid()}));"
LIVES = BEGIN + "time.sleep(60)"
STUBBORN = BEGIN.replace("open(", "signal.signal(signal.SIGTERM, signal.SIG_IGN); open(") + "time.sleep(60)"
FAILS = "print('setting X is missing'); raise SystemExit(1)"
STUCK = """
import json, os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Stuck(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503)
        self.end_headers()
    def log_message(self, *args): ...
server = HTTPServer(("127.0.0.1", 0), Stuck)
open(sys.argv[1], "w").write(json.dumps({"pid": os.getpid(), "port": server.server_port}))
server.serve_forever()
"""


@pytest.fixture
async def keep(tmp_path: Path) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(tmp_path, look=0.05)
    supervisor.run.mkdir()
    yield supervisor
    await supervisor.stop()


def program(keep: Supervisor, code: str, name: str = "p", tier: int = 2) -> Program:
    probe = HealthProbe(keep.run, name) if code == STUCK else RunFileProbe(keep.run, name)
    return Program(name, (sys.executable, "-c", code, str(keep.run / f"{name}.json")), dict(os.environ), probe, tier)


async def until(true: Callable[[], object], within: float = 10.0) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "not in time"
        await asyncio.sleep(0.01)


async def test_what_is_killed_is_back_at_once_as_another_process(keep: Supervisor) -> None:
    keeper = keep.begin(program(keep, LIVES))
    await keep.ready()
    first = keeper.mark
    keep.kill("p")
    await keep.ready()
    assert keeper.mark != first
    assert keeper.starts == 2


async def test_what_does_not_come_to_work_is_named_with_its_last_words(keep: Supervisor) -> None:
    keep.begin(program(keep, FAILS))
    with pytest.raises(NotReady, match=r"p does not come to work.*setting X is missing"):
        await keep.ready(within=20)


async def test_what_calls_itself_stuck_twice_is_ended_and_started_again(keep: Supervisor) -> None:
    keeper = keep.begin(program(keep, STUCK))
    await until(lambda: keeper.starts >= 2)
    assert "-9" not in keeper.log.read_text()


async def test_what_does_not_leave_in_time_is_killed(keep: Supervisor) -> None:
    keeper = keep.begin(program(keep, STUBBORN))
    await keep.ready()
    mark = keeper.mark
    assert mark is not None
    await keeper.stop(patience=0.2)
    assert not mark.lives()


async def test_what_is_leaving_is_not_taken_for_stuck(keep: Supervisor) -> None:
    leaves_slowly = STUCK.replace("(503)", "(200 if alive else 503)").replace("import json", "import json, signal, threading, time", 1)
    leaves_slowly = leaves_slowly.replace(
        "server.serve_forever()",
        """
alive = True
def leave(*_):
    global alive
    alive = False
    threading.Timer(0.5, lambda: (print("left", flush=True), os._exit(0))).start()
signal.signal(signal.SIGTERM, leave)
server.serve_forever()
""",
    )
    keeper = keep.begin(replace(program(keep, STUCK), command=(sys.executable, "-c", leaves_slowly, str(keep.run / "p.json"))))
    await keep.ready()
    await keeper.stop()
    assert keeper.log.read_text() == "left\n"


async def test_what_is_held_stays_ended_until_it_is_released(keep: Supervisor) -> None:
    keeper = keep.begin(program(keep, LIVES))
    await keep.ready()
    await keep.hold("p")
    await asyncio.sleep(0.1)
    assert keeper.mark is None
    keep.release("p")
    await keep.ready()
    assert keeper.starts == 2


async def test_an_armed_variable_is_there_for_one_start_only(keep: Supervisor, tmp_path: Path) -> None:
    keep.begin(program(keep, BEGIN + "print(os.environ.get('ARMED', 'plain'), flush=True); time.sleep(60)"))
    log = keep.keepers["p"].log
    await until(lambda: log.exists() and "plain" in log.read_text())
    keep.arm("p", ARMED="armed")
    for _ in range(2):
        before = log.read_text().count("\n")
        keep.kill("p")
        await until(lambda before=before: log.read_text().count("\n") > before)
    assert log.read_text().split() == ["plain", "armed", "plain"]


async def test_lower_tiers_outlive_higher_ones(keep: Supervisor) -> None:
    ends = BEGIN + "signal.signal(signal.SIGTERM, lambda *_: (print(time.time(), flush=True), sys.exit(0))); time.sleep(60)"
    for name, tier in (("low", 0), ("high", 2)):
        keep.begin(program(keep, ends.replace("open(", "time.sleep(0); open(", 1), name, tier))
    await keep.ready()
    await asyncio.sleep(0.2)
    logs = {name: keep.keepers[name].log for name in ("low", "high")}
    await keep.stop()
    assert float(logs["high"].read_text()) < float(logs["low"].read_text())


async def test_the_record_names_what_runs_and_goes_with_the_end(keep: Supervisor) -> None:
    keeper = keep.begin(program(keep, LIVES))
    await keep.ready()
    keep.is_ready(["look here"])
    known = read(keep.run)
    assert known.supervisor == mark_of(os.getpid())
    assert known.children == {"p": keeper.mark}
    assert (known.ready, known.look) == (True, ("look here",))
    await keep.stop()
    assert read(keep.run) == Recorded()


def test_down_ends_what_is_recorded_and_never_another_process_under_a_used_pid(tmp_path: Path) -> None:
    mine = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        mark = mark_of(mine.pid)
        assert mark is not None
        stale = Mark(other.pid, "1")
        Recorded(None, {"mine": mark, "other": stale}).write(tmp_path / "run")
        assert asyncio.run(end_recorded(tmp_path)) == ["mine"]
        assert mine.wait(5) == -signal.SIGTERM
        assert other.poll() is None
        assert asyncio.run(end_recorded(tmp_path)) == []
    finally:
        for each in (mine, other):
            each.kill()
            each.wait()


def test_back_off_begins_at_once_doubles_to_its_end_and_forgives_after_a_good_minute() -> None:
    backoff = Backoff()
    assert [backoff.after(1, 2.0) for _ in range(9)] == [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert backoff.after(1, 61.0) == 0.0
    assert backoff.after(1, 2.0) == 0.5


@pytest.mark.parametrize("status", [70, 75])
def test_one_that_lost_kafka_or_was_frozen_is_back_at_once_unless_it_could_not_even_start(status: int) -> None:
    backoff = Backoff()
    assert [backoff.after(status, 20.0) for _ in range(5)] == [0.0] * 5
    assert [backoff.after(status, 0.5) for _ in range(3)] == [0.0, 0.5, 1.0]


def test_a_log_that_has_grown_is_laid_aside_and_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "p.log"
    with log.open("ab", buffering=0) as out:
        for turn in range(4):
            out.write(f"turn {turn}\n".encode() * 10)
            rotate(log, size=50, files=3)
        out.write(b"last\n")
    assert log.read_text() == "last\n"
    assert (tmp_path / "p.log.1").read_text().startswith("turn 3")
    assert {file.name for file in tmp_path.iterdir()} == {"p.log", "p.log.1", "p.log.2"}
