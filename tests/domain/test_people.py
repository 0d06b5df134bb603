"""The fold is a function of the set of facts; deciding is a level (case A20)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.announced import Announced
from domain.facts import EndKind, FactKind
from domain.people import Person, fold
from domain.transitions import decide
from tests.domain.saga import ORIGIN, employment, example_policy, names, reading


def folded(facts):
    person = None
    for fact in facts:
        person = fold(person, fact)
    return person


def hours(count):
    return ORIGIN + timedelta(hours=count)


def test_a_webhook_three_times_a_poll_a_night_file_and_a_stale_read_end_in_the_same_state_in_all_orders():
    title = employment(title="Lead")
    facts = [
        reading("leave", hours(1), employment=employment(status="L")),
        reading("return", hours(2), employment=employment()),
        *[reading(f"title-{way}", hours(4 + i), changed=hours(3), employment=title) for i, way in enumerate(("hook", "poll"))],
        reading("stale", hours(9), changed=hours(2), employment=employment()),
    ]
    ends = [folded([*order, order[0], order[-1]]) for order in permutations(facts)]
    assert len(ends) == 120 and all(end == ends[0] for end in ends)
    assert ends[0].records["E1/USCO1"].details == title


def test_absence_marks_every_record_of_the_employee_and_a_later_reading_revives():
    facts = [reading("a", hours(1), employment=employment()), reading("gone", hours(2), FactKind.ABSENT)]
    assert folded(facts).present() == folded(facts[::-1]).present() == ()
    back = reading("b", hours(3), changed=hours(1), employment=employment())
    assert all(len(folded(order).present()) == 1 for order in permutations([*facts, back]))


DAYS = st.one_of(st.none(), st.dates(date(2025, 12, 20), date(2026, 2, 10)), st.sampled_from([date.min, date.max]))
DETAILS = st.builds(
    employment,
    company_id=st.sampled_from(["USCO1", "USCO1", "USCO2"]),
    company=st.sampled_from(["US01", "US02", "?"]),
    status=st.sampled_from(["A", "A", "A", "T", "L", "R", "", None]),
    hired=DAYS,
    last_day=DAYS,
    terminated=DAYS,
    status_start=DAYS,
    contract_end=DAYS,
    end_kind=st.one_of(st.none(), st.sampled_from(EndKind)),
    worker=st.sampled_from(["REG", "CON", "TMP", None, "?"]),
    department=st.sampled_from(["OPS", "SALES", "?", None]),
    location=st.sampled_from(["NYC", "SYD", "?", None]),
    job=st.sampled_from(["AE", "CFO", "?", None]),
)
HOUR = st.integers(0, 24 * 20)


@st.composite
def any_fact(draw):
    kind = draw(st.sampled_from([FactKind.EMPLOYMENT, FactKind.EMPLOYMENT, FactKind.EMPLOYMENT, FactKind.PERSON, FactKind.ABSENT]))
    read = hours(draw(HOUR))
    changed = read - timedelta(hours=draw(st.integers(0, 48)))
    employee = draw(st.sampled_from(["E1", "E1", "E2"]))
    name = f"{draw(st.integers(0, 10**6))}"
    baseline = draw(st.booleans())
    if kind is FactKind.PERSON:
        home = draw(st.sampled_from(["USCO1", "USCO2", None]))
        return replace(names(read, home, employee=employee, changed=changed, baseline=baseline), id=name)
    details = draw(DETAILS) if kind is FactKind.EMPLOYMENT and draw(st.integers(0, 9)) else None
    return reading(name, read, kind, changed=changed, employee=employee, employment=details, baseline=baseline)


@given(st.lists(any_fact(), max_size=9, unique_by=lambda fact: fact.id), st.randoms())
def test_any_order_and_repetition_of_facts_ends_in_the_same_person(facts, random):
    mixed = [*facts, *random.choices(facts, k=len(facts))] if facts else []
    random.shuffle(mixed)
    assert folded(mixed) == folded(facts)
    person = folded(facts)
    assert person is None or msgspec.json.decode(msgspec.json.encode(person), type=Person) == person


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(any_fact(), min_size=1, max_size=9, unique_by=lambda fact: fact.id))
def test_no_facts_make_deciding_fail_and_deciding_twice_proposes_once(facts):
    person, was, now, policy = None, Announced(), ORIGIN, example_policy()
    for fact in facts:
        person, now = fold(person, fact), max(now, fact.read)
        decision = decide(was, person, now, policy)
        again = decide(decision.announced, person, now, policy)
        assert again.proposal is None and again.announced == decision.announced and again.due == decision.due
        assert all(item.at > now for item in decision.due)
        assert decision.proposal is None or set(decision.proposal.plan) <= set(decision.due)
        assert was.last is None or not was.ever_active or decision.announced.ever_active
        was = decision.announced
    for _ in range(40):
        if not decision.due:
            break
        now = decision.due[0].at
        decision = decide(was, person, now, policy)
        was = decision.announced
    assert not decision.due


@given(st.lists(any_fact(), min_size=1, max_size=6, unique_by=lambda fact: fact.id))
def test_who_is_not_known_to_end_is_never_cut(facts):
    person = folded(facts)
    decision = decide(Announced(), person, hours(24 * 30), example_policy())
    last = decision.announced.last
    assert last is None or last.okta.status not in ("suspended", "deactivated") or last.end is not None
