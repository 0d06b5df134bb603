"""`jml cases`: what waits for a person."""

import click

from cli.stage import Crashing, crash_point, named, run
from runtime.settings import Settings
from runtime.worker import Worker
from streams.cases import CasesHandler
from streams.dead_letters import parking


def build(settings: Settings, name: str) -> Worker:
    """Only a fold."""
    stage = CasesHandler()
    return Worker(Crashing(stage, crash_point()), settings, parking(stage.name), process=name)


@click.command("cases")
@named("cases")
def command(name: str) -> None:
    """Keep the open cases (a process; ends on SIGTERM)."""
    run(build, name)
