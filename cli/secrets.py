"""`jml secrets`: what a development home keeps to itself."""

import click

from runtime.secret_files import make
from runtime.settings import load


@click.command("secrets")
def command() -> None:
    """Make the secrets below run/secrets of JML_HOME that are missing: random, mode 0600. Print where each is.

    `jml up` does this by itself; docker-compose.yml mounts the same files.
    """
    for setting, file in make(load().paths.run).items():
        click.echo(f"{setting}={file}")
