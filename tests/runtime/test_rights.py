"""The least rights of every process: what the topics' files say, and what the processes do."""

import shlex
from pathlib import Path

import pytest

from runtime.memory import MemoryHost, MemoryWorker
from runtime.ports import Out
from runtime.rights import GROUP, OPERATOR, TOPIC, as_commands, of_process, rights
from runtime.topics import load
from scenarios.language import load as load_scenario
from scenarios.play import Player
from scenarios.run import in_memory

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("a01-hire-in-a-zone-ahead", "a15-manager-cycle", "a22-okta-in-trouble")
ALL = rights(load())


def test_a_process_has_no_right_that_it_does_not_need() -> None:
    assert [(right.kind, right.name, right.operations) for right in ALL if right.process == "jml-cases"] == [
        (GROUP, "jml-cases", ("Read",)),
        (TOPIC, "jml-audit", ("Write",)),
        (TOPIC, "jml-cases", ("Read",)),
        (TOPIC, "jml-cases-cases-changelog", ("Read", "Write")),
        (TOPIC, "jml-dead-letter", ("Write",)),
    ]


def test_names_are_readable_for_those_who_need_keys_and_nobody_but_the_poller_makes_them() -> None:
    keys = {right.process: right.operations for right in ALL if right.name == "person-keys"}

    assert [process for process, operations in keys.items() if "Write" in operations and process != OPERATOR] == ["jml-poller"]
    assert "jml-lifecycle" not in keys
    assert "jml-cases" not in keys


def test_every_topic_has_a_writer_and_every_process_of_a_group_reads_something() -> None:
    assert [topic.name for topic in load() if not topic.written_by and not topic.name.endswith("-changelog")] == []
    assert {right.process for right in ALL if right.kind == GROUP} == {reader for topic in load() for reader in topic.read_by}


def test_a_right_is_printed_as_a_line_for_kafkas_own_tool() -> None:
    (line,) = [line for line in as_commands(of_process(load(), "jml-lifecycle"), "User:CN={process},O=X", "k:9093") if "hr-changes" in line]

    words = (
        "kafka-acls.sh --bootstrap-server k:9093 --add --allow-principal 'User:CN=jml-lifecycle,O=X' --operation Read --topic hr-changes"
    )
    assert shlex.split(line) == shlex.split(words)


@pytest.mark.parametrize("example", EXAMPLES)
async def test_no_stage_writes_where_it_has_no_right(monkeypatch: pytest.MonkeyPatch, example: str) -> None:
    written: set[tuple[str, str]] = set()
    names: dict[int, str] = {}
    begin, send = MemoryWorker.__init__, MemoryHost.send

    def noted(self: MemoryWorker, handler: object, *more: object, **named: object) -> None:
        begin(self, handler, *more, **named)  # type: ignore[arg-type]  # passed on as it came
        names[id(self.host)] = str(getattr(handler, "name", ""))

    async def sent(self: MemoryHost, out: Out) -> None:
        written.add((names[id(self)], out.topic))
        await send(self, out)

    monkeypatch.setattr(MemoryWorker, "__init__", noted)
    monkeypatch.setattr(MemoryHost, "send", sent)
    scenario = load_scenario(ROOT / "scenarios/examples" / f"{example}.yaml")
    async with in_memory(ROOT / "policy", scenario) as world:
        await Player(scenario, world).play()

    allowed = {(right.process, right.name) for right in ALL if "Write" in right.operations}
    assert ("jml-lifecycle", "jml-proposals") in written
    assert written - allowed == set()
