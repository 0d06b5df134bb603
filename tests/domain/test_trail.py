"""Why somebody is as she is, told from the log in the order of business time."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from domain.desired import Cause, OktaDesired, OktaStatus, Planned, Standing
from domain.facts import EmploymentDetails, Fact, FactKind
from domain.proposals import Case, Priority, Transition
from domain.trail import Sources, rows_behind, trail
from schemas.policy import load_policy

MONDAY = datetime(2026, 5, 4, 3, tzinfo=UTC)
CUT = datetime(2026, 5, 14, 14, tzinfo=UTC)


def fact(at: datetime, number: str, **details: object) -> Fact:
    row = EmploymentDetails(**({"company_id": "US001", "company": "US01", "status": "A", "job": "AE"} | details))  # type: ignore[arg-type]  # by name
    return Fact(
        id=number, person="P1", kind=FactKind.EMPLOYMENT, employee="E1", changed=at, read=at, seen=0.0, source="poll", employment=row
    )


def said(version: int, at: datetime, rule: str, okta: OktaDesired, *plan: Planned) -> Transition:
    cause = Cause(kind="hr", fact=f"fact-{version}", rule=rule, effective=at, known=at, seen=0.0)
    return Transition(
        id=f"t{version}", person="P1", version=version, at=at, cause=cause, policy="abcdef0123", kind="leaver", priority=Priority.LEAVER,
        standing=Standing.ON_NOTICE, okta=okta, plan=plan,
    )  # fmt: skip


ON = OktaDesired(status=OktaStatus.ACTIVE, groups=("dept-sales", "site-mel"))
OFF = OktaDesired(status=OktaStatus.SUSPENDED)
SOURCES = Sources(
    facts=(fact(MONDAY - timedelta(days=3), "f1"), fact(MONDAY, "f2", last_day=date(2026, 5, 14))),
    said=(said(1, MONDAY, "notice", ON, Planned(at=CUT, what="end")), said(2, CUT, "end", OFF)),
    cases=(Case(id="c", person="P1", kind="late-hr", field="", detail="", open=True, at=CUT),),
)


def test_a_reading_tells_only_what_the_one_before_did_not_say():
    second = [entry.text for entry in trail(SOURCES, CUT) if "fact f2" in entry.text]
    assert len(second) == 1
    assert "last day 2026-05-14 (was none)" in second[0]
    assert "job" not in second[0]


def test_a_decision_names_its_rule_its_cause_and_what_it_changes():
    cut = next(entry.text for entry in trail(SOURCES, CUT) if "v2" in entry.text)
    assert "end → leaver v2, on_notice" in cut
    assert "okta status suspended" in cut
    assert "-dept-sales -site-mel" in cut
    assert "policy abcdef01" in cut


def test_up_to_an_instant_what_was_planned_then_is_still_due():
    before = trail(SOURCES, CUT - timedelta(seconds=1))
    assert [entry.text for entry in before][-1] == "due    end, unless HR says otherwise"
    assert not any("v2" in entry.text for entry in before)
    assert not any(entry.text.startswith("due") for entry in trail(SOURCES, CUT))


def test_at_one_instant_hr_comes_before_the_decision_and_the_decision_before_its_case():
    at_once = [entry.text.split()[0] for entry in trail(SOURCES, CUT) if entry.at in (MONDAY, CUT)]
    assert at_once == ["HR", "rule", "rule", "case"]


def test_the_rows_of_the_policy_that_give_something_are_named():
    policy = load_policy(Path(__file__).parents[2] / "policy")
    seller = fact(MONDAY, "f3", company="US01", department="SALES", location="MEL", worker="REG")
    told = [entry.text for entry in rows_behind(Sources(facts=(seller,)), MONDAY, policy)]
    assert any("departments.csv SALES gives app-gong, app-salesforce, dept-sales" in text for text in told)
    assert any("locations.csv MEL gives site-mel" in text for text in told)
    assert any("jobs.csv AE gives mfa-standard, profile Halden Sales User, role AE APAC, territory T-APAC" in text for text in told)
