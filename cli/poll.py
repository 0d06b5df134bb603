"""`jml poll`: one look at UKG by hand."""

import asyncio
from datetime import UTC, datetime

import click

from producers.ukg.poll import Poller
from producers.ukg.process import poller_from
from producers.ukg.publish import Counts
from producers.ukg.rest import BadAnswer, NotNow
from runtime.settings import Settings, load


class Instant(click.ParamType):
    """An ISO date and time; UTC where no zone is given."""

    name = "instant"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            given = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date and time: give one like 2026-10-01T08:00Z", param, ctx)
        return given if given.tzinfo else given.replace(tzinfo=UTC)


@click.command("poll")
@click.option("--once", is_flag=True, help="Look at what changed since the last look (this is what happens without an option, too).")
@click.option("--since", type=Instant(), help="Look at everything that changed since this instant.")
@click.option("--person", metavar="ID", help="Look at one employee, by employee id or person id, whatever the lists say.")
@click.option("--dry-run", is_flag=True, help="Publish nothing; list what would be, ids only.")
def command(once: bool, since: datetime | None, person: str | None, dry_run: bool) -> None:
    """Look at UKG once and publish what is news; print the counts.

    Harmless beside the poller: what both see is published twice and counts once.
    """
    if sum((once, since is not None, person is not None)) > 1:
        raise click.UsageError("give one of --once, --since, --person")
    try:
        click.echo(asyncio.run(_look(load(), since, person, dry_run)))
    except (NotNow, BadAnswer) as broken:
        raise click.ClickException(f"UKG cannot be read now ({broken}): try again later, or check JML_UKG_URL") from None


async def _look(settings: Settings, since: datetime | None, person: str | None, dry: bool) -> str:
    async with poller_from(settings, dry) as (poller, _schedule):
        counts = Counts()
        if person is None:
            counts = await poller.changes(since)
        for employee in _employees(poller, person):
            counts += await poller.employee(employee)
        shown = [f"{each['changed']} {each['person']} {each['record']}" for each in poller.publisher.shown] if dry else []
        return "\n".join([*shown, f"{counts} (dry run: nothing was sent)" if dry else str(counts)])


def _employees(poller: Poller, person: str | None) -> list[str]:
    """The employee ids meant: those of a person id that is known, else the text itself."""
    if person is None:
        return []
    return [employee for employee, whose in sorted(poller.publisher.readings.people.items()) if whose == person] or [person]
