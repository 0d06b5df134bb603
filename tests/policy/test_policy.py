"""The policy's files: what they say, how mistakes are named, and what its hash depends on."""

import random
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from domain.facts import EndKind
from domain.policy import Policy, is_sensitive
from schemas.policy import PolicyRefused, load_policy

EXAMPLE = Path(__file__).parents[2] / "policy"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(EXAMPLE, tmp_path / "policy"))


def edited(folder, file, old, new):
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return folder


def refused(folder, overrides=None):
    with pytest.raises(PolicyRefused) as caught:
        load_policy(folder, overrides or {})
    return caught.value.problems


def test_the_example_says_what_the_company_says():
    policy = load_policy(EXAMPLE)
    assert policy.settings.prehire_window == timedelta(days=7) and policy.settings.brake_share == 0.02
    assert policy.zone(" hnl ", "US01") == "Pacific/Honolulu" and policy.job("crO").tier == "executive"
    assert [policy.end_kind(reason) for reason in ("TRO", "grm", "SEC", "203", "208", "999", " ", None)] == [
        EndKind.TRANSFER,
        EndKind.URGENT,
        EndKind.URGENT,
        EndKind.DEATH,
        EndKind.ORDINARY,
        EndKind.ORDINARY,
        None,
        None,
    ]
    assert [policy.leave_kind(code) for code in ("102", "400", "300", "777")] == ["parental", "unpaid", "military", None]
    assert policy.username("a.b@halden.example") == "a.b@halden.example.halden"
    assert policy.is_managed("cc-77") and policy.is_managed("site-nyc") and not policy.is_managed("vip-lunch")


def test_settings_can_be_overridden_and_change_the_hash():
    policy = load_policy(EXAMPLE, {"mover.grace": "7d", "leave.unpaid": "active"})
    assert policy.settings.mover_grace == timedelta(days=7) and policy.settings.leaves["unpaid"] == "active"
    assert policy.hash != load_policy(EXAMPLE).hash


def test_the_hash_does_not_see_order_blanks_or_comments(folder):
    for path in folder.glob("*.csv"):
        _, head, *rows = path.read_text().splitlines()
        path.write_text("\n".join([head, "", *(row.replace(",", " , ") for row in reversed(rows)), "# the end"]))
    assert load_policy(folder).hash == load_policy(EXAMPLE).hash


WRONG = [
    (
        "jobs.csv",
        "AE,Account Executive,standard",
        "AE,Account Executive,gold",
        "jobs.csv:4: tier: 'gold' is not known here; standard, elevated",
    ),
    ("jobs.csv", "RSM {region},T", "RSM {place},T", "jobs.csv:5: role: 'RSM {place}' has braces that mean nothing; {region} only"),
    ("jobs.csv", "CFO,Chief", "ACC,Chief", "jobs.csv:9: 'ACC' has a row already; one row each"),
    ("jobs.csv", "SWE,Software Engineer,standard,,,,", "SWE,Software Engineer,standard", "jobs.csv:10: 3 cells; 7, separated by commas"),
    ("locations.csv", "America/Chicago", "America/Chikago", "locations.csv:4: zone: 'America/Chikago' is no time zone; an IANA name"),
    ("locations.csv", ",emea", ",europe", "locations.csv:8: region: 'europe' is not known here; east, central, west, emea, apac"),
    ("departments.csv", "dept-legal", "dept legal!", "departments.csv:8: groups: 'legal!' is no group name; letters"),
    ("everybody.csv", "halden,yes", "halden,maybe", "everybody.csv:3: contractors: 'maybe' is neither yes nor no; yes, no or empty"),
    (
        "termination_reasons.csv",
        "GRM,urgent",
        "GRM,asap",
        "termination_reasons.csv:4: kind: 'asap' is not known here; ordinary, urgent, transfer, death",
    ),
    ("leave_reasons.csv", "sick", "party", "leave_reasons.csv:4: kind: 'party' is not known here; parental, sick"),
    ("worker_types.csv", "code,user_type", "code,usertype", "worker_types.csv:2: is no header; the columns code,user_type,contractor"),
    ("fields.csv", "okta,title,title", "okta,title,SSN", "fields.csv:3: source: 'SSN' is sensitive and never leaves HR; title, department"),
    ("fields.csv", "division,company", "division,Birth Date", "fields.csv:5: source: 'Birth Date' is sensitive"),
    ("fields.csv", "okta,division", "okta,salary", "fields.csv:5: 'salary' is sensitive and goes to no target"),
    ("fields.csv", "okta,division", "okta,login", "fields.csv:5: 'login' is not the policy's to keep in okta; title, department"),
    ("company.yaml", "passes: 25 ", "passes: many ", "company.yaml:8: brake.passes: 'many' is no count; a whole number"),
    ("company.yaml", "window: 60m", "window: 1 hour", "company.yaml:7: brake.window: '1 hour' is no span; a number and s, m, h or d"),
    ("company.yaml", "  floor: 5 ", "  flour: 5 ", "company.yaml:10: 'brake.flour' is no setting; first_load, rename"),
    ("company.yaml", "rename: login", "rename: [", "company.yaml:"),
]


@pytest.mark.parametrize(("file", "old", "new", "problem"), WRONG)
def test_a_wrong_row_is_refused_with_place_mistake_and_cure(folder, file, old, new, problem):
    problems = refused(edited(folder, file, old, new))
    assert any(each.startswith(problem) for each in problems), problems
    assert all(":" in each and ";" in each for each in problems)


def test_missing_and_strange_files_are_named(folder):
    (folder / "jobs.csv").rename(folder / "job.csv")
    assert [each.split(":")[0] for each in refused(folder)] == ["jobs.csv", "job.csv"]


def test_a_wrong_override_is_named():
    assert refused(EXAMPLE, {"brake.windw": "1m"})[0].startswith("setting 'brake.windw': 'brake.windw' is no setting; ")


@pytest.mark.parametrize("name", ["ssn", "SSN", "birthDate", "Birth date", "annualSalary", "leave_reason", "termReason", "hourlyPayRate"])
def test_sensitive_fields_are_known_however_spelt(name):
    assert is_sensitive(name)


PIECES = ["{region}", "{", "}", ",", '"', "\n", "#", "\0", "é", "(c)", "yes", "7d", "99999999d", "ssn", "-", ":", " ", "&a", "*a", "["]
ROUNDS, ROWS = 420, 3


def test_ten_thousand_broken_rows_are_refused_with_their_place_or_taken(folder):
    chance, broken = random.Random(7), 0
    texts = {path: path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}
    for turn in range(ROUNDS):
        for path, text in texts.items():
            spared = path.suffix == ".yaml" and turn % 8  # wrong settings hide the tables
            path.write_text(text if spared else _mangled(text, chance), newline="")
            broken += 0 if spared else ROWS
        try:
            assert isinstance(load_policy(folder), Policy)
        except PolicyRefused as exc:
            assert exc.problems and all(_has_place(each) for each in exc.problems), exc.problems
    assert broken >= 10_000


def _has_place(problem):
    file, _, rest = problem.partition(":")
    return file.endswith((".csv", ".yaml", ".txt")) and bool(rest) and "; " in rest and "\n" not in problem


def _mangled(text, chance):
    lines = text.splitlines()
    for _ in range(ROWS):
        row = chance.randrange(len(lines))
        at = chance.randrange(len(lines[row]) + 1)
        lines[row] = lines[row][:at] + chance.choice(PIECES) + lines[row][at + chance.randrange(4) :]
    return "\n".join(lines)
