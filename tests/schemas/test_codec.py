"""The codec: exact, quick, and never surprised."""

import dataclasses
import io
import random
import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args, get_origin, get_type_hints

import fastavro
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.facts import EmploymentDetails, Fact, FactKind
from domain.outcomes import Outcome
from domain.proposals import Case, Proposal, Tick, Transition
from schemas import codec
from schemas.codec import HEAD, MARKER, Undecodable, decode, decode_as, encode

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TICK = Tick(person="P1", due=NOON, what="due")
EXAMPLES = codec.FOLDER.parent / "examples"


def example_bytes() -> list[bytes]:
    return [
        encode(msgspec.json.decode(path.read_bytes(), type=codec.TYPES[path.parent.name])) for path in sorted(EXAMPLES.glob("*/*.json"))
    ]


NAIVE = NOON.replace(tzinfo=None)
PLAIN: dict[object, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    bytes: st.binary(max_size=20),
    date: st.dates(),
    datetime: st.integers(-(10**8), 10**8).map(lambda minutes: NOON + timedelta(minutes=minutes, microseconds=minutes % 10**6)),
    type(None): st.none(),
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value a field of this type may hold, within what the wire can hold (64-bit numbers)."""
    if hint in PLAIN:
        return PLAIN[hint]
    parts = get_args(hint)
    if get_origin(hint) is dict:
        return st.dictionaries(PLAIN[str], values_of(parts[1]), max_size=2)
    if get_origin(hint) is tuple and parts[-1] is Ellipsis:
        return st.lists(values_of(parts[0]), max_size=2).map(tuple)
    if get_origin(hint) is tuple:
        return st.tuples(*map(values_of, parts))
    if parts:
        return st.one_of(*map(values_of, parts))
    if dataclasses.is_dataclass(hint):
        return st.builds(hint, **{name: values_of(each) for name, each in get_type_hints(hint).items()})
    return st.sampled_from(list(hint))


@pytest.mark.parametrize("kind", codec.TYPES.values(), ids=list(codec.TYPES))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_any_record_comes_back_as_it_was(kind, data):
    record = data.draw(values_of(kind))
    assert decode(encode(record)) == record


def test_the_head_is_marker_and_fingerprint_and_the_body_is_plain_avro():
    data = encode(TICK)
    version = codec.newest(Tick)
    assert data[:HEAD] == b"\xc3\x01" + version.fingerprint
    assert fastavro.schemaless_reader(io.BytesIO(data[HEAD:]), version.parsed, None)["person"] == "P1"


def test_the_fingerprint_is_little_endian_crc_64_avro():
    # the Avro specification's own example: the canonical form of "null" has the fingerprint 63dd24e7cc258f8a, read as a number
    assert fastavro.schema.fingerprint('"null"', "CRC-64-AVRO") == bytes.fromhex("63dd24e7cc258f8a")[::-1].hex()


def test_an_instant_in_another_zone_is_the_same_instant():
    moved = dataclasses.replace(TICK, due=NOON.astimezone(timezone(timedelta(hours=10))))
    assert decode(encode(moved)).due == NOON


def test_an_instant_without_a_zone_is_refused_however_deep():
    details = EmploymentDetails(company_id="C", company="US01", hired=date(2020, 1, 6))
    fact = Fact(
        id="f", person="P", kind=FactKind.EMPLOYMENT, employee="E", changed=NOON, read=NOON, seen=0.0, source="s", employment=details
    )
    assert decode(encode(fact)) == fact
    with pytest.raises(ValueError, match="a fact holds an instant without a zone"):
        encode(dataclasses.replace(fact, read=NAIVE))
    proposal = msgspec.json.decode((EXAMPLES / "proposal" / "leaver.json").read_bytes(), type=Proposal)
    planned = dataclasses.replace(proposal.plan[0], at=NAIVE)
    with pytest.raises(ValueError, match="a proposal holds an instant without a zone"):
        encode(dataclasses.replace(proposal, plan=(planned,)))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no single-object marker"),
        (b"\xc3\x01", "no single-object marker"),
        (b'{"person": "P1"}', "no single-object marker"),
        (MARKER + b"\0" * 20, "no schema has the fingerprint 0000000000000000"),
        (encode(TICK)[:-1], "broken body of a tick"),
        (encode(TICK) + b"\0", "bytes behind the end of a tick"),
    ],
)
def test_bytes_that_are_no_record_say_why(data, reason):
    with pytest.raises(Undecodable, match=reason):
        decode(data)


def with_body(kind: type, body: dict[str, Any]) -> bytes:
    version = codec.newest(kind)
    out = io.BytesIO()
    fastavro.schemaless_writer(out, version.parsed, body)
    return MARKER + version.fingerprint + out.getvalue()


def test_a_value_its_type_does_not_know_is_named_by_place_and_never_shown():
    transition = msgspec.json.decode((EXAMPLES / "transition" / "leaver.json").read_bytes(), type=Transition)
    body = msgspec.to_builtins(transition, builtin_types=(datetime, date, bytes)) | {"standing": "Mina Okafor"}
    with pytest.raises(Undecodable) as caught:
        decode(with_body(Transition, body))
    assert caught.value.reason == "a transition breaks its type at $.standing"
    assert "Mina" not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_a_record_of_another_type_is_refused_by_its_name():
    assert decode_as(Tick, encode(TICK)) == TICK
    with pytest.raises(Undecodable, match="a tick where a case belongs"):
        decode_as(Case, encode(TICK))


def test_an_older_version_comes_back_with_todays_defaults(monkeypatch):
    newest = codec.newest(Outcome)
    source = {**newest.source, "fields": [field for field in newest.source["fields"] if field["name"] not in ("cases", "waiting_for")]}
    older = dataclasses.replace(
        newest, source=source, parsed=fastavro.parse_schema(source, named_schemas={}), fingerprint=b"\1" * 8, number=0
    )
    monkeypatch.setitem(codec._BY_FINGERPRINT, older.fingerprint, older)
    outcome = msgspec.json.decode((EXAMPLES / "outcome" / "settled.json").read_bytes(), type=Outcome)
    out = io.BytesIO()
    fastavro.schemaless_writer(out, older.parsed, msgspec.to_builtins(outcome, builtin_types=(datetime, date, bytes)))
    assert decode(MARKER + older.fingerprint + out.getvalue()) == dataclasses.replace(outcome, cases=(), waiting_for=None)


def mutated(data: bytes, chance: random.Random) -> bytes:
    body = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(body)) if chance.random() < 0.1 or len(body) <= HEAD else chance.randrange(HEAD, len(body))
        match chance.randrange(4):
            case 0:
                body[place] = chance.randrange(256)
            case 1:
                del body[place:]
                body += b"\0"
            case 2:
                body[place:place] = chance.randbytes(chance.randint(1, 10))
            case _:
                body[place : place + 1] = b"\xff" * 9 + b"\x01"  # the longest varint: lengths and counts beyond all bounds
    return bytes(body)


def test_ten_thousand_broken_records_are_a_reason_each_and_nothing_else():
    chance = random.Random(20260501)
    wholes = example_bytes()
    heads = [MARKER + version.fingerprint for version in codec.versions()]
    began = time.monotonic()
    reasons: set[str] = set()
    taken = 0
    for number in range(10_000):
        noise = chance.randbytes(chance.randint(0, 200))
        data = (noise, chance.choice(heads) + noise, mutated(chance.choice(wholes), chance))[number % 3]
        try:
            decode(data)
            taken += 1
        except Undecodable as problem:
            reasons.add(problem.reason)
    assert taken < 3000
    assert len(reasons) > 20
    assert time.monotonic() - began < 10


@settings(max_examples=300, deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=300), st.builds(lambda v, b: MARKER + v.fingerprint + b, st.sampled_from(codec.versions()), st.binary())
    )
)
def test_whatever_decodes_encodes_to_something_that_decodes_to_the_same(data):
    try:
        record = decode(data)
    except Undecodable:
        return
    again = decode(encode(record))
    assert repr(again) == repr(record)  # repr: a NaN is not equal to itself
