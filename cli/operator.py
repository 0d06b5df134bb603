"""`jml operator`: who may give orders."""

from pathlib import Path

import click

from domain.commands import MAY
from schemas.policy.values import GROUP
from schemas.signing import new_key, public_text, write_key


@click.group("operator")
def command() -> None:
    """Keys of those who may give orders."""


@command.command("new")
@click.argument("name")
@click.option("--roles", default="security", show_default=True, help=f"Separated by blanks: {', '.join(MAY)}.")
@click.option("--key", type=click.Path(path_type=Path), help="Where the private key goes.  [default: ~/.jml/NAME.key]")
def new(name: str, roles: str, key: Path | None) -> None:
    """Make a key for NAME. The private half stays in a file that only its owner may read; the row printed is added to operators.csv."""
    unknown = sorted(set(roles.split()) - set(MAY))
    if unknown or not roles.split():
        raise click.UsageError(f"no such role: {' '.join(unknown) or 'none given'}; {', '.join(MAY)}")
    if not GROUP.fullmatch(name):
        raise click.UsageError("a name is letters, digits and . _ - without blanks")
    path, secret = key or key_path(name), new_key()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        write_key(path, secret)
    except FileExistsError:
        raise click.ClickException(f"{path} is there already: a key is made once; name another file with --key") from None
    click.echo(f"{name},{' '.join(sorted(set(roles.split())))},{public_text(secret)}")
    click.echo(f"private key: {path}. Add the line above to policy/operators.csv.", err=True)


def key_path(name: str) -> Path:
    """Where the key of an operator lies unless told otherwise."""
    return Path.home() / ".jml" / f"{name}.key"
