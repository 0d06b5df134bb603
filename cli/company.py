"""`jml company`: what concerns more than one person."""

import click

from cli.stage import WithKeys, crash_point, follow, keys_of, named, run
from runtime.settings import Settings
from runtime.worker import Worker
from schemas.policy import load_policy
from streams.company import CompanyHandler
from streams.dead_letters import parking
from streams.limits import brake_limits


def build(settings: Settings, name: str) -> Worker:
    """One partition, one record at a time; needs the keys of people, for logins are made of names."""
    policy, keys = load_policy(settings.policy.folder), keys_of(settings)
    stage = CompanyHandler(keys.ring, policy.settings.login_domain, brake_limits(policy))
    worker = Worker(WithKeys(stage, crash_point(), keys.reader), settings, parking(stage.name), process=name)
    follow(worker, keys.reader)
    return worker


@click.command("company")
@named("company")
def command(name: str) -> None:
    """Settle logins, managers and the brake, and announce what should be (a process; ends on SIGTERM)."""
    run(build, name)
