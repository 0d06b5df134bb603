"""`jml simulators check` and `jml simulators assumptions`: how true a simulator is, and what it takes for granted."""

from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from simulators.kernel.guesses import guesses
from simulators.okta import Assumptions as OktaAssumptions
from simulators.salesforce import Assumptions as SalesforceAssumptions
from simulators.ukg import Assumptions as UkgAssumptions

ASSUMPTIONS: Final[dict[str, type[Any]]] = {"ukg": UkgAssumptions, "okta": OktaAssumptions, "salesforce": SalesforceAssumptions}


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
@click.argument("system", type=click.Choice(["okta"]))
def check(system: str) -> None:
    """Replay."""
