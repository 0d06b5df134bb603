"""`jml setup`: asks for what the systems are reached with, tries it at once, and keeps it where only the service reads it."""

import asyncio
import logging
import os
import shlex
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

from cli import doctor
from cli.asking import SYSTEMS, Asked, System, Way
from runtime import secret_files
from runtime.clock import clock_from
from runtime.connection import LIBRDKAFKA
from runtime.finding import Finding, State
from runtime.settings import SettingError, Settings, load
from schemas.policy import load_policy

OPS: Final = Path(__file__).resolve().parent.parent / "ops"
FILE: Final = "settings.env"
DOOR: Final = frozenset(
    {"reachable", "clock", "credentials", "customer API key", "scopes", "settings", "SOAP login", "security", "the rest"}
)
"""What is said at once; the rest is for `jml doctor`."""
NOTIFY: Final = "notify"
"""Where everything may stay empty: who is then told nothing is said, and is right if it is meant."""


@dataclass(slots=True)
class Kept:
    """What was given: settings as a process reads them, and where each secret lies or is named."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def take(self, asked: Asked, given: str) -> None:
        """A value, or `$NAME` of a variable that holds it."""
        value = given
        if given.startswith("$"):
            value = os.environ.get(given[1:], "")
            if not value:
                raise click.ClickException(f"{given} is not set here: export it, or give the value itself")
            self.named[asked.variable] = given[1:]
        elif (asked.secret or asked.is_file) and given:
            self.secrets[asked.variable] = given
        if value:
            self.env[asked.variable] = value

    def store(self, system: System) -> Path:
        """Secrets, a file each, and the settings that name them; of the way that is not used any more nothing is left."""
        lines = {name: f'{name}="${self.named[name]}"' for name in self.named}
        for name, secret in self.secrets.items():
            path = self._place(name)
            secret_files.store(path, secret)
            lines[name] = f"{name}_FILE={shlex.quote(str(path))}"
        lines |= {name: f"{name}={shlex.quote(value)}" for name, value in self.env.items() if name not in lines}
        kept = self.folder / FILE
        old = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
        for name in system.variables() - set(self.secrets):
            self._place(name).unlink(missing_ok=True)
        mine = {name for asked in system.variables() for name in (asked, f"{asked}_FILE")}
        stay = [line for line in old if line.partition("=")[0] not in mine]
        secret_files.store(kept, "\n".join([*stay, *(lines[name] for name in sorted(lines))]) + "\n")
        return kept

    def _place(self, variable: str) -> Path:
        return self.folder.absolute() / variable.removeprefix("JML_").lower().replace("_", "-")


@click.group("setup", invoke_without_command=True)
@click.option("--system", "systems", multiple=True, type=click.Choice(tuple(SYSTEMS)), help="Only this one; may be given several times.")
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="Where secrets are kept.  [default: secrets below JML_HOME]"
)
@click.pass_context
def command(context: click.Context, systems: tuple[str, ...], folder: Path | None) -> None:
    """Ask for addresses and secrets (without echo), try them at once, store each in a file of mode 0600.

    Instead of a secret, the name of an environment variable that holds it may be given, like $OKTA_TOKEN: then only the name is kept.
    """
    if context.invoked_subcommand is not None:
        return
    LIBRDKAFKA.setLevel(logging.CRITICAL)
    base = load()
    home = folder or base.paths.home / "secrets"
    for system in systems or tuple(SYSTEMS):
        click.secho(doctor.TITLES[system], bold=True)
        kept = _asked(system, home, base)
        where = kept.store(SYSTEMS[system])
        click.echo(f"  kept in {home} (mode 0600)\n")
    click.echo(f"the services' settings: {where}\n  by hand: set -a; . {shlex.quote(str(where))}; set +a; jml doctor")
    click.echo("what to grant: jml setup rights; what to deploy: jml setup metadata")


@command.command("rights")
def rights() -> None:
    """Print what the service accounts must be allowed, by the systems' own names, and what they better are not."""
    from producers.ukg.probe import ALWAYS, CHOSEN, MENU, WITHDRAW
    from producers.ukg.probe import BY_SOAP as SOAP
    from sinks.okta.package import SCOPES
    from sinks.okta.probe import SCHEMAS
    from sinks.salesforce.probe import PERMISSIONS

    ukg = load().ukg
    needs = [*ALWAYS, *(need for (name, where), need in CHOSEN.items() if getattr(ukg, name) == where)]
    by_soap = [f"{service.right} (View)" for name, (service, _) in SOAP.items() if getattr(ukg, name) == "soap"]
    written = ["Employee Person (View and Edit), for `jml sink ukg`"] if ukg.user_key else []
    _listed("UKG Pro", f"{MENU} grant", [*(need.right for need in needs), *by_soap, *written])
    _listed("", "for `jml doctor` to compare codes, if wanted", ["Company Configuration Integration (View)"])
    _listed("", "never; withdraw where granted", WITHDRAW)
    _listed("Okta", "service app, Okta API Scopes (or an API token of an administrator of users and groups)", SCOPES)
    _listed("", "for `jml doctor` to see the attribute, if wanted", [SCHEMAS])
    _listed(
        "Salesforce",
        "permission set jml_integration of ops/salesforce, for the integration user",
        [shown for shown, _ in PERMISSIONS.values()],
    )
    _listed("Kafka", "by process", ["`jml topics acls` prints them"])


@command.command("metadata")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="Copy them into this folder.")
def metadata(to: Path | None) -> None:
    """Say what is to be deployed in Okta and Salesforce, and where it is; with --to, copy it."""
    for system in ("okta", "salesforce"):
        place = OPS / system
        if not place.is_dir():
            raise click.ClickException("ops is not beside this installation: take it from the repository")
        if to:
            place = Path(shutil.copytree(place, to / system, dirs_exist_ok=True))
        click.secho(f"{doctor.TITLES[system]}: {place}", bold=True)
        click.echo((place / "README.md").read_text(encoding="utf-8").partition("\n")[2].strip() + "\n")


def _asked(system: str, folder: Path, base: Settings) -> Kept:
    """Asks until it works, or until that is given up."""
    while True:
        kept, ways = Kept(folder), SYSTEMS[system].ways
        _ask(SYSTEMS[system].always, kept)
        kind = click.prompt("  log in by", type=click.Choice(tuple(ways)), default=next(iter(ways))) if ways else None
        _ask(SYSTEMS[system].way(kind), kept)
        found = [finding for finding in _tried(system, kept.env, base) if finding.what in DOOR or system == NOTIFY]
        for finding in found:
            click.echo("\n".join(doctor.lines(finding)))
        fine = {State.OK, State.WARN} if system == NOTIFY else {State.OK}
        if all(finding.state in fine for finding in found) or not click.confirm("  give it again?", default=True):
            return kept


def _ask(wanted: Way, kept: Kept) -> None:
    for asked in wanted:
        if asked.after is not None and asked.after not in kept.env:
            continue
        prompt = f"  {asked.text}" + (", or $NAME of a variable" if asked.secret else "")
        given = click.prompt(prompt, default=asked.default, show_default=not asked.secret and bool(asked.default), hide_input=asked.secret)
        text = str(given).strip()
        if text and not text.startswith("$"):
            text = _of_file(asked, text)
        kept.take(asked, text)


def _of_file(asked: Asked, text: str) -> str:
    """What was given, or what is meant by it where a path is asked for."""
    if asked.is_path:
        return str(Path(text).expanduser().absolute())
    if not asked.is_file:
        return text
    try:
        return Path(text).expanduser().read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise click.ClickException(f"{text} cannot be read as a PEM file: correct the path or its rights") from None


def _tried(system: str, env: Mapping[str, str], base: Settings) -> list[Finding]:
    """What the system says to them, with nothing else of the environment but what is not about it."""
    asked = SYSTEMS[system].variables()
    mine = asked | {f"{name}_FILE" for name in asked}
    others = {name: value for name, value in os.environ.items() if name not in mine and not name.startswith(f"JML_{system.upper()}_")}
    try:
        settings, clock = load({**others, **env}), clock_from(base.clock.file)
    except SettingError as wrong:
        return [doctor.wrong_setting(system, wrong)]
    return asyncio.run(doctor.examine([system], settings, load_policy(base.policy.folder), clock.now))


def _listed(title: str, how: str, names: Iterable[str]) -> None:
    if title:
        click.secho(title, bold=True)
    click.echo(f"  {how}:")
    for name in dict.fromkeys(names):
        click.echo(f"    {name}")
