"""`jml dead-letters`: what could not be handled, why, and what to do with it."""

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime

import click
from confluent_kafka import KafkaException

from cli.reading import ADDRESS
from cli.retrying import Retried, retry_all
from domain.dead_letters import DROPPED, DeadLetter, Waiting
from runtime.clock import clock_from
from runtime.creating import greet
from runtime.kafka import Sender, reason_of
from runtime.ports import Trouble
from runtime.settings import Settings, load
from scenarios.kafka_log import KafkaLog
from schemas.codec import Undecodable, decode
from streams.dead_letters import DEAD_LETTERS
from streams.letter_desk import Desk, desk, recorded


@click.group("dead-letters")
def command() -> None:
    """Records that were set aside with the reason: list, show, retry, drop. Everything is read from, and recorded on, jml-dead-letter."""


@command.command("list")
@click.option("--reason", default="", help="Only those whose reason has this text in it.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def list_(reason: str, as_json: bool) -> None:
    """What waits, counted by reason; then each letter: id, first and last seen, how often, where it lay."""
    found = read_desk(load())
    letters = found.of_reason(reason)
    if as_json:
        for each in letters:
            click.echo(json.dumps(told(each)))
        return
    for why, its in found.by_reason():
        if reason in why:
            click.echo(f"{sum(each.times for each in its):>6}  {why}  {_when(its[0].first)} – {_when(max(each.last for each in its))}")
    for each in letters:
        letter = each.letter
        click.echo(f"{letter.id}  {_when(each.first)}  {_when(each.last)}  {each.times:>3}  {_place(letter)}  {letter.person or '-'}")
    click.echo(f"{len(letters)} dead letters" + (f"; {found.unreadable} records of the topic are not ours" if found.unreadable else ""))


@command.command()
@click.argument("ident", metavar="ID")
def show(ident: str) -> None:
    """Everything that is kept of one: reason, cause, times, and the content (names are sealed, a row's projection holds ids and codes)."""
    for name, value in told(one(read_desk(load()), ident), content=True).items():
        click.echo(f"{name:<12}{value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")


@command.command()
@click.argument("ident", metavar="ID", required=False)
@click.option("--reason", help="All whose reason has this text in it.")
@click.option("--by", default="", metavar="NAME", help="Who asks for it; recorded.")
def retry(ident: str | None, reason: str | None, by: str) -> int:
    """Handle it again: a record of our topics is sent there once more, a row is read from UKG once more.

    What is still wrong comes back as a dead letter. Exit status 1 where a letter could not be sent again.
    """
    if (ident is None) == (reason is None):
        raise click.UsageError("give an ID, or --reason TEXT")
    settings = load()
    found = read_desk(settings)
    letters = [one(found, ident)] if ident is not None else found.of_reason(reason or "")
    results = asyncio.run(retry_all(settings, found, [each.letter for each in letters], by))
    return _report(results)


@command.command()
@click.argument("ident", metavar="ID")
@click.option("--by", required=True, metavar="NAME", help="Who answers for it; recorded on the audit topic.")
@click.option("--why", required=True, metavar="TEXT", help="Why it need not be handled; recorded, so say nothing personal.")
def drop(ident: str, by: str, why: str) -> None:
    """Give it up, for good, under your name."""
    if not by.strip() or not why.strip():
        raise click.UsageError("--by and --why must say something")
    settings = load()
    found = read_desk(settings)
    letter = one(found, ident).letter
    asyncio.run(_dropped(settings, found, letter, (by.strip(), why.strip())))
    click.echo(f"{letter.id} dropped by {by.strip()}")


async def _dropped(settings: Settings, found: Desk, letter: DeadLetter, said: tuple[str, str]) -> None:
    sender = Sender(settings.kafka, timeout=20.0)
    try:
        now = clock_from(settings.clock.file).now()
        for out in recorded(letter, found.key(letter), DROPPED, now, by=said[0], why=said[1]):
            await sender.send(out)
    finally:
        await sender.close()


def read_desk(settings: Settings) -> Desk:
    """What waits now. Raises Trouble, TopicError."""
    greet(settings.kafka)
    try:
        with closing(KafkaLog(settings.kafka)) as log:
            records = sorted(log.records(DEAD_LETTERS), key=lambda seen: (seen.partition, seen.offset))
    except (KafkaException, KeyError) as problem:
        why = reason_of(problem) if isinstance(problem, KafkaException) else f"no topic {problem}"
        raise Trouble(f"{DEAD_LETTERS} cannot be read ({why}): {ADDRESS}") from None
    return desk((seen.key, seen.value) for seen in records)


def one(found: Desk, ident: str) -> Waiting:
    """The letter of this id, or of an id that begins so. Raises a usage error."""
    fits = [each for name, each in found.waiting.items() if name.startswith(ident)]
    if len(fits) != 1:
        what = "no dead letter that waits" if not fits else f"{len(fits)} dead letters"
        raise click.UsageError(f"{what} with an id like {ident}: see `jml dead-letters list`")
    return fits[0]


def told(each: Waiting, content: bool = False) -> dict[str, object]:
    """One letter in words; its content only on demand."""
    letter = each.letter
    shown: dict[str, object] = {
        "id": letter.id,
        "reason": letter.reason,
        "field": letter.field,
        "stage": letter.stage,
        "cause": _place(letter),
        "person": letter.person,
        "first seen": _when(each.first),
        "last seen": _when(each.last),
        "times": each.times,
    }
    return shown | ({"content": _content(letter)} if content else {})


def _content(letter: DeadLetter) -> object:
    if letter.payload is None:
        return "nothing was kept"
    if letter.of_row:
        return letter.payload.decode(errors="replace")
    try:
        return repr(decode(letter.payload))
    except Undecodable as wrong:
        return f"{len(letter.payload)} bytes ({wrong.reason}): {letter.payload[:64].hex()}"


def _place(letter: DeadLetter) -> str:
    return f"row of UKG ({letter.topic})" if letter.of_row else f"{letter.topic}/{letter.partition}/{letter.offset}"


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _report(results: Sequence[Retried], echo: Callable[[str], None] = click.echo) -> int:
    for each in results:
        echo(f"{each.letter.id}  {each.said}")
    done = sum(each.done for each in results)
    echo(f"{done} of {len(results)} sent again")
    return 0 if done == len(results) else 1
