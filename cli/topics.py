"""`jml topics`: creates and checks every topic."""

from pathlib import Path

import click

from runtime.creating import Cluster
from runtime.rights import as_commands, of_process, rights
from runtime.settings import load as load_settings
from runtime.topics import FOLDER, load, resized


@click.group("topics", invoke_without_command=True)
@click.option("--check", is_flag=True, help="Change nothing; status 1 where a topic is missing or differs from its file.")
@click.option(
    "--partitions",
    type=click.IntRange(1, 1000),
    help="Use this many instead of the files' number, wherever that is above one. Tables freeze it: decide before the first record.",
)
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=FOLDER,
    help="Folder of the topics' files.",
    show_default="schemas/topics",
)
@click.pass_context
def command(context: click.Context, check: bool, partitions: int | None, folder: Path) -> None:
    """Create every topic that is missing, and report where one differs from its file."""
    if context.invoked_subcommand is not None:
        return
    topics = load(folder)
    if partitions:
        topics = resized(topics, partitions)
    cluster = Cluster(load_settings().kafka)
    missing = cluster.missing(topics)
    for topic in missing:
        click.echo(f"{topic.name}: {'missing' if check else 'created'} ({topic.partitions} partitions)")
    if not check:
        cluster.create(missing)
    differences = cluster.differences(topics)
    for difference in differences:
        click.echo(str(difference))
    if differences or (check and missing):
        raise click.ClickException("topics differ from schemas/topics: create or alter them, or correct the files")
    click.echo(f"{len(topics)} topics are as their files say")


@command.command()
@click.option("--principal", default="User:{process}", show_default=True, help="Who each process logs in as; {process} is its name.")
@click.option("--process", "only", metavar="NAME", help="Only this one, like jml-poller.")
@click.option("--bootstrap", metavar="HOST:PORT", help="To be written into the lines.  [default: JML_KAFKA_BOOTSTRAP]")
def acls(principal: str, only: str | None, bootstrap: str | None) -> None:
    """Print the least rights of every process, as lines for Kafka's own kafka-acls.sh.

    A certificate's principal is its whole subject: --principal 'User:CN={process},O=Halden'. jml-operator is who runs commands by hand,
    jml-topics who runs `jml topics`.
    """
    if "{process}" not in principal and only is None:
        raise click.UsageError("--principal must have {process} in it, or --process must name one: rights are per process")
    found = rights(load()) if only is None else of_process(load(), only)
    if not found:
        raise click.UsageError(f"no process {only}: one of {', '.join(sorted({right.process for right in rights(load())}))}")
    for line in as_commands(found, principal, bootstrap or load_settings().kafka.bootstrap):
        click.echo(line)
