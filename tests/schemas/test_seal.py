"""The seal: the same bytes each time, for one person and one field only, under whichever of her keys."""

import base64
import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import Sealed
from schemas.codec import encode
from schemas.keys import DamagedKey, LocalMasterKey, MasterKeyError, master_key_from, master_key_from_text, write_master_key
from schemas.seal import KeyMissing, KeyRing, Names, Unreadable, open_sealed, seal_names

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
MASTER = LocalMasterKey(bytes(range(32)))
NAMES = Names(first="Zoë", last="O’Brien-Łukasz", mail="zoe@example.com")


def ring_with(*people: str) -> KeyRing:
    ring = KeyRing(MASTER)
    for person in people:
        ring.ensure_key(person, NOON)
    return ring


@given(text=st.text(st.characters(exclude_categories=["Cs"])), field=st.sampled_from(["first", "last", "mail"]))
def test_a_sealed_value_opens_to_itself_and_is_sealed_alike_each_time(text, field):
    ring = KeyRing(MASTER, random=lambda size: b"\5" * size)
    ring.ensure_key("P1", NOON)
    blob = ring.seal("P1", field, text)
    assert ring.open("P1", field, blob) == text
    assert ring.seal("P1", field, text) == blob
    assert len(text) < 4 or text.encode() not in blob


def test_names_round_trip_and_a_missing_one_stays_missing():
    ring = ring_with("P1")
    sealed = seal_names(ring, "P1", NAMES)
    assert sealed.phone is None
    assert open_sealed(ring, "P1", sealed) == NAMES
    assert open_sealed(ring, "P1", Sealed()) == Names()


def test_a_value_moved_to_another_field_or_person_does_not_open():
    ring = ring_with("P1", "P2")
    blob = ring.seal("P1", "first", "Ann")
    with pytest.raises(Unreadable, match="sealed value of last"):
        ring.open("P1", "last", blob)
    with pytest.raises(KeyMissing):
        ring.open("P2", "first", blob)


def test_person_and_field_cannot_be_shifted_into_each_other():
    ring = KeyRing(MASTER, random=lambda size: b"\5" * size)
    ring.ensure_key("P1", NOON)
    ring.ensure_key("P1f", NOON)
    with pytest.raises(Unreadable):
        ring.open("P1f", "irst", ring.seal("P1", "first", "Ann"))


@pytest.mark.parametrize("place", [0, 5, 12, 25, -1])
def test_an_altered_value_is_unreadable_or_waits_for_the_key_it_names(place):
    ring = ring_with("P1")
    blob = bytearray(ring.seal("P1", "first", "Annabel"))
    blob[place] ^= 1
    with pytest.raises((Unreadable, KeyMissing)):
        ring.open("P1", "first", bytes(blob))


@given(blob=st.binary(max_size=60))
def test_noise_is_unreadable_or_missing_and_nothing_else(blob):
    ring = ring_with("P1")
    with pytest.raises((Unreadable, KeyMissing)):
        ring.open("P1", "first", blob)


def test_a_reader_waits_for_the_key_and_then_opens():
    writer, reader = KeyRing(MASTER), KeyRing(MASTER)
    record = writer.ensure_key("P1", NOON)
    blob = writer.seal("P1", "first", "Ann")
    with pytest.raises(KeyMissing) as missing:
        reader.open("P1", "first", blob)
    assert (missing.value.person, missing.value.key_id) == ("P1", record.key_id)
    reader.feed(record.name.encode(), encode(record))
    assert reader.open("P1", "first", blob) == "Ann"


def test_sealing_for_a_person_without_a_key_says_so():
    with pytest.raises(KeyMissing) as missing:
        ring_with("P1").seal("P2", "first", "Ann")
    assert missing.value.key_id is None


def test_of_two_writers_keys_both_open_and_the_earlier_seals_whatever_the_order():
    one, two = KeyRing(MASTER), KeyRing(MASTER)
    first = one.ensure_key("P1", NOON)
    second = two.ensure_key("P1", NOON + timedelta(seconds=1))
    blobs = [ring.seal("P1", "first", "Ann") for ring in (one, two)]
    for order in ([first, second], [second, first], [second, first, second]):
        reader = KeyRing(MASTER)
        for record in order:
            reader.feed(record.name.encode(), encode(record))
        assert [reader.open("P1", "first", blob) for blob in blobs] == ["Ann", "Ann"]
        assert reader.seal("P1", "first", "Ann") == blobs[0]


def test_a_person_who_has_a_key_gets_no_other():
    ring = ring_with("P1")
    assert ring.ensure_key("P1", NOON + timedelta(days=1)) is None
    assert "P1" in ring
    assert "P2" not in ring


def test_an_erased_key_opens_nothing_any_more_and_a_new_one_can_be_made():
    ring = KeyRing(MASTER)
    record = ring.ensure_key("P1", NOON)
    blob = ring.seal("P1", "first", "Ann")
    ring.feed(record.name.encode(), None)
    ring.feed(b"P7/0011", None)
    with pytest.raises(KeyMissing):
        ring.open("P1", "first", blob)
    assert ring.ensure_key("P1", NOON) is not None


def test_a_damaged_key_concerns_one_person_and_is_not_waited_for():
    writer = KeyRing(MASTER)
    record, other = writer.ensure_key("P1", NOON), writer.ensure_key("P2", NOON)
    blob = writer.seal("P1", "first", "Ann")
    reader = KeyRing(MASTER)
    reader.feed(record.name.encode(), encode(record)[:-3])
    reader.feed(other.name.encode(), encode(record))  # under a foreign name
    assert reader.damaged == {record.name, other.name}
    with pytest.raises(Unreadable, match="key of the sealed first is damaged"):
        reader.open("P1", "first", blob)
    reader.feed(record.name.encode(), encode(record))
    assert reader.open("P1", "first", blob) == "Ann"


def test_another_master_key_is_refused_by_id_and_place():
    record = KeyRing(MASTER).ensure_key("P1", NOON)
    stranger = KeyRing(LocalMasterKey(b"\1" * 32))
    with pytest.raises(MasterKeyError, match="JML_MASTER_KEY_FILE") as refused:
        stranger.feed(record.name.encode(), encode(record))
    assert not isinstance(refused.value, DamagedKey)


def test_digests_differ_by_purpose_and_master_key_and_stay_the_same():
    assert MASTER.digest("login", "ann@example.com") == LocalMasterKey(bytes(range(32))).digest("login", "ann@example.com")
    others = {MASTER.digest("reading", "ann@example.com"), LocalMasterKey(b"\1" * 32).digest("login", "ann@example.com")}
    assert MASTER.digest("login", "ann@example.com") not in others
    assert len(MASTER.digest("login", "")) == 64


def test_no_repr_or_error_shows_a_secret_or_a_name():
    secret = bytes(range(32))
    ring = ring_with("P1")
    record = KeyRing(MASTER).ensure_key("P1", NOON)
    shown = " ".join(map(repr, (MASTER, ring, NAMES, record, KeyMissing("P1", b"\0" * 8))))
    for hidden in ("Zo", "Brien", "zoe", "wrapped", repr(secret)[2:-1], base64.b64encode(secret).decode()):
        assert hidden not in shown


def test_a_master_key_file_is_made_once_for_its_owner_only_and_read(tmp_path):
    path = tmp_path / "master"
    write_master_key(path)
    text = path.read_text()
    write_master_key(path)
    assert path.read_text() == text
    assert path.stat().st_mode & 0o777 == 0o600
    assert master_key_from({"JML_MASTER_KEY_FILE": str(path)}).id == master_key_from_text(text).id


def file_of(tmp_path, text: str, mode: int = 0o600) -> dict[str, str]:
    path = tmp_path / "master"
    path.write_text(text, encoding="utf-8")
    os.chmod(path, mode)
    return {"JML_MASTER_KEY_FILE": str(path)}


GOOD = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        (lambda tmp: {}, "no master key: set JML_MASTER_KEY_FILE"),
        (lambda tmp: {"JML_MASTER_KEY": "not base64!"}, "JML_MASTER_KEY is not base64"),
        (lambda tmp: {"JML_MASTER_KEY": "AAAA"}, "JML_MASTER_KEY holds 3 bytes, not 32"),
        (lambda tmp: {"JML_MASTER_KEY_FILE": str(tmp / "none")}, "cannot read the master key .*none .No such file"),
        (lambda tmp: file_of(tmp, GOOD, 0o640), "mode 0640.*chmod 600"),
        (lambda tmp: file_of(tmp, "ключ"), "is not base64"),
    ],
)
def test_a_wrong_master_key_names_the_place_and_the_cure(tmp_path, environ, words):
    with pytest.raises(MasterKeyError, match=words):
        master_key_from(environ(tmp_path))
