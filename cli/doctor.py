"""`jml doctor`: one page that says what works and what does not, by harmless probes."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import click

from domain.policy import Policy
from runtime.clock import clock_from
from runtime.connection import LIBRDKAFKA
from runtime.finding import Finding, Of, State
from runtime.secret_files import seen_by_others
from runtime.setting import SettingError
from runtime.settings import Settings, described, load
from schemas.policy import load_policy

Now = Callable[[], datetime]
SYSTEMS: Final = ("kafka", "ukg", "okta", "salesforce", "notify")
MACHINE: Final = "machine"
SECRETS: Final = frozenset(each.variable.removesuffix("[_FILE]") for each in described() if each.variable.endswith("[_FILE]"))
TITLES: Final = {
    MACHINE: "This machine",
    "kafka": "Kafka",
    "ukg": "UKG Pro",
    "okta": "Okta",
    "salesforce": "Salesforce",
    "notify": "Notices",
}
MARKS: Final = {State.OK: "ok", State.WARN: "warn", State.MISSING: "MISSING", State.UNKNOWN: "unknown"}
COLOURS: Final = {State.OK: "green", State.WARN: "yellow", State.MISSING: "red", State.UNKNOWN: "yellow"}
INDENT: Final = " " * 11


class Probe(Protocol):
    """What asks one system."""

    def findings(self) -> AsyncIterator[Finding]:
        """One line after the other."""


@click.command("doctor")
@click.argument("systems", nargs=-1, type=click.Choice(SYSTEMS), metavar="[SYSTEM]...")
@click.option("--json", "as_json", is_flag=True, help="A JSON array of all lines instead.")
@click.option("--process", help="Ask Kafka for the rights of this process only, and take a missing one for a fault.")
@click.pass_context
def command(context: click.Context, systems: tuple[str, ...], as_json: bool, process: str | None) -> None:
    """Say what works and what does not: reachability, credentials, clocks, rights, fields, licences, topics.

    Of all systems, or of those named (kafka, ukg, okta, salesforce, notify). It changes nothing and reads no person's data. Status 1 where
    something that is needed is missing.
    """
    settings = load()
    LIBRDKAFKA.setLevel(logging.CRITICAL)  # it would write a line for each try to connect
    clock = clock_from(settings.clock.file)
    found = asyncio.run(examine(systems or SYSTEMS, settings, load_policy(settings.policy.folder), clock.now, process))
    found = [*_files(), *found]
    click.echo(json.dumps([asdict(finding) for finding in found], indent=1, ensure_ascii=False) if as_json else "\n".join(page(found)))
    if any(finding.state is State.MISSING for finding in found):
        context.exit(1)


async def examine(systems: Iterable[str], settings: Settings, policy: Policy, now: Now, process: str | None = None) -> list[Finding]:
    """Everything found, in the order of the systems; all are asked at once."""
    asked = [_examined(system, partial(_probe, system, settings, policy, now, process)) for system in systems]
    return [finding for findings in await asyncio.gather(*asked) for finding in findings]


async def _examined(system: str, made: Callable[[], Probe]) -> list[Finding]:
    found: list[Finding] = []
    try:
        probe = await asyncio.to_thread(made)  # the vendors' packages take seconds to import
        async for finding in probe.findings():
            found.append(finding)
    except SettingError as wrong:
        found.append(wrong_setting(system, wrong))
    except Exception as wrong:
        # one answer that nobody foresaw must not hide what the other systems say; its text may hold anything
        found.append(Of(system).unknown("the rest", f"unexpected {type(wrong).__name__}", "report it: this is a fault in jml"))
    return found


def wrong_setting(system: str, wrong: SettingError) -> Finding:
    """A setting that is missing or wrong, as a line of the page."""
    what, _, cure = str(wrong).partition(": ")
    return Of(system).missing("settings", what, f"nothing is done in {TITLES[system]}", cure or "run `jml setup`")


def _probe(system: str, settings: Settings, policy: Policy, now: Now, process: str | None) -> Probe:
    if system == "kafka":
        from runtime.probe import Probe as Kafka

        return Kafka(settings.kafka, process)
    if system == "ukg":
        from producers.ukg.probe import Probe as Ukg

        return Ukg(settings.ukg, policy, now)
    if system == "okta":
        from sinks.okta.probe import Probe as Okta

        return Okta(settings.okta, policy, now)
    if system == "notify":
        from sinks.notify.probe import Probe as Notify

        return Notify(settings.notify, policy)
    from sinks.salesforce.probe import Probe as Salesforce

    return Salesforce(settings.salesforce, policy, now)


def _files() -> Iterable[Finding]:
    """Files of secrets that others may read; one that cannot be read at all has been told when the settings were."""
    for name, path in sorted(os.environ.items()):
        if name.startswith("JML_") and name.endswith("_FILE") and name.removesuffix("_FILE") in SECRETS and seen_by_others(Path(path)):
            cure = f"chmod 600 the file, and let it belong to the service; if others have seen it, replace the secret ({path})"
            yield Of(MACHINE).warn(name, "others may read the file", "whoever can sign in here may use it", cure)


def page(found: list[Finding]) -> Iterable[str]:
    """The lines of the page: by system what was found, and in the end what is to be done."""
    for system in dict.fromkeys(finding.system for finding in found):
        mine = [finding for finding in found if finding.system == system]
        yield click.style(TITLES[system], bold=True)
        for finding in mine:
            yield from lines(finding)
        yield ""
    counts = {state: sum(finding.state is state for finding in found) for state in State}
    if counts[State.MISSING]:
        yield f"{counts[State.MISSING]} missing, {counts[State.WARN]} to look at, {counts[State.UNKNOWN]} unknown, {counts[State.OK]} ok"
    else:
        yield f"all that is needed is there ({counts[State.OK]} ok, {counts[State.WARN]} to look at, {counts[State.UNKNOWN]} unknown)"


def lines(finding: Finding) -> Iterable[str]:
    """One finding: what and how, then what fails without it and the cure."""
    mark = click.style(f"{MARKS[finding.state]:<7}", fg=COLOURS[finding.state])
    yield f"  {mark}  {finding.what}" + (f": {finding.detail}" if finding.detail else "")
    if finding.state is State.OK:
        return
    if finding.breaks:
        yield f"{INDENT}so: {finding.breaks}"
    if finding.cure:
        yield f"{INDENT}cure: {finding.cure}"
