"""`jml`: one command, one module per subcommand, loaded only when it is called.

Errors are one line that names the place and the cure: status 1, usage 2. Add a subcommand as `cli/<name>.py` with a click command named
`command`, and a line in COMMANDS.
"""

import importlib
import sys
from typing import Final

import click

COMMANDS: Final[dict[str, str]] = {
    "demo": "The whole product on real parts: 200 people, a fortnight, a proof.",
    "up": "Start everything on this machine and keep it up.",
    "down": "End what `jml up` started.",
    "scenario": "Play scenario files.",
    "crashes": "Break the product on purpose while it works, and judge it.",
    "faults": "Let every call fail in every way, and judge it.",
    "histories": "Random lives in HR, with everything failing, judged by an oracle.",
    "poll": "One look at UKG by hand.",
    "explain": "How somebody came to be as she is: facts, rules, actions, what is due.",
    "plan": "Due work of the next days.",
    "first-load": "What the first load would write, while it is only reported.",
    "command": "Give an order: cut, release, approve, decide, extend, except, undo.",
    "operator": "Make the key of somebody who may give orders.",
    "audit": "What was done to whom, and why: follow the audit topic.",
    "dead-letters": "What could not be handled: list, show, retry, drop.",
    "broker": "A real local Apache Kafka: start, stop, status, run.",
    "topics": "Create and check every topic.",
    "simulators": "UKG Pro, Okta and Salesforce as local servers.",
    "secrets": "Make the secrets of a development home.",
    "doctor": "What works and what does not, in every system, by harmless probes.",
    "setup": "Ask for the secrets, check and store them; what to grant and to deploy.",
    "settings": "List every setting: variable, default, meaning.",
    "poller": "Process: looks at UKG, publishes facts.",
    "lifecycle": "Process: what is true of each person, and what is proposed.",
    "company": "Process: logins, managers, brake; announces what should be.",
    "cases": "What waits for a person: list, show, answer; alone, the process that keeps it.",
    "sink": "Process: makes Okta or Salesforce agree, or tells people.",
}
"""Subcommand → what `jml --help` says of it. The module is `cli.<name>`, dashes as underscores."""


class Lazy(click.Group):
    """A group whose subcommands are imported when they are called, so that `jml --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jml")
def jml() -> None:
    """One change in HR arrives everywhere, once: joiner, mover, leaver between UKG Pro, Okta and Salesforce.

    Settings come from the environment (JML_…); `jml settings` lists them all.
    """


def main() -> None:
    """The console script."""
    try:
        status = jml.main(standalone_mode=False)
    except click.exceptions.Abort:
        _end("interrupted", 130)
    except click.UsageError as exc:
        path = exc.ctx.command_path if exc.ctx else "jml"
        _end(f"{exc.format_message().rstrip('.')}: see `{path} --help`", exc.exit_code)
    except click.ClickException as exc:
        _end(exc.format_message(), exc.exit_code)
    except Exception as exc:
        _end(_sentence(exc), 1)
    sys.exit(status if isinstance(status, int) else 0)


def _sentence(exc: Exception) -> str:
    """Our own errors speak for themselves; of any other only its kind and place, for its text may hold anything."""
    package = type(exc).__module__.partition(".")[0]
    if package in {"runtime", "schemas", "domain", "producers", "streams", "sinks", "scenarios", "cli", "simulators"}:
        return str(exc)
    if isinstance(exc, OSError) and exc.filename:
        return f"{exc.filename}: {exc.strerror}: correct the path or its rights"
    frame = exc.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename.rpartition('/')[2]}:{frame.tb_lineno}" if frame else "unknown place"
    return f"unexpected {type(exc).__name__} at {place}: this is a fault in jml, please report it with this line"


def _end(text: str, status: int) -> None:
    sys.stderr.write(f"jml: {text}\n")
    sys.exit(status)


if __name__ == "__main__":
    main()
