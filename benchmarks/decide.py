"""How long folding and deciding take, for a person with a short and with a long history: the second must not cost more.

python benchmarks/decide.py [readings of the long history]
"""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from domain.announced import Announced  # the checkout is found first
from domain.facts import EmploymentDetails, Fact, FactKind, PersonDetails
from domain.people import Person, fold
from domain.policy import Policy
from domain.transitions import decide
from schemas.policy import load_policy

START = datetime(2016, 1, 4, 12, tzinfo=UTC)
STATES = ("A", "A", "L", "A", "O", "A")
MEASURED = 200
State = tuple[Announced, Person | None]


def reading(number: int) -> Fact:
    """One reading in a long career: titles, departments, leaves, ends announced and taken back."""
    at = START + timedelta(days=number)
    details = EmploymentDetails(
        company_id="USCO1", company="US01", number="000000001", status=STATES[number % 6], worker="REG", hired=date(2015, 1, 5),
        last_day=(at + timedelta(days=30)).date() if number % 4 == 3 else None, leave_kind="parental" if number % 6 == 2 else None,
        job="AE", title=f"title {number}", department=("SALES", "OPS", "FIN")[number % 3], cost_centre="410", location="NYC",
    )  # fmt: skip
    return Fact(
        id=f"f{number}",
        person="P",
        kind=FactKind.EMPLOYMENT,
        employee="E",
        changed=at,
        read=at,
        seen=0.0,
        source="bench",
        employment=details,
    )


def live(state: State, numbers: range, policy: Policy) -> State:
    was, person = state
    for number in numbers:
        fact = reading(number)
        person = fold(person, fact)
        was = decide(was, person, fact.read, policy).announced
    return was, person


def seconds(readings: int, policy: Policy) -> float:
    """Seconds per event after so many readings."""
    names = Fact(
        id="n", person="P", kind=FactKind.PERSON, employee="E", changed=START, read=START, seen=0.0, source="bench", details=PersonDetails()
    )
    state = live((Announced(), fold(None, names)), range(readings), policy)
    begun = process_time()
    live(state, range(readings, readings + MEASURED), policy)
    return (process_time() - begun) / MEASURED


def main() -> None:
    policy = load_policy(Path(__file__).resolve().parents[1] / "policy", {})
    long = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    seconds(10, policy)
    few, many = seconds(24, policy), seconds(long, policy)
    print(f"fold and decide, CPU per event: {few * 1e6:.0f} µs after 24 readings, {many * 1e6:.0f} µs after {long}; ratio {many / few:.2f}")


if __name__ == "__main__":
    main()
