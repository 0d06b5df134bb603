"""`jml command`: orders of operators, signed with their own keys."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from cli.operator import key_path
from cli.reading import log
from domain.commands import WrongOrder, orders
from runtime.clock import clock_from
from runtime.kafka import Sender
from runtime.ports import Out
from runtime.settings import Kafka, load
from schemas.codec import encode
from schemas.signing import read_key, sign

TOPIC = "jml-commands"


@click.group("command")
def command() -> None:
    """Give an order. It is signed with your key, carried out by the company stage, and told on the audit topic with your name."""


def signer(function: Callable[..., None]) -> Callable[..., None]:
    """Who signs, and with what."""
    by = click.option("--by", required=True, metavar="NAME", help="Your name in operators.csv.")
    key = click.option("--key", type=click.Path(path_type=Path), help="Your private key.  [default: ~/.jml/NAME.key]")
    return by(key(function))


def give(asked: dict[str, Any], by: str, key: Path | None) -> None:
    """Signs and sends one order; prints its id. Raises ClickException, Trouble, OperatorKeyError."""
    settings = load()
    try:
        (draft,) = orders({**asked, "by": by}, clock_from(settings.clock.file).now(), lambda: str(uuid4()))
    except WrongOrder as wrong:
        raise click.ClickException(str(wrong)) from None
    signed = sign(read_key(key or key_path(by)), draft)
    with log(settings.kafka):
        pass  # a broker that is not there is told at once
    asyncio.run(_send(settings.kafka, Out(TOPIC, signed.place.encode(), encode(signed), partition=0)))
    click.echo(f"{signed.id} sent; see: jml audit tail")


async def _send(kafka: Kafka, out: Out) -> None:
    sender = Sender(kafka, timeout=30.0)
    try:
        await sender.send(out)
    finally:
        await sender.close()


def _about_one(kind: str, text: str) -> None:
    @command.command(kind, help=text)
    @click.argument("person")
    @signer
    def order(person: str, by: str, key: Path | None) -> None:
        give({kind: person}, by, key)


_about_one("cut", "Access of PERSON off at once. Nothing happens until somebody else confirms, within 10 minutes.")
_about_one("confirm", "Confirm the urgent cut of PERSON that somebody else ordered.")
_about_one("release", "Give PERSON back what an urgent cut took. Two different people order it, within 10 minutes.")
_about_one("undo", "Take back the last decision on PERSON: a merge, an exception, an extension, a review.")


def _on_brake(kind: str, text: str) -> None:
    @command.command(kind, help=text)
    @click.argument("what", type=click.Choice(["brake", "first-load"] if kind == "approve" else ["brake"]))
    @click.argument("people", nargs=-1)
    @click.option("--group", help="Removals from this group, instead of people.")
    @signer
    def order(what: str, people: tuple[str, ...], group: str | None, by: str, key: Path | None) -> None:
        give({kind: what, "people": people or None, "group": group}, by, key)


_on_brake("approve", "Let go what the brake holds of PEOPLE or of a group, or write what the first load reported.")
_on_brake("reject", "Leave undone what the brake holds of PEOPLE (none named: of all) or of a group, until HR says something else.")


@command.command("decide")
@click.argument("person")
@click.argument("answer")
@signer
def decide(person: str, answer: str, by: str, key: Path | None) -> None:
    """Decide a review of PERSON: 'same-as P9', new, hold, 'keep GROUP', 'drop GROUP'."""
    give({"decide": person, "answer": answer}, by, key)


@command.command("extend")
@click.argument("person")
@click.option("--to", "to", required=True, metavar="DATE", help="The new last day, as 2026-12-31. Access follows HR all the same.")
@signer
def extend(person: str, to: str, by: str, key: Path | None) -> None:
    """Extend the contract of PERSON as far as you are concerned: the next notice comes before the new end."""
    give({"extend": person, "to": to}, by, key)


@command.command("except")
@click.argument("person")
@click.option("--until", required=True, metavar="DATE", help="The last day (24:00 at her site), or an instant.")
@signer
def exempt(person: str, until: str, by: str, key: Path | None) -> None:
    """Let PERSON keep her access although its end has come."""
    give({"except": person, "until": until}, by, key)
