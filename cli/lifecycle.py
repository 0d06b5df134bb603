"""`jml lifecycle`: what is true of each person, and what is proposed of her."""

import click

from cli.stage import Crashing, crash_point, named, run
from runtime.clock import clock_from
from runtime.settings import Settings
from runtime.worker import Worker
from schemas.policy import load_policy
from streams.dead_letters import parking
from streams.lifecycle import Lifecycle
from streams.ticks import Ticks


def build(settings: Settings, name: str) -> Worker:
    """The fold and its timers."""
    clock = clock_from(settings.clock.file)
    stage = Lifecycle(load_policy(settings.policy.folder), clock.now())
    worker = Worker(Crashing(stage, crash_point()), settings, parking(stage.name), process=name, clock=clock)
    ticks = Ticks(stage, worker.host, worker.clock)
    worker.task(ticks.run)
    worker.probe(ticks.probe)
    return worker


@click.command("lifecycle")
@named("lifecycle")
def command(name: str) -> None:
    """Fold facts into people, decide what that means when, and propose it (a process; ends on SIGTERM)."""
    run(build, name)
