"""`jml audit tail`: a line a person can read, whatever lies on the topic."""

from datetime import UTC, datetime, timedelta

import pytest

from cli.audit import Line, parsed, told
from domain.audit import Setting, audit_record, audit_value
from domain.desired import Cause
from domain.outcomes import Action, Fate, Result

END = datetime(2026, 5, 14, 14, tzinfo=UTC)
CAUSE = Cause(kind="hr", fact="f-1", rule="end", effective=END, known=END - timedelta(days=10), seen=1.0)
SETTING = Setting(
    system="okta", app="jml-sink-okta", person="P3", cause=CAUSE, policy="3f2a", version=2, at=END + timedelta(seconds=5), account="00u3"
)
SUSPEND = audit_record(SETTING, Action(id="a-1", name="suspend"), Result(action="a-1", fate=Fate.DONE, code="200"))


def test_a_record_is_one_line_with_its_cause():
    assert told(parsed("jml-audit/0/0", audit_value(SUSPEND))) == (
        "2026-05-14T14:00:05Z  okta suspend             P3             done       "
        "200; end of 2026-05-14T14:00Z, known 2026-05-04T14:00Z, exposed 5 s"
    )


@pytest.mark.parametrize(
    "value", [None, b"", b"\xff\xfe", b"[]", b"3", b"null", b"{}", b'{"unmapped": 3}', b'{"unmapped": {}, "time": "x"}']
)
def test_what_is_no_audit_record_is_named_and_skipped(value):
    assert told(parsed("jml-audit/3/9", value)) == "jml-audit/3/9 is not an audit record: skipped"
    assert not parsed("jml-audit/3/9", value).concerns("P3")


def test_a_line_never_moves_the_terminal():
    result = Result(action="a-1", fate=Fate.REFUSED, reason="\x1b[2J\nfake line")
    line = told(Line("x", audit_record(SETTING, Action(id="a-1", name="suspend"), result)))
    assert "\x1b" not in line
    assert "\n" not in line


def test_lines_are_chosen_by_person():
    line = parsed("x", audit_value(SUSPEND))
    assert (line.concerns(None), line.concerns("P3"), line.concerns("P4")) == (True, True, False)
