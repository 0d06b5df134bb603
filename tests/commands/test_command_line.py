"""`jml operator`, `jml command` and `jml cases`, as far as they go without Kafka."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from click.testing import CliRunner

from cli import cases, command, operator
from domain.commands import Kind
from domain.proposals import Case
from schemas.codec import decode
from schemas.policy import load_operators
from schemas.signing import public_text, read_key, verify
from tests.domain_company.town import NOON


@pytest.fixture
def sent(monkeypatch, tmp_path):
    """What would be sent; ann has a key in her home."""
    outs = []

    async def keep(_kafka, out):
        outs.append(out)

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(command, "_send", keep)
    monkeypatch.setattr(command, "log", nullcontext)
    CliRunner().invoke(operator.command, ["new", "ann"])
    return outs


def test_a_new_operator_is_a_key_of_her_own_and_a_row_to_add(tmp_path):
    key, table = tmp_path / "ann.key", tmp_path / "more.csv"
    done = CliRunner().invoke(operator.command, ["new", "ann", "--roles", "security hr", "--key", str(key)])

    table.write_text("name,roles,key\n" + done.stdout.splitlines()[0] + "\n")
    (row,) = load_operators(table)
    assert (row.name, row.roles, row.key) == ("ann", ("hr", "security"), public_text(read_key(key)))
    again = CliRunner().invoke(operator.command, ["new", "ann", "--key", str(key)])
    assert again.exit_code != 0
    assert "a key is made once" in again.output


@pytest.mark.parametrize(
    ("words", "kind", "place", "said"),
    [
        (["cut", "P6"], Kind.CUT, b"P6", {}),
        (["confirm", "P6"], Kind.CONFIRM, b"P6", {}),
        (["release", "P6"], Kind.RELEASE, b"P6", {}),
        (["approve", "brake", "C6", "C7"], Kind.APPROVE, b"!brake", {}),
        (["reject", "brake", "--group", "g"], Kind.REJECT, b"!brake", {"group": "g"}),
        (["approve", "first-load"], Kind.APPROVE, b"!brake", {"what": "first-load"}),
        (["decide", "P6", "same-as P9"], Kind.DECIDE, b"P6", {"answer": "same-as P9"}),
        (["extend", "P6", "--to", "2026-12-31"], Kind.EXTEND, b"P6", {"to": "2026-12-31"}),
        (["except", "P6", "--until", "2026-12-31"], Kind.EXCEPT, b"P6", {"until": "2026-12-31"}),
        (["undo", "P6"], Kind.UNDO, b"P6", {}),
    ],
)
def test_each_order_is_signed_and_sent_to_the_row_it_changes(sent, tmp_path, words, kind, place, said):
    done = CliRunner().invoke(command.command, [*words, "--by", "ann"])

    assert done.exit_code == 0, done.output
    (out,) = sent
    signed = decode(out.value)
    assert (signed.kind, signed.by, signed.args, out.key, out.topic) == (kind, "ann", said, place, "jml-commands")
    assert verify(public_text(read_key(tmp_path / ".jml" / "ann.key")), signed)


def test_a_case_is_answered_by_the_same_order(sent):
    CliRunner().invoke(cases.command, ["answer", "P6", "new", "--by", "ann"])
    assert decode(sent[0].value).args == {"answer": "new"}


def test_open_cases_are_listed_the_most_urgent_first_and_all_of_a_person_shown(monkeypatch):
    def case(person, kind, is_open=True, **more):
        return Case(id=f"{person}/{kind}", person=person, kind=kind, field="", detail="", open=is_open, at=NOON, **more)

    told = [
        case("A", "data"),
        case("B", "ambiguous-match", deadline=NOON + timedelta(hours=4)),
        case("C", "brake"),
        case("C", "brake", is_open=False, answer="new", by="ann"),
    ]
    monkeypatch.setattr(cases, "_read", lambda person: [each for each in told if person in (None, each.person)])

    listed = CliRunner().invoke(cases.command, ["list"]).output.splitlines()
    shown = CliRunner().invoke(cases.command, ["show", "C"]).output.splitlines()

    assert [line.split()[-2] for line in listed] == ["B", "A"]
    assert len(shown) == 2
    assert "closed by ann: new" in shown[1]
