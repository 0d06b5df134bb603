"""`jml cases`: what waits for a person. Without a subcommand it is the process that keeps the open ones."""

from collections.abc import Iterable
from pathlib import Path

import click

from cli.command import give, signer
from cli.reading import log
from cli.stage import Crashing, crash_point, named, run
from domain.proposals import Case
from runtime.settings import Settings, load
from runtime.worker import Worker
from schemas.codec import decode_as
from streams.cases import CasesHandler, fold_case
from streams.dead_letters import parking

TOPIC = "jml-cases"


def build(settings: Settings, name: str) -> Worker:
    """Only a fold."""
    stage = CasesHandler()
    return Worker(Crashing(stage, crash_point()), settings, parking(stage.name), process=name)


@click.group("cases", invoke_without_command=True)
@named("cases")
@click.pass_context
def command(ctx: click.Context, name: str) -> None:
    """List, show and answer cases; without a subcommand, keep the open ones (a process; ends on SIGTERM)."""
    if ctx.invoked_subcommand is None:
        run(build, name)


@command.command("list")
@click.option("--kind", help="Only cases of this kind.")
def listed(kind: str | None) -> None:
    """Every open case, the most urgent first: by when it should be looked at, kind, person, what it is about."""
    found = [case for case in open_now(_read(None)) if kind in (None, case.kind)]
    for case in sorted(found, key=lambda one: (one.deadline or one.at.replace(year=9999), one.at, one.id)):
        click.echo(_line(case))
    if not found:
        click.echo("no case is open")


@command.command("show")
@click.argument("person")
def show(person: str) -> int:
    """Everything that was ever opened or closed of PERSON, in order."""
    cases = _read(person)
    for case in cases:
        state = "opened" if case.open else "closed" + (f" by {case.by}: {case.answer}" if case.by else "")
        click.echo(f"{case.at:%Y-%m-%d %H:%MZ}  {state:8}  {_line(case)}")
    if not cases:
        click.echo(f"no case was ever opened of {person}", err=True)
    return 0 if cases else 1


@command.command("answer")
@click.argument("person")
@click.argument("answer")
@signer
def answer(person: str, answer: str, by: str, key: Path | None) -> None:
    """Decide a case of PERSON: 'same-as P9', new, hold, 'keep GROUP', 'drop GROUP'. The same as `jml command decide`."""
    give({"decide": person, "answer": answer}, by, key)


def open_now(cases: Iterable[Case]) -> list[Case]:
    """The cases that are open after all of these were told."""
    rows: dict[str, tuple[Case, ...]] = {}
    for case in cases:
        rows[case.person] = fold_case(rows.get(case.person, ()), case)
    return [case for row in rows.values() for case in row]


def _read(person: str | None) -> list[Case]:
    with log(load().kafka) as records:
        return [decode_as(Case, value) for value in records(TOPIC, person)]


def _line(case: Case) -> str:
    due = f"{case.deadline:%Y-%m-%d %H:%MZ}" if case.deadline else "no hurry        "
    about = " ".join(filter(None, (case.field, case.detail)))
    return f"{due}  {case.kind:26} {case.person:16} {about}  [{case.id[:8]}]".rstrip()
