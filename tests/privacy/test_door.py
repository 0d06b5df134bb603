"""Whatever stands in a row of HR's, under whatever key, only what is allow-listed crosses the door, well or as a dead letter."""

import asyncio
import base64
import io
import logging
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import generate_latest

from producers.ukg.publish import Counts, Look, Publisher
from producers.ukg.readings import Readings
from runtime.metrics import REGISTRY
from runtime.ports import Out
from schemas.keys import LocalMasterKey
from schemas.seal import KeyRing
from simulators.ukg.fields import EMPLOYMENT_KEYS, PERSON_KEYS
from tests.privacy.marked import Fields, found, marked, person, strange
from tests.producers.desk import KINDS

MASTER = LocalMasterKey(base64.b64decode("cHJpdmFjeS10ZXN0cy1tYXN0ZXIta2V5LTMyLWJ5dGU="))
READ = datetime(2026, 5, 1, 12, tzinfo=UTC)
LOOK = Look(source="poll", read=READ, seen=0.0)
STAMP = "2026-05-01T08:00:00"
DATES = ("lastHireDate", "originalHireDate", "dateLastWorked", "dateOfTermination", "statusStartDate", "dateTimeChanged")


def rows(number: int, chance: random.Random) -> tuple[Fields, Fields]:
    """Person and employment row; one in three employments has something private in a field where a date belongs."""
    fields = person(number)
    one: Fields = {name: fields.get(name) for name in PERSON_KEYS}
    one |= {"personId": f"P{number}", "employeeId": f"E{number}", "companyId": "6Y4NV", "datetimeChanged": STAMP}
    two: Fields = {name: fields.get(name) for name in EMPLOYMENT_KEYS}
    two |= {"employeeID": f"E{number}", "companyID": "6Y4NV", "companyCode": "US01", "employeeStatusCode": "A", "dateTimeChanged": STAMP}
    two |= {"supervisorFirstName": fields["firstName"], "supervisorLastName": fields["lastName"], "lastHireDate": "2026-05-04"}
    if number % 3 == 0:
        two[chance.choice(DATES)] = chance.choice([marked(number, "ssn"), marked(number, "lastName"), marked(number, "homePhone")])
    if number % 10 == 0:
        one["datetimeChanged"] = marked(number, "ssn")
    return strange(number, one), strange(number, two)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged, whatever its level, with all that was handed to the log."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(logging.Formatter("%(message)s %(args)s %(exc_text)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    yield heard
    root.removeHandler(handler)


def published(count: int) -> tuple[list[Out], Counts]:
    outs: list[Out] = []

    async def send(out: Out) -> None:
        outs.append(out)

    async def publish() -> Counts:
        ring, chance, counts = KeyRing(MASTER), random.Random(7), Counts()
        publisher = Publisher(send, Readings(ring.digest), ring, KINDS, ZoneInfo("UTC"))
        for number in range(count):
            one, two = rows(number, chance)
            await publisher.people([one], LOOK, counts)
            await publisher.employments([two], LOOK, counts)
        return counts

    return outs, asyncio.run(publish())


def test_no_marked_value_crosses_the_door(long: bool, lines: io.StringIO, say: Any) -> None:
    count = 10_000 if long else 1_500
    outs, counts = published(count)

    places = [(f"{out.topic} ({part})", value) for out in outs for part, value in (("key", out.key), ("value", out.value or b""))]
    places += [(f"{out.topic} (header {name})", value) for out in outs for name, value in out.headers.items()]
    places += [("logs", lines.getvalue().encode()), ("metrics", generate_latest(REGISTRY)), ("reprs", repr(outs[:500]).encode())]

    assert list(found(places))[:10] == []
    assert counts.parked > count / 4
    assert counts.published > count
    say(f"privacy: {count} people at the door, {counts.published} facts, {counts.parked} dead letters, {len(places)} places searched")


def test_a_marked_value_is_found_in_every_form() -> None:
    for number in range(12):
        for field, value in person(number).items():
            content = repr(value).encode()
            assert list(found([("here", content)])), (field, value)
        assert list(found([("here", repr(strange(number, {})["attachments"]).encode())]))
