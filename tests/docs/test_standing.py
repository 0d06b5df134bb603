"""What the runbooks' script says stands."""

import runpy
from datetime import UTC, datetime

from domain.proposals import Alert, Case
from schemas.codec import encode
from tests.docs.pages import ROOT

STANDING = runpy.run_path(str(ROOT / "ops" / "runbooks" / "standing.py"))
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def test_an_alert_stands_until_it_is_ended() -> None:
    first = Alert(kind="brake", key="ends", on=True, since=AT, ids=("P1", "P2"))
    other = Alert(kind="roster-shrunk", key="", on=True, since=AT)
    ended = Alert(kind="roster-shrunk", key="", on=False, since=AT)
    told = list(STANDING["alerts"](map(encode, (other, first, ended))))
    assert told == ["brake ends since 2026-06-01T09:00:00+00:00 P1 P2"]


def test_a_case_is_told_by_its_last_record() -> None:
    opened = Case(id="c1", person="P1", kind="data", field="leave", detail="", open=True, at=AT)
    again = Case(id="c2", person="P0", kind="unknown-code", field="job", detail="XYZ", open=True, at=AT)
    closed = Case(id="c1", person="P1", kind="data", field="leave", detail="", open=False, at=AT)
    assert list(STANDING["cases"](map(encode, (opened, again)))) == [
        "P0 unknown-code job XYZ since 2026-06-01T09:00:00+00:00",
        "P1 data leave since 2026-06-01T09:00:00+00:00",
    ]
    assert len(list(STANDING["cases"](map(encode, (opened, again, closed))))) == 1
