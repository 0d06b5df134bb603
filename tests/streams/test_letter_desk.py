"""What waits is read from the topic alone; a retry is the same bytes at the same place; an act is told with who and why."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.dead_letters import DROPPED, RETRIED, ROW, DeadLetter, acted
from schemas.codec import decode, encode
from streams.letter_desk import Desk, NotAgain, again, desk, recorded

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
RECORD = DeadLetter(
    id="d-1", stage="jml-company", topic="jml-proposals", partition=2, offset=7, reason="KeyMissing", at=NOON, person="P1", payload=b"bytes"
)
LINE = replace(RECORD, id="d-2", topic="poll", partition=ROW, offset=-1, reason="is not a date", payload=b'{"employeeID":"E1"}')


def lying(*letters: DeadLetter) -> Desk:
    return desk((b"P1", encode(letter)) for letter in letters)


def later(letter: DeadLetter, hours: int) -> DeadLetter:
    return replace(letter, at=letter.at + timedelta(hours=hours))


def test_a_row_that_is_met_again_says_when_first_and_last_and_how_often() -> None:
    (one,) = lying(LINE, later(LINE, 2), later(LINE, 5)).waiting.values()

    assert (one.first, one.last, one.times) == (NOON, NOON + timedelta(hours=5), 3)


def test_a_redelivered_letter_about_our_own_record_is_one() -> None:
    (one,) = lying(RECORD, RECORD).waiting.values()

    assert one.times == 1


def test_letters_are_counted_by_reason_the_most_frequent_first() -> None:
    found = lying(RECORD, LINE, replace(RECORD, id="d-3"))

    assert [(reason, len(its)) for reason, its in found.by_reason()] == [("KeyMissing", 2), ("is not a date", 1)]


def test_what_was_dealt_with_waits_no_more_whoever_delivers_it_again() -> None:
    assert lying(RECORD, acted(RECORD, RETRIED, "", "", NOON), RECORD).waiting == {}
    assert lying(LINE, acted(LINE, DROPPED, "m.ito", "gone", NOON), later(LINE, 9)).waiting == {}


def test_a_row_that_was_read_again_and_is_still_wrong_waits_again() -> None:
    (one,) = lying(LINE, acted(LINE, RETRIED, "", "", NOON), later(LINE, 1)).waiting.values()

    assert (one.letter.id, one.times) == ("d-2", 1)


def test_bytes_that_are_no_letter_are_counted_and_spoil_nothing() -> None:
    found = desk([(b"k", b"junk"), (b"k", None), (b"P1", encode(RECORD))])

    assert (found.unreadable, list(found.waiting)) == (2, ["d-1"])


def test_a_retry_is_the_same_bytes_under_the_same_key_in_the_same_partition() -> None:
    out = again(RECORD, b"\xff odd key")

    assert (out.topic, out.key, out.value, out.partition) == ("jml-proposals", b"\xff odd key", b"bytes", 2)


def test_what_cannot_be_sent_again_says_what_to_do() -> None:
    with pytest.raises(NotAgain, match="read from there again"):
        again(LINE, b"P1")
    with pytest.raises(NotAgain, match="holds no bytes: correct the cause, then `jml dead-letters drop"):
        again(replace(RECORD, payload=None), b"P1")


def test_a_drop_is_told_with_who_and_why_and_holds_no_payload() -> None:
    letter, audit = recorded(RECORD, b"P1", DROPPED, NOON, by="m.ito", why="told p1@halden.example")

    kept = decode(letter.value or b"")
    told = json.loads(audit.value or b"")
    assert (kept.act, kept.by, kept.why, kept.payload) == ("dropped", "m.ito", "told p1@halden.example", None)
    assert (told["actor"]["user"]["name"], told["status_detail"], told["unmapped"]["letter"]) == ("m.ito", "told [mail]", "d-1")
    assert told["unmapped"]["action"] == "drop-letter"
    assert letter.key == b"P1"
