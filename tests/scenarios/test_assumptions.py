"""What no source settles about a vendor is a switch of its simulator: the product works under each setting of each."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import pytest

from scenarios import loopback
from scenarios.language import load
from scenarios.play import Player
from scenarios.run import in_memory
from simulators.okta.assumptions import Assumptions as Okta
from simulators.salesforce.assumptions import Assumptions as Salesforce
from simulators.ukg.assumptions import Assumptions as Ukg

ROOT: Final = Path(__file__).resolve().parents[2]
PLAYED: Final = (
    "addresses-written-back leave-covered-and-back transfers rehires leaves-rescinded-with-everything movers-keyed-ahead "
    "leaves-garden-leave contractors-expire movers-sales-to-finance drift-in-salesforce"
).split()
KINDS: Final[dict[str, type[Any]]] = {"ukg": Ukg, "okta": Okta, "salesforce": Salesforce}
OTHER: Final[dict[str, Any]] = {
    "zone": "America/New_York", "feed_lag": 0.0, "cap": 50, "default_page": 10, "mail_length": 100, "soap_token_life": 60.0,
    "webhook_repeats": 2, "most_users_a_page": 20, "most_groups_at_creation": 2, "taken": "another text", "cannot_suspend": "another text",
    "cannot_unsuspend": "another text", "group_assigned": "another text", "user_delete_status": 400, "refused_client_status": 401,
    "insufficient_access_status": 400, "query_cursors": 2, "block_code": "CANNOT_DISABLE_USER", "cycle_code": "FIELD_INTEGRITY_EXCEPTION",
    "assignment_twice_code": "FIELD_INTEGRITY_EXCEPTION", "maintenance_status": 500,
}  # fmt: skip
"""Another value for switches that are neither yes or no nor one of a few words."""
CANNOT: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("termination_dates_ahead", "leaves-garden-leave"): (
        "P5.*|M1 salesforce.owns.*",
        "an end that HR does not show yet is planned by nobody",
    ),
    ("history_ahead", "movers-keyed-ahead"): ("P16 plan", "a move that HR does not show yet is planned by nobody"),
    ("email_changes_at_once", "addresses-written-back"): (
        "RENAMED salesforce.fields.Email",
        "an address that waits for its owner's confirmation does not show",
    ),
    ("udf_moves_person", "contractors-expire"): (
        "NONE .*",
        "a user-defined field that changes no stamp is found when everybody is read at night",
    ),
}
"""(switch, scenario) → what of it must fail, and nothing else, and why: what the vendor would then not show."""
SHARE: Final = {
    ("ukg", "future_termination"),
    ("ukg", "transfer_id"),
    ("ukg", "effective_moves_changed"),
    ("okta", "most_groups_at_creation"),
    ("salesforce", "email_changes_at_once"),
}


def settings() -> Iterator[tuple[str, str, Any]]:
    """System, switch and each value that is not the default."""
    for system, kind in KINDS.items():
        hints, usual = get_type_hints(kind), kind()
        for one in fields(kind):
            yield from ((system, one.name, value) for value in _others(one.name, hints[one.name], getattr(usual, one.name)))


def _others(name: str, hint: Any, usual: Any) -> list[Any]:
    if name in OTHER:
        return [OTHER[name]]
    if isinstance(usual, bool):
        return [not usual]
    return [value for value in get_args(hint) if value != usual] if get_origin(hint) is Literal else []


@pytest.mark.parametrize(("system", "switch", "value"), list(settings()), ids=str)
async def test_scenarios_pass_under_every_setting(
    system: str, switch: str, value: Any, long: bool, monkeypatch: pytest.MonkeyPatch, say: Callable[[str], None]
) -> None:
    if not long and (system, switch) not in SHARE:
        pytest.skip("a share of the switches is played each time, all with --long")
    make = getattr(loopback, system)
    set_so = {switch: value} if system == "okta" else {"assumptions": KINDS[system](**{switch: value})}
    monkeypatch.setattr(loopback, system, partial(make, **set_so))
    for name in PLAYED if long else PLAYED[:3]:
        scenario = load(ROOT / "scenarios" / "cases" / f"{name}.yaml")
        async with in_memory(ROOT / "policy", scenario) as world:
            verdict = await Player(scenario, world).play()
        inherent, reason = CANNOT.get((switch, name), ("", ""))
        wrong = [each for each in verdict.failures if not (inherent and re.fullmatch(inherent, each.what))]
        assert not wrong, [f"{name} step {each.step}: {each.what}: {each.wanted} / {each.seen}" for each in wrong]
        if inherent:
            assert verdict.failures, f"{switch}: {name} passes; take it out of CANNOT"
            say(f"{switch}: {name} does not pass: {reason}")
