"""Result envelopes: business errors are inside a 200 (ukg.md §1.7)."""

from collections.abc import Iterable, Sequence
from typing import Any

Value = dict[str, Any]


def message(code: str, text: str, severity: str = "Error", member: str | None = None) -> Value:
    return {"Code": code, "Message": text, "Severity": severity, "PropertyName": member, "LogEntryId": None}


def result(errors: Iterable[Value] = (), paging: Value | None = None) -> Value:
    """One result: `OK` as information where nothing is wrong."""
    wrong = list(errors)
    return {
        "HasErrors": bool(wrong),
        "HasWarnings": False,
        "Messages": wrong or [message("OK", "OK", "Information")],
        "PagingInfo": paging,
        "RequestNumber": None,
        "Success": not wrong,
    }


def read(rows: Sequence[Value] | None, errors: Iterable[Value] = (), paging: Value | None = None) -> Value:
    """What Find and Get answer."""
    return {"OperationResult": result(errors, paging), "Results": rows}


def written(results: Sequence[Value], errors: Iterable[Value] = ()) -> Value:
    """What an update answers: a result for each entity, in the order they came."""
    whole = result(errors)
    failed = whole["HasErrors"] or any(each["HasErrors"] for each in results)
    return {"HasErrors": failed, "HasWarnings": False, "OperationResult": whole, "Results": list(results), "Success": not failed}


def paging(number: int, size: int, total: int) -> Value:
    return {"CurrentPage": number, "PageSize": size, "PageTotal": max(1, -(-total // size)), "TotalItems": total}
