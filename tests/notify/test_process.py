"""`jml sink notify` as a process on real Kafka, with a real mail server, killed at the worst moment."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

from domain.audit import read_action
from runtime.kafka import Sender
from runtime.ports import Out
from runtime.stack import Stack
from scenarios.kafka_log import KafkaLog
from schemas.codec import encode
from schemas.keys import KEY_TEXT, master_key_from_text
from schemas.seal import KeyRing
from tests.notify.desk import START, announced, mailing, notice
from tests.notify.receivers import Post

WITHIN = 90.0


async def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < end, f"not within {WITHIN} s: {what}"
        await asyncio.sleep(0.05)


async def test_a_process_killed_after_the_call_repeats_the_notice_once_under_its_id(kafka_bootstrap: str, tmp_path: Path) -> None:
    clock = tmp_path / "clock.json"
    clock.write_text(json.dumps({"business": int(START.timestamp() * 1e6), "machine": time.time_ns() // 1000, "rate": 1.0}))
    async with Post() as post:
        env = {"JML_KAFKA_BOOTSTRAP": kafka_bootstrap, "JML_CLOCK_FILE": str(clock), **mailing(post.port)}
        async with Stack(tmp_path, env=env, processes=("sink-notify",), partitions=2) as stack:
            ring = KeyRing(master_key_from_text(stack.settings.seal.master_key.reveal(), KEY_TEXT))
            sender, log = Sender(stack.settings.kafka), KafkaLog(stack.settings.kafka)
            stack.arm("sink-notify", JML_CRASH_AT="after-call:1")
            stack.kill("sink-notify")
            for person, first, login in (("NM1", "Mia", "mia.ng@halden.example"), ("NP1", "Pia", "pia.ek@halden.example")):
                key = ring.ensure_key(person, START)
                assert key is not None
                await sender.send(Out("person-keys", key.name.encode(), encode(key)))
                await sender.send(Out("jml-people", person.encode(), encode(announced(ring, person, first, "Ek", login))))
            await sender.send(Out("jml-notices", b"NP1", encode(notice("n1", to="NM1", about="NP1"))))
            await until(lambda: len(post.letters) == 2, "sent, killed, sent again")

            def told() -> list[str]:
                actions = [read_action(json.loads(seen.value or b"")) for seen in log.records("jml-audit") if seen.key == b"NP1"]
                return [f"{each.system} {each.action} {each.fate}" for each in actions]

            await until(lambda: bool(told()), "the audit")
            await sender.send(Out("jml-notices", b"NP1", encode(notice("n2", to="NM1", about="NP1"))))
            await until(lambda: len(post.letters) == 3, "the next one")
            await until(lambda: len(told()) == 2, "its audit")
            await sender.close()
            log.close()
    assert [letter["Message-ID"] for letter in post.letters] == ["<n1@halden.example>"] * 2 + ["<n2@halden.example>"]
    assert all("Hello Mia" in letter.get_content() for letter in post.letters)
