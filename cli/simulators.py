"""`jml simulators`: UKG Pro, Okta and Salesforce as local servers that speak the real protocols."""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import click
from aiohttp import web

from cli.simulators_check import assumptions, check
from runtime import secret_files
from runtime.health import write_run_file
from runtime.settings import Settings, load, needed
from runtime.supervise import run_file
from simulators.kernel.clock import Clock, clock_from
from simulators.kernel.server import Simulator, Vendor, serve
from simulators.okta import okta
from simulators.okta.oauth_client import OAuthClient, keys_of
from simulators.okta.options import LIMITS
from simulators.salesforce import salesforce
from simulators.ukg import Assumptions as UkgAssumptions
from simulators.ukg import ukg

RUN_FILE: Final = "simulators"
DEFAULT_USER: Final = "jml-service"
Given = Mapping[str, Any]
"""What the command line says of one simulator."""


def _ukg(clock: Clock, settings: Settings, given: Given) -> Vendor:
    password = given.get("password") or needed(settings.ukg.password, "JML_UKG_PASSWORD")
    customer_key = given.get("customer_key") or needed(settings.ukg.customer_key, "JML_UKG_CUSTOMER_KEY")
    user_key = given.get("user_key") or settings.ukg.user_key.reveal()
    assumptions = UkgAssumptions(**given.get("assumptions", {}))
    return ukg(clock, given.get("user") or settings.ukg.user or DEFAULT_USER, password, customer_key, assumptions, user_key)


def _okta(clock: Clock, settings: Settings, given: Given) -> Vendor:
    vendor = okta(clock, given.get("token") or needed(settings.okta.token, "JML_OKTA_TOKEN"), **given.get("options", {}))
    if given.get("client_id"):
        client = OAuthClient(
            given["client_id"],
            given["client_id"],
            keys_of({"public_key": Path(given["public_key"]).read_text()}),
            frozenset(given["scopes"].split()),
            given["dpop"],
        )
        vendor.org.clients[client.id] = client
    return vendor


def _salesforce(clock: Clock, settings: Settings, given: Given) -> Vendor:
    held = settings.salesforce
    return salesforce(
        clock,
        given.get("client_id") or needed(held.client_id, "JML_SALESFORCE_CLIENT_ID"),
        given.get("client_secret") or needed(held.client_secret, "JML_SALESFORCE_CLIENT_SECRET"),
    )


VENDORS: Final[Mapping[str, Callable[[Clock, Settings, Given], Vendor]]] = {"ukg": _ukg, "okta": _okta, "salesforce": _salesforce}

port_option = click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port of a single one, or the first of three; 0: the last ones, or free ones."
)
host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 in a container.")


@click.group("simulators", invoke_without_command=True)
@port_option
@host_option
@click.pass_context
def command(context: click.Context, port: int, host: str) -> None:
    """Run simulated UKG Pro, Okta and Salesforce in memory (a process; ends on SIGTERM). Without a name: all three.

    They ask for the secrets that JML_UKG_…, JML_OKTA_… and JML_SALESFORCE_… hold; those that are not set are made, below run/secrets of
    JML_HOME. Business time is that of JML_CLOCK_FILE. The chosen ports are in run/simulators.json.
    """
    if context.invoked_subcommand is None:
        _run(dict.fromkeys(VENDORS, port), host, {})


@command.command("all")
@port_option
@host_option
def run_all(port: int, host: str) -> None:
    """All three, on ports that follow each other."""
    _run(dict.fromkeys(VENDORS, port), host, {})


@command.command("ukg")
@port_option
@host_option
@click.option("--user", help="Service account. Default: JML_UKG_USER.")
@click.option("--password", help="Its password. Default: JML_UKG_PASSWORD, or the file of this home.")
@click.option("--customer-key", help="US-CUSTOMER-API-KEY. Default: JML_UKG_CUSTOMER_KEY, or the file of this home.")
@click.option("--user-key", help="User API key, for SOAP logins. Default: JML_UKG_USER_KEY, or the file of this home.")
@click.option("--set", "switches", multiple=True, metavar="NAME=JSON", help="Any assumption: --set rehire_id='\"same\"'.")
def run_ukg(port: int, host: str, **given: Any) -> None:
    """UKG Pro alone."""
    switches = dict(_switch(one) for one in given.pop("switches"))
    known = {one.name for one in fields(UkgAssumptions)}
    if unknown := sorted(switches.keys() - known):
        raise click.UsageError(f"--set {unknown[0]}: no assumption of that name; `jml simulators assumptions ukg` lists them")
    _run({"ukg": port}, host, {**given, "assumptions": switches})


@command.command("okta")
@port_option
@host_option
@click.option("--token", help="The SSWS token it accepts. Default: JML_OKTA_TOKEN, or the file of this home.")
@click.option("--no-rate-limits", is_flag=True, help="Never answer 429 of its own accord.")
@click.option("--no-lag", is_flag=True, help="Searches and member lists see changes at once.")
@click.option("--edition", type=click.Choice([*LIMITS]), default="workforce", show_default=True, help="Whose rate limits.")
@click.option("--set", "switches", multiple=True, metavar="NAME=JSON", help="Any option or assumption: --set person_attribute=false.")
@click.option("--client-id", help="A service app that may get OAuth tokens; needs --public-key.")
@click.option("--public-key", type=click.Path(exists=True, dir_okay=False), help="PEM file of the app's public key.")
@click.option("--scopes", default="okta.users.manage okta.groups.manage okta.apps.manage okta.logs.read", show_default=True)
@click.option("--dpop", is_flag=True, help="The app gets tokens bound by DPoP only.")
def run_okta(port: int, host: str, **given: Any) -> None:
    """Okta alone: one organisation, empty but for Everyone."""
    if bool(given["client_id"]) != bool(given["public_key"]):
        raise click.UsageError("--client-id and --public-key go together")
    options: dict[str, Any] = {"rate_limits": not given.pop("no_rate_limits"), "edition": given.pop("edition")}
    if given.pop("no_lag"):
        options["lag"] = 0.0
    options |= dict(_switch(one) for one in given.pop("switches"))
    _run({"okta": port}, host, {**given, "options": options})


def _switch(given: str) -> tuple[str, Any]:
    name, sign, value = given.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        raise click.UsageError(f'--set {given}: what follows {name}{sign} is JSON: true, 2, "text"') from None


@command.command("salesforce")
@port_option
@host_option
@click.option("--client-id", help="Consumer key. Default: JML_SALESFORCE_CLIENT_ID, or the file of this home.")
@click.option("--client-secret", help="Consumer secret. Default: JML_SALESFORCE_CLIENT_SECRET, or the file of this home.")
def run_salesforce(port: int, host: str, **given: str | None) -> None:
    """Salesforce alone."""
    _run({"salesforce": port}, host, given)


command.add_command(check)
command.add_command(assumptions)


def _run(ports: dict[str, int], host: str, given: Given) -> None:
    wanted = {name: port + place if port else 0 for place, (name, port) in enumerate(ports.items())}
    asyncio.run(_serve(_with_secrets(), wanted, host, given))


def _with_secrets() -> Settings:
    """The settings, with the files of this home for secrets that are not given."""
    given = load()
    missing = [name for name in secret_files.VENDORS if not os.environ.get(name) and not os.environ.get(name.removesuffix("_FILE"))]
    files = secret_files.make(given.paths.run) if missing else {}
    return load({**os.environ, **{name: files[name] for name in missing}})


async def _serve(settings: Settings, wanted: Mapping[str, int], host: str, given: Given) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    clock = clock_from(Path(settings.clock.file) if settings.clock.file else None)
    runners: list[web.AppRunner] = []
    ports: dict[str, int] = {}
    try:
        for name, port in wanted.items():
            vendor = Simulator(VENDORS[name](clock, settings, given), clock)
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
