"""A file that cannot be played is refused before anything is played: file, line, what is wrong, what is allowed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.scenario import command

HEAD = """scenario: somebody stays where she is
start: 2026-05-01T00:00:00Z
people:
  P1: {job: CLRK}
steps:
"""
ONE = "- at: 2026-05-04T12:00:00Z\n"
WRONG = {
    "no YAML": ("scenario: [", 1, ["is not YAML"]),
    "no steps": ("scenario: nothing happens here\nstart: 2026-05-01T00:00:00Z\npeople: {}\nsteps: []\n", 4, ["steps"]),
    "no people": ("scenario: nobody is here\nstart: 2026-05-01T00:00:00Z\nsteps:\n- at: 2026-05-04T12:00:00Z\n", 1, ["people"]),
    "an empty file": ("", 1, []),
    "an instant without a zone": (HEAD + "- at: 2026-05-04T12:00\n", 6, ["2026-05-04T12:00"]),
    "an instant that no calendar has": (HEAD + "- at: 2026-02-30T12:00:00Z\n", 6, ["2026-02-30T12:00:00Z"]),
    "an unknown verb": (HEAD + ONE + "  dance: {P1: {}}\n", 6, ["dance"]),
    "a process nobody knows": (HEAD + ONE + "  crash: kafka\n", 7, ["kafka", "sink-okta"]),
    "a fault of no kind": (HEAD + ONE + "  fault: {system: okta, kind: nap}\n", 7, ["nap"]),
    "a feed of no kind": (HEAD + ONE + "  feed: {hidden: 1}\n", 7, ["hidden"]),
    "a part of nobody's": (HEAD + ONE + "  expect: {P1: {mood: good}}\n", 7, ["mood"]),
    "a status Okta has not": (HEAD + ONE + "  expect: {P1: {okta: {status: GONE}}}\n", 7, ["GONE", "SUSPENDED"]),
    "a standing nobody has": (HEAD + ONE + "  expect: {P1: {standing: away}}\n", 7, ["away", "on_notice"]),
    "a case of no kind": (HEAD + ONE + "  expect: {P1: {case: sad}}\n", 7, ["sad", "late-hr"]),
    "somebody unknown": (HEAD + ONE + "  expect: {P2: {standing: left}}\n", 6, ["P2", "people"]),
    "an edit of somebody unknown": (HEAD + ONE + "  ukg: {P2: {title: x}}\n", 6, ["P2", "people"]),
    "time that goes back": (HEAD + ONE + "- at: 2026-05-03T12:00:00Z\n", 7, ["forward"]),
    "a step without a time": (HEAD + "- crash: poller\n", 6, ["at"]),
    "a setting nobody has": (HEAD.replace("people", "policy: {brake.hope: 1}\npeople") + ONE, 3, ["brake.hope"]),
    "a setting of the wrong kind": (HEAD.replace("people", "policy: {mover.grace: ever}\npeople") + ONE, 3, ["mover.grace"]),
    "a field UKG has not": (HEAD.replace("CLRK", "CLRK, hobby: golf") + ONE, 4, ["hobby"]),
    "an account at no target": (HEAD.replace("CLRK", "CLRK, account: {slack: {login: x}}") + ONE, 4, ["slack", "okta, salesforce"]),
    "an account of odd fields": (HEAD.replace("CLRK", "CLRK, account: {okta: {login: x, hat: 1}}") + ONE, 4, ["hat", "profile"]),
    "an account without a login": (HEAD.replace("CLRK", "CLRK, account: {salesforce: {Title: x}}") + ONE, 4, ["`username` is missing"]),
    "an act of somebody nobody is": (HEAD + ONE + "  okta: {P2: {status: ACTIVE}}\n", 6, ["P2", "people"]),
    "an act nobody can do": (HEAD + ONE + "  okta: {P1: {hug: true}}\n", 7, ["hug", "sign_in"]),
    "an act on no whole": (HEAD + ONE + "  okta: {revoke: true}\n", 7, ["revoke", "revoke_token"]),
    "records for nobody": (HEAD + ONE + "  salesforce: {P1: {owns: {Lead: 1}}}\n", 7, ["owns", "to"]),
    "a removal of nobody": (HEAD + ONE + "  remove: [P2]\n", 6, ["P2", "people"]),
    "an order about nobody": (HEAD + ONE + "  command: {cut: P2, by: ann}\n", 6, ["P2", "people"]),
    "a count of nobody": (HEAD + ONE + "  expect: {count: [{of: [P2], okta: none, n: 1}]}\n", 6, ["P2", "people"]),
    "an edited field UKG has not": (HEAD + ONE + "  ukg: {P1: {hobby: golf}}\n", 7, ["hobby"]),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_file_is_refused_with_its_place_and_what_is_allowed(mistake: str, written: Callable[[str], Path]) -> None:
    text, line, words = WRONG[mistake]
    path = written(text)
    ran = CliRunner().invoke(command, ["run", "--fast", str(path)], standalone_mode=False)
    assert ran.exception is None, ran.exception
    assert ran.return_value == 2
    assert f"{path}:{line}: " in ran.stderr
    assert all(word in ran.stderr for word in words), ran.stderr
    assert "Traceback" not in ran.output


def test_nothing_is_played_where_one_of_several_files_is_wrong(written: Callable[[str], Path], tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(HEAD + ONE, encoding="utf-8")
    wrong = written(HEAD + ONE + "  crash: kafka\n")
    ran = CliRunner().invoke(command, ["run", "--fast", str(good), str(wrong)], standalone_mode=False)
    assert ran.return_value == 2
    assert ran.stdout == ""


def test_every_mistake_of_every_file_is_told_at_once(written: Callable[[str], Path], tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(HEAD + ONE + "  crash: kafka\n", encoding="utf-8")
    path = written(HEAD + ONE + "  dance: {}\n  crash: kafka\n")
    ran = CliRunner().invoke(command, ["run", "--fast", str(other), str(path)], standalone_mode=False)
    assert [line.split(": ")[0] for line in ran.stderr.splitlines()] == [f"{other}:7", f"{path}:6", f"{path}:8"]


def test_a_file_that_does_not_hold_ends_with_one_and_says_what_was_seen(written: Callable[[str], Path]) -> None:
    path = written(HEAD + ONE + "  expect: {P1: {okta: {status: SUSPENDED}}}\n")
    ran = CliRunner().invoke(command, ["run", "--fast", str(path)], standalone_mode=False)
    assert ran.return_value == 1
    assert "FAIL" in ran.stdout
    assert "'SUSPENDED'" in ran.stdout
    assert "'ACTIVE'" in ran.stdout
