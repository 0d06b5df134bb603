"""`jml broker`: the local Apache Kafka."""

import click

from runtime.broker import Broker
from runtime.settings import Paths, load

PORT = click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port to listen on; 0 keeps the last one, or takes a free one."
)
WIPE = click.option("--wipe", is_flag=True, help="Begin with empty data: every topic and record is deleted.")


def broker_of(paths: Paths) -> Broker:
    """The broker that belongs to JML_HOME."""
    return Broker(paths.data / "broker", paths.run, paths.cache)


@click.group("broker")
def command() -> None:
    """A real local Apache Kafka (one node, loopback only), for development and tests.

    Any other cluster is used by settings alone: JML_KAFKA_BOOTSTRAP and its neighbours.
    """


@command.command()
@PORT
@WIPE
def start(port: int, wipe: bool) -> None:
    """Start it in the background and wait until it answers; print its address."""
    click.echo(broker_of(load().paths).start(port=port, wipe=wipe).bootstrap)


@command.command()
@PORT
@WIPE
def run(port: int, wipe: bool) -> None:
    """Become the broker, in the foreground, for a supervisor."""
    broker_of(load().paths).run(port=port, wipe=wipe)


@command.command()
def stop() -> None:
    """End it cleanly."""
    click.echo("stopped" if broker_of(load().paths).stop() else "no broker runs")


@command.command()
def status() -> None:
    """Print its address and process; status 1 where none runs."""
    known = broker_of(load().paths).running()
    if known is None:
        raise click.ClickException("no broker runs: start one with `jml broker start`")
    click.echo(f"{known.bootstrap} pid {known.pid}")
