"""Records set aside: the reason and its place, and no value."""

import json

from domain.brake import Limit
from runtime.ports import Record
from schemas.codec import Undecodable, decode
from streams.dead_letters import dead_letter, parking, reason_of

RECORD = Record("jml-proposals", 0, 7, b"P1", b"sealed bytes", timestamp=1_770_000_000.5)


def failure() -> Exception:
    try:
        Limit(1, 1.0, 1).of("Wilhelmine Sondermann")  # type: ignore[arg-type]
    except Exception as exc:
        return exc
    raise AssertionError


def test_the_reason_names_the_kind_and_the_place_and_no_value() -> None:
    reason = reason_of(failure())

    assert reason.startswith("TypeError at domain.brake:")
    assert "Wilhelmine" not in reason


def test_the_codecs_own_texts_are_kept_for_they_hold_no_value() -> None:
    assert reason_of(Undecodable("no bytes at all")) == "Undecodable: no bytes at all"


def test_an_exception_from_nowhere_is_named_by_its_kind() -> None:
    assert reason_of(ValueError("secret")) == "ValueError"


def test_a_letter_is_the_same_each_time_and_says_where_the_record_lay() -> None:
    letter = dead_letter("jml-company", RECORD, failure())

    assert letter == dead_letter("jml-company", RECORD, failure())
    assert (letter.topic, letter.partition, letter.offset, letter.person) == ("jml-proposals", 0, 7, "P1")
    assert letter.payload == b"sealed bytes"
    assert letter.at.timestamp() == RECORD.timestamp


def test_parking_sends_the_letter_and_its_audit_record() -> None:
    letter, audit = parking("jml-company")(RECORD, ValueError("secret"))

    assert (letter.topic, letter.key) == ("jml-dead-letter", b"P1")
    assert decode(letter.value or b"").reason == "ValueError"
    told = json.loads(audit.value or b"")
    assert (audit.topic, told["unmapped"]["action"], told["unmapped"]["fate"]) == ("jml-audit", "park", "parked")
    assert b"secret" not in (letter.value or b"") + (audit.value or b"")
