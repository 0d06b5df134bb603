"""Whether what was said to be due is what then happened: the plan at one look against what was done until the next."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from scenarios.oracle import Finding
from scenarios.seen import Picture

DOES: Final[Mapping[str, frozenset[str]]] = {
    "stage": frozenset({"okta stage"}),
    "start": frozenset({"okta activate", "okta reactivate", "okta unsuspend"}),
    "end": frozenset({"okta suspend", "okta deactivate", "okta remove-group"}),  # who is suspended already loses her groups
    "deactivate": frozenset({"okta deactivate"}),
}
"""Planned work → actions of which one shows that it was done."""
SHOWN: Final = frozenset().union(*DOES.values()) - {"okta remove-group"}
"""What nobody should see who was not told before."""
COUNTED: Final = SHOWN | {"okta remove-group"}
LATE: Final = timedelta(minutes=10)
"""What was planned may be so late where targets fail."""
Plans = Mapping[str, list[tuple[datetime, str]]]


def plans(picture: Picture) -> Plans:
    """Person → when what is due."""
    return {person: [(each.at, str(each.what)) for each in said.plan] for person, said in picture.people.items()}


def kept(said: Plans, undisturbed: set[str], picture: Picture, span: tuple[datetime, datetime]) -> Iterator[Finding]:
    """Of people of whom HR said nothing in the span (both ends open by LATE): everything due was done, nothing else was.

    Whoever never signed in cannot be suspended: her account went with her last day.
    """
    begun, ended = span
    done: dict[str, list[tuple[datetime, str]]] = {}
    for each in picture.audit:
        at = datetime.fromtimestamp(each.record["time"] / 1000, UTC)
        if each.action in COUNTED and each.fate in ("done", "recovered") and begun < at <= ended:
            done.setdefault(each.person, []).append((at, each.action))
    accounts = {user["profile"].get("ukgPersonId") for user in picture.okta["users"]}
    over = {who for user in picture.okta["users"] if user["status"] == "DEPROVISIONED" and (who := user["profile"].get("ukgPersonId"))}
    for person in sorted(undisturbed):
        due = [(at, what) for at, what in said.get(person, ()) if begun < at < ended - LATE]
        for at, what in due:
            if person not in accounts or (what == "deactivate" and person in over):
                continue
            if what in DOES and not any(action in DOES[what] and at <= then <= at + LATE for then, action in done.get(person, ())):
                yield Finding(
                    person,
                    "plan",
                    f"{what} at {at:%Y-%m-%d %H:%M}",
                    [f"{action} {then:%m-%d %H:%M}" for then, action in done.get(person, ())],
                )
        for then, action in done.get(person, ()):
            if action in SHOWN and not any(at <= then <= at + LATE for at, _ in said.get(person, ())):
                yield Finding(
                    person,
                    "done unplanned",
                    [f"{what} {at:%m-%d %H:%M}" for at, what in said.get(person, ())],
                    f"{action} {then:%m-%d %H:%M}",
                )
