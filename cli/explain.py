"""`jml explain`: how somebody came to be as she is, from the log alone."""

import json
from datetime import UTC, datetime

import click

from cli.reading import log
from domain.facts import Fact
from domain.proposals import Case, Transition
from domain.trail import Sources, rows_behind, trail
from runtime.clock import clock_from
from runtime.settings import load
from schemas.codec import decode_as
from schemas.policy import load_policy


@click.command("explain")
@click.argument("person")
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"]), help="As it was known at this instant (UTC).")
def command(person: str, at: datetime | None) -> int:
    """Which facts of HR, which rules, what was done, what is due, and which rows of today's policy give what, for PERSON (a UKG person id).

    Names are nowhere in it. Exit status 1: nothing is known of her.
    """
    settings = load()
    until = at.replace(tzinfo=UTC) if at else clock_from(settings.clock.file).now()
    with log(settings.kafka) as records:
        sources = Sources(
            facts=tuple(decode_as(Fact, value) for value in records("hr-changes", person)),
            said=tuple(decode_as(Transition, value) for value in records("jml-people", person)),
            cases=tuple(decode_as(Case, value) for value in records("jml-cases", person)),
            audit=tuple(json.loads(value) for value in records("jml-audit", person)),
        )
    found = trail(sources, until)
    entries = (*found, *(rows_behind(sources, until, load_policy(settings.policy.folder)) if found else ()))
    for entry in entries:
        click.echo(str(entry))
    if not entries:
        click.echo(f"nothing is known of {person} up to {until:%Y-%m-%d %H:%M}Z; a person id is UKG's personId", err=True)
    return 0 if entries else 1
