"""`jml simulators`: UKG Pro, Okta and Salesforce as local servers that speak the real protocols."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import click
from aiohttp import web

from runtime import secret_files
from runtime.health import write_run_file
from runtime.settings import Settings, load, needed
from runtime.supervise import run_file
from simulators.kernel.clock import Clock, clock_from
from simulators.kernel.server import Simulator, Vendor, serve
from simulators.okta import okta
from simulators.salesforce import salesforce
from simulators.ukg import ukg

RUN_FILE: Final = "simulators"
DEFAULT_USER: Final = "jml-service"


def _ukg(clock: Clock, settings: Settings) -> Vendor:
    password = needed(settings.ukg.password, "JML_UKG_PASSWORD")
    return ukg(clock, settings.ukg.user or DEFAULT_USER, password, needed(settings.ukg.customer_key, "JML_UKG_CUSTOMER_KEY"))


def _okta(clock: Clock, settings: Settings) -> Vendor:
    return okta(clock, needed(settings.okta.token, "JML_OKTA_TOKEN"))


def _salesforce(clock: Clock, settings: Settings) -> Vendor:
    given = settings.salesforce
    return salesforce(
        clock, needed(given.client_id, "JML_SALESFORCE_CLIENT_ID"), needed(given.client_secret, "JML_SALESFORCE_CLIENT_SECRET")
    )


VENDORS: Final[Mapping[str, Callable[[Clock, Settings], Vendor]]] = {"ukg": _ukg, "okta": _okta, "salesforce": _salesforce}


@click.command("simulators")
@click.argument("system", type=click.Choice([*VENDORS, "all"]), default="all")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port of a single one, or the first of three; 0: the last ones, or free ones."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 in a container.")
def command(system: str, port: int, host: str) -> None:
    """Run simulated UKG Pro, Okta and Salesforce in memory (a process; ends on SIGTERM).

    They ask for the secrets that JML_UKG_…, JML_OKTA_… and JML_SALESFORCE_… hold; those that are not set are made, below run/secrets of
    JML_HOME. Business time is that of JML_CLOCK_FILE. The chosen ports are in run/simulators.json.
    """
    settings = _with_secrets()
    names = tuple(VENDORS) if system == "all" else (system,)
    asyncio.run(_serve(settings, {name: port + place if port else 0 for place, name in enumerate(names)}, host))


def _with_secrets() -> Settings:
    """The settings, with the files of this home for secrets that are not given."""
    given = load()
    missing = [name for name in secret_files.VENDORS if not os.environ.get(name) and not os.environ.get(name.removesuffix("_FILE"))]
    files = secret_files.make(given.paths.run) if missing else {}
    return load({**os.environ, **{name: files[name] for name in missing}})


async def _serve(settings: Settings, wanted: Mapping[str, int], host: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    clock = clock_from(Path(settings.clock.file) if settings.clock.file else None)
    runners: list[web.AppRunner] = []
    ports: dict[str, int] = {}
    try:
        for name, port in wanted.items():
            vendor = Simulator(VENDORS[name](clock, settings), clock)
            runner, ports[name] = await (serve(vendor, port, host) if port else _as_before(settings.paths.run, vendor, host))
            runners.append(runner)
            click.echo(f"{name} http://{host}:{ports[name]}")
        write_run_file(settings.paths.run, RUN_FILE, {"pid": os.getpid(), **ports})
        await stop.wait()
    finally:
        for runner in runners:
            await runner.cleanup()


async def _as_before(run: Path, simulator: Simulator, host: str) -> tuple[web.AppRunner, int]:
    """On the port where clients found it before, as far as that is free; else on a free one."""
    with contextlib.suppress(OSError):
        return await serve(simulator, int(run_file(run, RUN_FILE).get(simulator.vendor.name, 0)), host)
    return await serve(simulator, 0, host)
