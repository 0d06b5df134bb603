"""`jml settings`: every setting there is."""

import click

from runtime.settings import described


@click.command("settings")
def command() -> None:
    """List every setting: variable, default, meaning.

    A secret may be given as the path of a file in its …_FILE variant; do that.
    """
    for setting in described():
        default = f" [default: {setting.default}]" if setting.default else ""
        click.echo(f"{setting.variable}{default}\n    {setting.text}")
