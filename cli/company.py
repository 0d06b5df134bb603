"""`jml company`: what concerns more than one person."""

from pathlib import Path

import click

from cli.stage import WithKeys, crash_point, follow, keys_of, named, run
from runtime.clock import clock_from
from runtime.settings import Settings
from runtime.worker import Worker
from schemas.policy import load_operators, load_policy
from streams.company import CompanyHandler
from streams.dead_letters import parking
from streams.limits import rules_of
from streams.ticks import Ticks


def build(settings: Settings, name: str) -> Worker:
    """One partition, one record at a time; needs the keys of people, for logins are made of names."""
    policy, keys, clock = load_policy(settings.policy.folder), keys_of(settings), clock_from(settings.clock.file)
    further = load_operators(Path(settings.policy.operators)) if settings.policy.operators else ()
    stage = CompanyHandler(keys.ring, rules_of(policy), (*policy.operators, *further), clock.now)
    worker = Worker(WithKeys(stage, crash_point(), keys.reader), settings, parking(stage.name), process=name, clock=clock)
    follow(worker, keys.reader)
    ticks = Ticks(stage, worker.host, clock)
    worker.task(ticks.run)
    worker.probe(ticks.probe)
    return worker


@click.command("company")
@named("company")
def command(name: str) -> None:
    """Settle logins, managers and the brake, and announce what should be (a process; ends on SIGTERM)."""
    run(build, name)
