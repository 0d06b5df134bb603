"""`jml poller`: the process that looks at UKG whenever it is time."""

import asyncio
import signal

import click

from producers.ukg.process import NAME, serve
from runtime import logs
from runtime.preflight import check_process
from runtime.settings import Settings, load


@click.command("poller")
def command() -> None:
    """Look at UKG whenever it is time, and publish what is news (a process; ends on SIGTERM).

    One look by hand is `jml poll`.
    """
    settings = load()
    logs.setup(NAME, settings)
    check_process(settings.kafka, "jml-poller")
    asyncio.run(_until_told(settings))


async def _until_told(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(settings, stop)
