"""`jml simulators check` and `jml simulators assumptions`: how true a simulator is, and what it takes for granted."""

import asyncio
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from simulators.kernel.guesses import guesses
from simulators.okta import Assumptions as OktaAssumptions
from simulators.okta.cassettes import load
from simulators.okta.compare import SHAPE
from simulators.okta.exceptions import misfit_of, reason_of
from simulators.okta.replay import Difference, Report, replay
from simulators.okta.spec import Spec
from simulators.salesforce import Assumptions as SalesforceAssumptions
from simulators.salesforce.check import check as salesforce_check
from simulators.ukg import Assumptions as UkgAssumptions
from simulators.ukg.check import check as ukg_check

ASSUMPTIONS: Final[dict[str, type[Any]]] = {"ukg": UkgAssumptions, "okta": OktaAssumptions, "salesforce": SalesforceAssumptions}
ALIKE: Final = "the recorded answer parts from it alike"
RECORDINGS: Final = Path("../shared/data")


@click.command("assumptions")
@click.argument("system", type=click.Choice([*ASSUMPTIONS, "all"]), default="all")
def assumptions(system: str) -> None:
    """What no source settles about a vendor: name of the switch, default, reason."""
    console = Console()
    for name in ASSUMPTIONS if system == "all" else (system,):
        table = Table("assumption", "default", "reason", title=name, show_lines=True)
        for one in guesses(ASSUMPTIONS[name]):
            table.add_row(one.name, repr(one.default), one.reason)
        console.print(table)


@click.command("check")
@click.argument("system", type=click.Choice(["okta", "salesforce", "ukg"]))
@click.option("--recordings", type=click.Path(path_type=Path), help="Folder of recordings; default: ../shared/data/<system>.")
@click.option("--spec", type=click.Path(path_type=Path), help="Okta's OpenAPI; default: okta-management-*.yaml in the folder, if any.")
@click.option("--all", "every", is_flag=True, help="List the known differences, too.")
def check(system: str, recordings: Path | None, spec: Path | None, every: bool) -> None:
    """Replay every recording against the simulator and compare: status, keys, nulls, words, links, headers, values.

    Ends with 1 when status, keys, nulls, words, links or headers differ and no entry of the table of exceptions says why. Values (texts,
    times, numbers) depend on what the recorded organisation held besides; they are counted and listed, and fail nothing.
    """
    folder = recordings or RECORDINGS / system
    if system != "okta":
        _compared(system, folder)
        return
    try:
        report = asyncio.run(_replayed(folder))
    except FileNotFoundError as missing:
        raise click.ClickException(f"{missing}: name the folder with --recordings") from None
    _endpoints(report)
    unexpected = _differences(report, every)
    path = spec or next(iter(sorted(folder.glob("okta-management-*.yaml"))), None)
    misfits = _described(report, Spec(path)) if path else 0
    if not path:
        click.echo("no OpenAPI at hand: name it with --spec")
    click.echo(f"{system}: {unexpected} unexpected differences, {misfits} answers that do not fit the OpenAPI")
    if unexpected or misfits:
        raise SystemExit(1)


def _compared(system: str, folder: Path) -> None:
    """A line an endpoint, the exceptions with their reasons, then whatever was not expected."""
    try:
        report = salesforce_check(folder) if system == "salesforce" else ukg_check(folder)
    except FileNotFoundError as missing:
        raise click.ClickException(f"{missing}: name the folder with --recordings") from None
    for line in report.lines():
        click.echo(line)
    click.echo(f"{system}: {len(report.rows)} exchanges, {len(report.unexpected)} unexpected differences")
    if report.unexpected:
        raise SystemExit(1)


async def _replayed(folder: Path) -> Report:
    report = Report()
    for cassette in load(folder):
        await replay(cassette, report)
    return report


def _endpoints(report: Report) -> None:
    """A row an endpoint: how many exchanges there are, and in how many each aspect is equal."""
    kinds = (*SHAPE, "values")
    table = Table("endpoint", "exchanges", "equal", *kinds, title="exchanges that differ, by aspect")
    differing: dict[str, list[Difference]] = {}
    for one in report.different:
        differing.setdefault(one.endpoint, []).append(one)
    for endpoint in sorted(report.equal.keys() | differing.keys()):
        mine = differing.get(endpoint, [])
        counts = Counter(kind for one in mine for kind in one.kinds)
        equal = report.equal.get(endpoint, 0)
        table.add_row(endpoint, str(equal + len(mine)), str(equal), *(str(counts[kind] or "") for kind in kinds))
    Console(width=150).print(table)
    outside = ", ".join(f"{place} {count}" for place, count in sorted(report.outside.items()))
    click.echo(f"{sum(report.equal.values())} equal, {len(report.different)} different; other APIs: {outside or 'none'}")
    for trouble, count in report.passing.most_common():
        click.echo(f"not sent, {count}: {trouble} met trouble that passed")


def _differences(report: Report, every: bool) -> int:
    """Lists differences with their reasons; returns how many are unexpected."""
    known: Counter[str] = Counter()
    unexpected = 0
    for one in report.different:
        reason, told = reason_of(one), f"{one.cassette} #{one.number} {one.endpoint}: {'; '.join(one.reasons)[:400]}"
        if reason is not None:
            known[reason] += 1
            if every:
                click.echo(f"known ({reason}): {told}")
        elif one.kinds == {"values"}:
            click.echo(f"values: {told}")
        else:
            unexpected += 1
            click.echo(f"unexpected: {told}")
    for reason, count in known.most_common():
        click.echo(f"known, {count}: {reason}")
    return unexpected


def _described(report: Report, spec: Spec) -> int:
    """Holds the answers against the OpenAPI; returns how many do not fit without a reason."""
    known: Counter[str] = Counter()
    unexpected = 0
    for exchange, status, answer in report.answers:
        path = "/" + "/".join(("api", "v1", *exchange.segments))
        if exchange.segments == ("authn",):
            continue  # another document describes it
        faults = {fault: misfit_of(path, fault) for fault in spec.faults(exchange.method, path, status, answer)}
        recorded = spec.faults(exchange.method, path, exchange.status, exchange.answer) if None in faults.values() else []
        for fault, why in faults.items():
            reason = why or (ALIKE if fault in recorded else None)
            if reason is None:
                unexpected += 1
                click.echo(f"does not fit: {re.sub(r' {2,}', ' ', fault)}")
            else:
                known[reason] += 1
    click.echo(f"OpenAPI: {len(report.answers)} answers held against it")
    for reason, count in known.most_common():
        click.echo(f"known misfit, {count}: {reason}")
    return unexpected
