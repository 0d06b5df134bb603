"""The policy's texts, how mistakes in them are named, and when many messages become one."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deliveries import NOBODY, Delivery, Flood, How, Window, fold_delivery, fold_notice, gathered
from domain.notices import ADDRESSEES, Notice, NoticeKind
from domain.outcomes import Fate
from schemas.policy import PolicyRefused, load_policy
from sinks.notify.text import line, message
from tests.notify.desk import POLICY, START, Desk, notice

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(POLICY, tmp_path / "policy"))


WRONG = [
    (
        "notices.csv",
        "leaver,person,mail,leaver",
        "leaver,person,pigeon,leaver",
        "notices.csv:5: channels: 'pigeon' is not known here; ",
    ),
    ("notices.csv", "leaver,person,mail,leaver", "leaver,person,mail slack,leaver", "notices.csv:5: a person has no webhook; mail"),
    ("notices.csv", "leaver,person,mail,leaver", "leaver,boss,mail,leaver", "notices.csv:5: to: 'boss' is not known here; person, it"),
    ("notices.csv", "leaver,person,mail,leaver", "leaving,person,mail,leaver", "notices.csv:5: kind: 'leaving' is not known here; joiner"),
    ("notices.csv", "cover,person,mail,cover\n", "", "notices.csv: nobody is told of cover; a row for it"),
    ("notices.csv", "cover,person,mail,cover", "cover,person,mail,covering", "templates/covering.txt: cannot be read; a readable file"),
    (
        "templates/leaver.txt",
        "ended on {ended}",
        "ended on {endet}",
        "templates/leaver.txt:5: {endet} is no placeholder here; {ended}, ",
    ),
    ("templates/leaver.txt", "{person} has left", "{start} has left", "templates/leaver.txt:1: {start} is no placeholder here; {ended}"),
    ("templates/leaver.txt", "{ended}", "{ended", "templates/leaver.txt:5: has a brace without its partner; {name} on one line"),
    ("templates/leaver.txt", "{ended}", "{ended!r}", "templates/leaver.txt:5: {ended!r} is no placeholder here; "),
    ("templates/leaver.txt", "Subject: {person} has left", "{person} has left", "templates/leaver.txt:1: is no subject; `Subject: `"),
    ("templates/many.txt", "{list}", "{lists}", "templates/many.txt:7: {lists} is no placeholder here; {count}, {list}, {recipient}"),
]


@pytest.mark.parametrize(("file", "old", "new", "problem"), WRONG)
def test_a_wrong_row_or_text_is_refused_with_file_line_and_cure(folder: Path, file: str, old: str, new: str, problem: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(PolicyRefused) as caught:
        load_policy(folder)
    assert any(each.startswith(problem) for each in caught.value.problems), caught.value.problems


def test_a_text_that_no_row_names_is_named(folder: Path) -> None:
    (folder / "templates" / "leavers.txt").write_text("Subject: x\n\ny\n")
    with pytest.raises(PolicyRefused, match=r"templates/leavers.txt: no row of notices.csv names it; "):
        load_policy(folder)


def test_other_words_are_no_other_policy_of_access(folder: Path) -> None:
    (folder / "templates" / "leaver.txt").write_text("Subject: gone\n\n{person}\n")
    assert load_policy(folder).hash == load_policy(POLICY).hash


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_words_for_who_it_may_go_to_and_nothing_stays_unsaid(kind: NoticeKind) -> None:
    desk = Desk({})
    desk.knows("M1", "Mia", "Ng", "mia@halden.example")
    desk.knows("P1", "Pia", "Ek", "pia@halden.example")
    values = dict.fromkeys(
        ("start", "ended", "ends", "task", "before", "after", "numbered", "groups", "until", "held", "since"), "2026-05-04"
    )
    rules = [rule for rule in desk.policy.notices.rules if rule.kind == kind]
    assert rules
    for rule in rules:
        told = Notice(id="n", to="M1" if rule.to == "person" else rule.to, about="P1", kind=kind, at=START, values=values)
        said = line(told, desk.policy.notices.templates[rule.template], desk.people)
        assert "Pia Ek" in said.subject and "(unknown)" not in said.text and "{" not in said.subject + said.text
    assert {rule.to for rule in rules} <= set(ADDRESSEES)


def test_the_same_notices_make_the_same_message_whatever_their_order() -> None:
    desk = Desk({})
    desk.knows("M1", "Mia", "Ng")
    lines = [line(notice(ident), desk.policy.notices.templates["leaver"], desk.people) for ident in ("n1", "n2", "n3")]
    one, other = (message(each, "M1", desk.policy.notices, desk.people) for each in (lines, lines[::-1]))
    assert (
        one.id == other.id
        and one.subject == "3 changes of people"
        and message(lines[:1], "M1", desk.policy.notices, desk.people).id == "n1"
    )


def test_a_name_with_line_ends_in_it_stays_on_its_line() -> None:
    desk = Desk({})
    desk.knows("P1", "Eve\r\nBcc: all@halden.example", "X\u202e")
    desk.knows("M1", "Mia", "Ng")
    said = line(notice("n1"), desk.policy.notices.templates["leaver"], desk.people)
    assert said.subject == "Eve Bcc: all@halden.example X has left"


def delivery(fate: Fate, channel: str, attempts: int, ident: str = "n1") -> Delivery:
    channels = ("mail", "slack")
    return Delivery(id="d", about="P1", notice=ident, fate=fate, at=AT, policy="p", channel=channel, channels=channels, attempts=attempts)


@given(st.lists(st.tuples(st.sampled_from(["mail", "slack"]), st.integers(1, 3), st.sampled_from([Fate.DONE, Fate.LATER, Fate.REFUSED]))))
def test_a_notice_ends_at_most_once_whatever_is_repeated(attempts: list[tuple[str, int, Fate]]) -> None:
    row, ends = fold_notice(NOBODY, notice("n1")), 0
    for channel, number, fate in attempts * 2:
        row, ended = fold_delivery(row, delivery(fate, channel, number))
        ends += ended is not None
        assert fold_notice(row, notice("n1")) == row, "a repeat is known"
    assert ends <= 1 and (ends == 1) == (not row.pending)


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 40)), min_size=1, max_size=40))
def test_nobody_gets_more_messages_in_a_span_than_allowed_and_all_goes_in_the_end(arrivals: list[tuple[int, int]]) -> None:
    flood, now, window, waiting = Flood(many=5), AT, None, 0
    sent: list[datetime] = []
    for count, gap in arrivals:
        waiting += count
        how, window = gathered(waiting, window, now, flood)
        if how is not How.WAIT:
            sent += [now] * (waiting if how is How.ALONE else 1)
            waiting = 0
        now += timedelta(seconds=gap)
    for first in sent:
        assert sum(first <= each < first + flood.span for each in sent) <= 2 * (flood.many - 1)
    how, _ = gathered(waiting or 1, window, now + flood.span, flood)
    assert how is not How.WAIT


def test_what_was_held_back_goes_together_when_the_span_is_over() -> None:
    how, window = gathered(2, Window(since=AT, count=4), AT + timedelta(seconds=5), Flood())
    assert how is How.WAIT
    assert gathered(2, window, AT + timedelta(seconds=60), Flood())[0] is How.TOGETHER
