"""The job history of somebody whose job is corrected before the start."""

from datetime import UTC, date
from typing import Any

from producers.ukg.extras import moves_ahead


def row(effective: str, created: str, job: str, reason: str) -> dict[str, Any]:
    return {
        "employeeId": "E",
        "companyId": "C",
        "jobEffectiveDate": f"{effective}T00:00:00",
        "dateTimeCreated": f"{created}T12:00:00Z",
        "jobCode": job,
        "reasonCode": reason,
    }


HIRE = row("2026-03-09", "2026-03-03", "AE", "100")
CORRECTED = row("2026-03-04", "2026-03-04", "ACC", "301")
MOVE = row("2026-03-16", "2026-03-04", "RSM", "301")


def days(*rows: dict[str, Any], after: str) -> list[date]:
    return [move.effective for move in moves_ahead(list(rows), date.fromisoformat(after), UTC).get(("E", "C"), ())]


def test_the_row_of_a_hire_is_no_move_ahead_once_the_job_was_corrected_before_the_start() -> None:
    assert date(2026, 3, 9) not in days(HIRE, CORRECTED, after="2026-03-04")
    assert date(2026, 3, 9) not in days(CORRECTED, HIRE, after="2026-03-10")


def test_a_move_keyed_in_for_after_the_start_stays_ahead() -> None:
    assert date(2026, 3, 16) in days(HIRE, CORRECTED, MOVE, after="2026-03-05")
    assert date(2026, 3, 9) in days(HIRE, MOVE, after="2026-03-05")
