"""`jml up`: everything on this machine, kept up."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import aiohttp
import click

from runtime import logs
from runtime.recorded import Recorded, mark_of, read
from runtime.settings import Settings, load
from runtime.stack import Stack
from runtime.supervise import end_recorded, last_words
from scenarios import halden
from scenarios.seed import people_and_accounts
from scenarios.systems import System, Systems

PATIENCE: Final = 420.0
"""Seconds until all must be ready: the first start fetches Kafka's jars."""


@click.command("up")
@click.option("--background", is_flag=True, help="Return when everything is ready, and keep it up in the background; `jml down` ends it.")
@click.option("--empty", is_flag=True, help="Without the company of the demo: UKG, Okta and Salesforce hold nobody.")
@click.option("--partitions", type=click.IntRange(1, 1000), help="Partitions of topics that are made now, instead of their files' number.")
def command(background: bool, empty: bool, partitions: int | None) -> None:
    """Start broker, topics, simulators and every process, and keep them up until SIGINT or SIGTERM (or `jml down`).

    Another cluster than the local one is used where JML_KAFKA_BOOTSTRAP names it.

    The simulators forget when they end, so each start begins anew: what an earlier one left in JML_HOME/data is wiped.

    A process that ends is started again, one that hangs is ended. All lies below JML_HOME: logs, data, run (pids, ports, secrets).
    """
    settings = load()
    known = read(settings.paths.run.absolute())
    if known.supervisor is not None and known.supervisor.lives():
        click.echo("\n".join(["runs already; `jml down` ends it", *known.look]))
    elif background:
        _detach(settings, partitions, empty)
    else:
        asyncio.run(_keep(settings, partitions, empty))


async def _keep(settings: Settings, partitions: int | None, empty: bool) -> None:
    logs.setup("supervisor", settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await end_recorded(settings.paths.home)  # what an earlier supervisor left when it was killed
    other = {name: value for name, value in os.environ.items() if name.startswith("JML_KAFKA_")}
    if not other:
        shutil.rmtree(settings.paths.data, ignore_errors=True)
    stack = Stack(settings.paths.home, env=other, partitions=partitions)
    work = asyncio.create_task(_start(stack, {} if empty else halden.people()))
    told = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([work, told], return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            await work
            click.echo("\n".join(["everything is up; Ctrl-C or `jml down` ends it", *stack.look()]))
            await told
    finally:
        for task in (work, told):
            task.cancel()
        await asyncio.gather(work, told, return_exceptions=True)
        await stack.stop()


async def _start(stack: Stack, company: dict[str, dict[str, Any]]) -> None:
    await stack.start()
    async with aiohttp.ClientSession() as session:
        systems = Systems(*(System(name, stack.simulators[name], session) for name in ("ukg", "okta", "salesforce")))
        await people_and_accounts(systems, company)
    await stack.ready()
    stack.supervisor.is_ready(stack.look())


def _detach(settings: Settings, partitions: int | None, empty: bool) -> None:
    """Starts `jml up` as a process of its own, and waits until it says that all is ready or ends."""
    log = settings.paths.logs.absolute() / "supervisor.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    more = [*(["--partitions", str(partitions)] if partitions else []), *(["--empty"] if empty else [])]
    env = {**os.environ, "JML_HOME": str(settings.paths.home.absolute())}
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "cli.main", "up", *more],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=env,
        )
    known = _until_ready(settings.paths.run.absolute(), child, log)
    click.echo("\n".join(["everything is up; `jml down` ends it", *known.look]))


def _until_ready(run: Path, child: "subprocess.Popen[bytes]", log: Path) -> Recorded:
    mark, end = mark_of(child.pid), time.monotonic() + PATIENCE
    while child.poll() is None and time.monotonic() < end:
        known = read(run)
        if known.ready and known.supervisor == mark:
            return known
        time.sleep(0.1)
    child.terminate()
    raise click.ClickException(f"it did not come up: see {log}{last_words(log)}")
