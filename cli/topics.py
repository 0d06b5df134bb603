"""`jml topics`: creates and checks every topic."""

from pathlib import Path

import click

from runtime.creating import Cluster
from runtime.settings import load as load_settings
from runtime.topics import FOLDER, load, resized


@click.command("topics")
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
def command(check: bool, partitions: int | None, folder: Path) -> None:
    """Create every topic that is missing, and report where one differs from its file."""
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
