"""`jml first-load`: what would be written, for whoever is to approve it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import first_load
from domain.desired import CaseRef, Cause, OktaDesired, OktaStatus, Standing
from domain.first_load import Effect, actions, effects, reported
from domain.outcomes import Account, Action, Fate, Outcome, OutcomeKind, Result
from domain.proposals import Priority, Transition
from scenarios.language import load
from scenarios.play import Player
from scenarios.run import in_memory
from schemas.codec import encode

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
CAUSE = Cause(kind="hr", fact="f", rule="start", effective=AT, known=AT, seen=0.0)


def said(person: str, **words: Any) -> Transition:
    status = words.pop("status", OktaStatus.ACTIVE)
    about = {"version": 1, "report": True, "standing": Standing.EMPLOYED, "kind": "joiner", "priority": Priority.BULK} | words
    return Transition(id=f"t-{person}", person=person, at=AT, cause=CAUSE, policy="p", okta=OktaDesired(status=status), **about)


def found(person: str, *names: str, seq: int = 1, **words: Any) -> Outcome:
    acts = tuple(Action(id=f"{name} {person}", name=name) for name in names)
    about = {"version": 1, "kind": OutcomeKind.SETTLED, "complete": True, "actions": acts} | words
    return Outcome(id=f"o-{person}-{seq}", person=person, seq=seq, at=0.0, cause=CAUSE, policy="p", **about)


def test_whom_it_takes_off_comes_first_and_whom_nothing_happens_to_last() -> None:
    case = CaseRef(kind="ambiguous-match", field="okta", detail="00u1")
    outcomes = [
        found("SAME"),
        found("CHANGED", "update"),
        found("NEW", "create"),
        found("DOUBT", cases=(case,)),
        found("OFF", "suspend", "remove-group"),
    ]
    people = reported([said(one.person) for one in outcomes] + [said("UNSEEN")], {"okta": outcomes})
    assert [(one.person, one.effect("okta")) for one in people] == [
        ("OFF", Effect.OFF),
        ("DOUBT", Effect.DOUBT),
        ("NEW", Effect.NEW),
        ("CHANGED", Effect.CHANGED),
        ("SAME", Effect.SAME),
        ("UNSEEN", Effect.UNSEEN),
    ]
    assert set(effects(people, "okta").values()) == {1}
    assert actions(people, "okta") == {"suspend": 1, "remove-group": 1, "create": 1, "update": 1}


def test_the_last_word_counts_and_who_was_approved_or_has_nothing_to_come_yet_is_left_out() -> None:
    announced = [
        said("A"),
        said("B"),
        said("B", version=2, report=False),
        said("LATER", status=OktaStatus.NONE),
        said("LEFT", status=OktaStatus.NONE),
    ]
    outcomes = [found("A", "create"), found("A", "update", seq=2), found("B", "create"), found("LEFT", "deactivate")]
    outcomes.append(found("A", "update", seq=3, results=(Result(action="update A", fate=Fate.DONE),)))
    people = reported(announced, {"okta": outcomes})
    assert [(one.person, one.effect("okta")) for one in people] == [("LEFT", Effect.OFF), ("A", Effect.CHANGED)]


def test_a_group_that_many_need_is_made_once() -> None:
    make = Action(id="make g", name="create-group", args={"group": "g"})
    outcomes = [found(person, actions=(make,)) for person in ("A", "B")]
    assert actions(reported([said("A"), said("B")], {"okta": outcomes}), "okta") == {"create-group": 1}


Told = dict[str, list[tuple[str, bytes]]]


def shown(monkeypatch: pytest.MonkeyPatch, told: Told, *words: str) -> str:
    @contextmanager
    def log(_kafka: object) -> Iterator[Any]:
        yield lambda topic, person=None: [value for key, value in told.get(topic, []) if person in (None, key)]

    monkeypatch.setattr(first_load, "log", log)
    result = CliRunner().invoke(first_load.command, list(words))
    assert result.exit_code == 0, result.output
    return result.output


async def test_the_report_of_a_company_with_accounts_names_each_write_and_nobody_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load(ROOT / "scenarios/variants/first-load-of-accounts-by-id-and-by-name.yaml")
    async with in_memory(ROOT / "policy", scenario) as world:
        player = Player(scenario, world)
        await player.first_load()
        await player.step(scenario.steps[0])
        topics = ("jml-people", "okta-outcomes", "salesforce-outcomes")
        told = {topic: [(seen.key.decode(), seen.value or b"") for seen in await world.records(topic)] for topic in topics}
    text = shown(monkeypatch, told)
    lines = text.splitlines()
    assert lines[0].split() == ["NAME", "employed", "okta", "in", "doubt"]
    assert lines[1].startswith("  case ambiguous-match okta 00u")
    assert any(line.startswith("ID ") and "changed, adopts account 00u" in line for line in lines)
    assert (
        "  update: department Operations, division US01, employeeNumber 000010001, title Old → Operations Clerk, userType employee" in lines
    )
    assert any(line.startswith("  create groups ") and "firstName, lastName, email, login, department Operations" in line for line in lines)
    assert "okta: 1 in doubt, 1 new account, 1 changed, 1 as it should be" in lines
    assert "jml command approve first-load --by NAME" in text
    assert not [name for name in ("Nora", "Ida", "Dahl", "@") if name in text]
    assert "GONE" in shown(monkeypatch, told, "--all") and "GONE" not in text
    rows = [json.loads(line) for line in shown(monkeypatch, told, "--json", "--person", "ID").splitlines()]
    assert [(row["system"], row["effect"], row["account"]["adopted"]) for row in rows] == [("okta", "changed", True)]


def test_records_that_move_are_told_by_object_and_personal_fields_by_name_only(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account(id="005X", adopted=True)
    acts = (
        Action(id="1", name="freeze", subject="005X", args={"login": "0YwX"}),
        Action(id="2", name="reassign", args={"object": "Opportunity", "ids": "006A 006B"}, changes={"OwnerId": ("005X", "005M")}),
        Action(id="3", name="update", changes={"Email": ("old@halden.example", "new@halden.example"), "Title": ("Old", None)}),
    )
    told: Told = {
        "jml-people": [("P", encode(said("P", standing=Standing.LEFT, status=OktaStatus.DEACTIVATED)))],
        "salesforce-outcomes": [("P", encode(found("P", actions=acts, account=account)))],
    }
    text = shown(monkeypatch, told)
    assert (
        "P              left       salesforce taken off, adopts account 005X\n  freeze\n  reassign object Opportunity: OwnerId 005X → 005M"
        in text
    )
    assert "  update: Email, Title Old → none\n" in text
    assert "not looked at yet" in text and "are all sinks up?" in text


def test_where_nothing_is_only_reported_it_says_why_that_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "either it was approved" in shown(monkeypatch, {"jml-people": [("P", encode(said("P", report=False)))]})
