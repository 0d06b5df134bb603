"""`jml first-load`: what the first load would write, per person, while the policy has it only reported."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import click

from cli.reading import log
from domain.first_load import MAKE, Effect, Reported, actions, effects, reported
from domain.outcomes import Action, Outcome
from domain.proposals import Transition
from domain.redaction import told_args, told_changes
from runtime.settings import load
from schemas.codec import decode_as

SYSTEMS: Final = ("okta", "salesforce", "ukg")
GROUPS: Final[Mapping[str, str]] = {"add-group": "+", "remove-group": "-"}
SHOWN: Final = ("group", "groups", "app", "object", "profile", "role", "territory")
"""Arguments that say something to a person; the others are ids."""
NOBODY: Final = (
    "of nobody is a first load only reported: either it was approved (`jml audit tail --from-beginning --until-now` names by whom), or the "
    "policy does not say `first_load: report`, or nobody has been read from UKG yet"
)


@click.command("first-load")
@click.option("--person", metavar="ID", help="Only this person id.")
@click.option("--all", "everybody", is_flag=True, help="Also those for whom nothing would be written.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, per person and target.")
def command(person: str | None, everybody: bool, as_json: bool) -> None:
    """Print what the first load would write if it were approved now: whom it takes off, who is in doubt, new accounts, changes; counts.

    For a policy with `first_load: report`. Names are nowhere in it: people are UKG person ids, of personal fields it says only that they
    change. Nothing is written, and nothing asked of Okta or Salesforce: this is what their sinks found. What is put right in UKG or in the
    policy is reported anew within minutes.
    """
    with log(load().kafka) as records:
        said = [decode_as(Transition, value) for value in records("jml-people", person)]
        found = {system: [decode_as(Outcome, value) for value in records(f"{system}-outcomes", person)] for system in SYSTEMS}
    if not found["ukg"]:
        del found["ukg"]  # nobody writes there
    people = reported(said, found)
    for one in people:
        systems = [system for system in found if everybody or one.effect(system) is not Effect.SAME]
        for line in _as_json(one, systems) if as_json else _as_text(one, systems):
            click.echo(line)
    if as_json:
        return
    for line in _counts(people, tuple(found)) if people else (NOBODY,):
        click.echo(line)


def _as_text(one: Reported, systems: Iterable[str]) -> Iterator[str]:
    for system in systems:
        effect, outcome = one.effect(system), one.found[system]
        yield f"{one.person:<14} {one.said.standing:<10} {system:<10} {effect}{_account(outcome)}"
        if outcome is not None:
            yield from (f"  {line}" for line in written(outcome.actions))
            yield from (f"  case {' '.join(filter(None, (case.kind, case.field, case.detail)))}" for case in outcome.cases)


def _account(outcome: Outcome | None) -> str:
    """Which account was found for her, and whether the product made it."""
    if outcome is None or outcome.account is None:
        return ""
    return f", {'adopts ' if outcome.account.adopted else ''}account {outcome.account.id}"


def written(found: Iterable[Action]) -> Iterator[str]:
    """Lines for people to read: groups together, then each other write with its fields."""
    acts = list(found)
    made = [act.args["group"] for act in acts if act.name == MAKE]
    if made:
        yield f"groups that Okta lacks: {' '.join(made)}"
    groups = [f"{GROUPS[act.name]}{act.args['group']}" for act in acts if act.name in GROUPS and "group" in act.args]
    if groups:
        yield f"groups {' '.join(groups)}"
    for act in acts:
        if act.name not in GROUPS and act.name != MAKE:
            yield f"{act.name}{_args(act)}{_fields(act)}"


def _args(act: Action) -> str:
    args = told_args(act.args)
    return "".join(f" {name} {args[name]}" for name in SHOWN if args.get(name))


def _fields(act: Action) -> str:
    changes = told_changes(act)
    said = [name if "changed" in change else _change(name, change) for name, change in changes.items()]
    return f": {', '.join(said)}" if said else ""


def _change(name: str, change: Mapping[str, Any]) -> str:
    before, after = change["before"], change["after"]
    return f"{name} {after}" if before is None else f"{name} {before} → {'none' if after is None else after}"


def _as_json(one: Reported, systems: Iterable[str]) -> Iterator[str]:
    for system in systems:
        outcome = one.found[system]
        line: dict[str, Any] = {"person": one.person, "standing": one.said.standing, "system": system, "effect": one.effect(system)}
        if outcome is not None:
            line["account"] = outcome.account and {"id": outcome.account.id, "adopted": outcome.account.adopted}
            line["actions"] = [{"action": act.name, "args": told_args(act.args), "changes": told_changes(act)} for act in outcome.actions]
            line["cases"] = [{"kind": case.kind, "field": case.field, "detail": case.detail} for case in outcome.cases]
        yield json.dumps(line, ensure_ascii=False)


def _counts(people: Iterable[Reported], systems: Iterable[str]) -> Iterator[str]:
    counted = list(people)
    yield f"{len(counted)} people"
    for system in systems:
        found, acts = effects(counted, system), actions(counted, system)
        yield f"{system}: " + ", ".join(f"{found[effect]} {effect}" for effect in Effect if found[effect])
        if acts:
            yield "  writes: " + ", ".join(f"{acts[name]} {name}" for name in sorted(acts))
    if any(effects(counted, system)[Effect.UNSEEN] for system in systems):
        yield "some were not looked at yet: are all sinks up? ask again in a minute"
    yield "nothing of this is written until somebody with the role duty or hr says so: jml command approve first-load --by NAME"
    yield "doubts about who is who: jml cases list; why somebody is to be so: jml explain ID"
