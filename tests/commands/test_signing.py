"""Orders: who may give them, and that nobody else can."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from domain.commands import BRAKE, Command, Kind, Operator, Refusal, WrongOrder, orders, refusal
from schemas.codec import decode, encode
from schemas.policy import PolicyRefused, load_operators
from schemas.signing import OperatorKeyError, key_id, new_key, public_text, read_key, sign, verify, write_key

NOW = datetime(2026, 3, 10, 15, 4, tzinfo=UTC)
ANN, BOB = new_key(), new_key()
OPERATORS = (
    Operator(name="ann", roles=("security",), key=public_text(ANN)),
    Operator(name="bob", roles=("hr",), key=public_text(BOB)),
)


def cut(**words: object) -> Command:
    (one,) = orders({"cut": "P6", "by": "ann"} | words, NOW, map(str, count()).__next__)
    return one


def test_what_an_operator_signed_survives_the_wire_and_is_hers():
    signed = sign(ANN, cut())

    assert decode(encode(signed)) == signed
    assert signed.key == key_id(public_text(ANN))
    assert refusal(signed, OPERATORS, verify, NOW) is None


@pytest.mark.parametrize(
    "change",
    [
        {"person": "P7"},
        {"args": {"until": "2027-01-01"}},
        {"expires": NOW + timedelta(minutes=20)},
        {"id": "other"},
        {"people": ("P8",)},
        {"kind": Kind.CONFIRM},
    ],
)
def test_a_word_changed_after_signing_is_a_forgery(change):
    assert refusal(replace(sign(ANN, cut()), **change), OPERATORS, verify, NOW) is Refusal.FORGED


def test_another_key_under_her_name_is_a_forgery():
    assert refusal(sign(BOB, cut()), OPERATORS, verify, NOW) is Refusal.FORGED
    named = replace(sign(BOB, cut()), key=key_id(public_text(ANN)))
    assert refusal(named, OPERATORS, verify, NOW) is Refusal.FORGED


@pytest.mark.parametrize(
    ("command", "now", "why"),
    [
        (cut(), NOW, Refusal.UNSIGNED),
        (sign(ANN, replace(cut(), by="eve")), NOW, Refusal.UNKNOWN_OPERATOR),
        (sign(BOB, replace(cut(), by="bob")), NOW, Refusal.UNAUTHORISED),
        (sign(ANN, cut()), NOW + timedelta(minutes=10), Refusal.EXPIRED),
        (sign(ANN, replace(cut(), expires=NOW + timedelta(hours=2))), NOW, Refusal.EXPIRED),
        (sign(ANN, cut()), NOW - timedelta(minutes=6), Refusal.TOO_EARLY),
    ],
)
def test_what_is_wrong_with_an_order_is_named(command, now, why):
    assert refusal(command, OPERATORS, verify, now) is why


def test_a_cut_with_its_confirmation_is_two_orders_of_two_people():
    first, second = orders({"cut": "P6", "by": "ann", "confirm": "bob"}, NOW, map(str, count()).__next__)

    assert [(one.kind, one.by, one.place) for one in (first, second)] == [(Kind.CUT, "ann", "P6"), (Kind.CONFIRM, "bob", "P6")]
    assert first.id != second.id


def test_what_concerns_the_brake_lies_under_its_own_key():
    (one,) = orders({"approve": "brake", "people": ["C6", "C7"], "by": "ann"}, NOW, str)
    (group,) = orders({"approve": "brake", "group": "app-gong", "by": "ann"}, NOW, str)
    (load,) = orders({"approve": "first-load", "by": "ann"}, NOW, str)

    assert (one.place, one.people) == (BRAKE, ("C6", "C7"))
    assert group.args == {"group": "app-gong"}
    assert load.args == {"what": "first-load"}


@pytest.mark.parametrize(
    "asked",
    [{"by": "ann"}, {"cut": "P6"}, {"cut": "P6", "undo": "P6", "by": "ann"}, {"decide": "P", "by": "a"}, {"approve": "C6", "by": "a"}],
)
def test_an_order_that_says_nothing_sensible_is_refused(asked):
    with pytest.raises(WrongOrder):
        orders(asked, NOW, str)


def test_a_key_is_kept_where_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "ann.key"
    write_key(path, ANN)

    assert path.stat().st_mode & 0o777 == 0o600
    assert public_text(read_key(path)) == public_text(ANN)
    path.chmod(0o644)
    with pytest.raises(OperatorKeyError, match="chmod 600"):
        read_key(path)


def test_operators_are_read_from_a_further_file_and_mistakes_named(tmp_path):
    path = tmp_path / "ours.csv"
    path.write_text(f"name,roles,key\nann,security hr,{public_text(ANN)}\n")
    assert load_operators(path) == (Operator(name="ann", roles=("hr", "security"), key=public_text(ANN)),)

    path.write_text("name,roles,key\nann,security,short\n")
    with pytest.raises(PolicyRefused, match=r"ours.csv:2: key: .* is no public key"):
        load_operators(path)
