"""`jml plan`: what will happen of itself if HR says nothing more."""

from datetime import UTC, datetime, timedelta

import click

from cli.reading import log
from domain.proposals import Transition
from runtime.clock import clock_from
from runtime.settings import load
from schemas.codec import decode_as


@click.command("plan")
@click.option("--person", metavar="ID", help="Only what is due for this person id.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Only what is due on this day (UTC).")
@click.option("--days", default=14, type=click.IntRange(1, 3660), show_default=True, help="So many days from now on.")
def command(person: str | None, day: datetime | None, days: int) -> None:
    """List due work: instant, person, what, and the HR fact behind it. HR moves or cancels it by changing its own record."""
    settings = load()
    now = clock_from(settings.clock.file).now()
    since = day.replace(tzinfo=UTC) if day else now
    until = since + timedelta(days=1 if day else days)
    with log(settings.kafka) as records:
        said = [decode_as(Transition, value) for value in records("jml-people", person)]
    latest = {each.person: each for each in said}
    due = sorted((item.at, each.person, item.what, each) for each in latest.values() for item in each.plan if since <= item.at < until)
    for at, who, what, each in due:
        held = f"  HELD by the brake ({each.brake})" if each.brake else ""
        click.echo(f"{at:%Y-%m-%d %H:%M}Z  {who:<14} {what:<10} {each.cause.rule} of fact {each.cause.fact[:8]}, {each.standing}{held}")
    click.echo(f"{len(due)} due from {since:%Y-%m-%d %H:%M}Z to {until:%Y-%m-%d %H:%M}Z")
