"""`jml down`: ends what `jml up` started."""

import asyncio

import click

from runtime.settings import load
from runtime.supervise import end_recorded


@click.command("down")
def command() -> None:
    """End what `jml up` started, and nothing else; what was stored stays.

    Processes are ended by the pid and birth that were written down, so no other process is ever hit.
    """
    ended = asyncio.run(end_recorded(load().paths.home))
    click.echo(f"ended: {', '.join(ended)}" if ended else "nothing runs")
