"""The fault matrix as people read it, and as a file."""

from collections.abc import Iterator
from typing import Any, Final

from scenarios.matrix import Report, Result, Row
from scenarios.matrix_faults import TROUBLES

NOT_POSSIBLE: Final = "·"


def lines(report: Report) -> Iterator[str]:
    """A row for each operation, a column for each trouble; then every finding."""
    names = [trouble.name for trouble in TROUBLES if any(result.cell.trouble == trouble.name for result in report.results)]
    of = {_place(result): _of_place(report, result) for result in report.results}
    shown = [row for row in report.rows if any(_row(result) == row for result in report.results)]
    width = max((len(str(row)) for row in shown), default=10)
    yield f"{'':{width}}  {'  '.join(names)}"
    for row in shown:
        marks = [_mark(of.get((row, name), [])) for name in names]
        yield f"{row!s:{width}}  {'  '.join(f'{mark:{len(name)}}' for mark, name in zip(marks, names, strict=True))}"
    yield ""
    for result in report.found:
        yield f"finding: {result.cell} ({result.cell.scene})"
        yield from (f"    {word}" for word in result.said)
    counts = {state: sum(result.state == state for result in report.results) for state in ("ok", "finding", "n.a.")}
    yield f"{len(report.results)} cells in {report.seconds:.0f} s: " + ", ".join(f"{count} {state}" for state, count in counts.items())


def as_json(report: Report) -> dict[str, Any]:
    """Everything, cell by cell."""
    cells = [
        {
            "system": each.cell.system,
            "operation": each.cell.operation,
            "scene": each.cell.scene,
            "trouble": each.cell.trouble,
            "crash": each.cell.crash,
            "state": each.state,
            "findings": list(each.said),
            "seconds": round(each.seconds, 2),
        }
        for each in report.results
    ]
    return {"seconds": round(report.seconds, 1), "clean": not report.found, "cells": cells}


def _row(result: Result) -> Row:
    return Row(result.cell.system, result.cell.operation, result.cell.scene)


def _place(result: Result) -> tuple[Row, str]:
    return _row(result), result.cell.trouble


def _of_place(report: Report, of: Result) -> list[Result]:
    return [result for result in report.results if _place(result) == _place(of)]


def _mark(results: list[Result]) -> str:
    """`ok`, how many findings, or n.a.; a dot where there is no such trouble."""
    found = sum(result.state == "finding" for result in results)
    if found:
        return f"{found}!"
    return "ok" if any(result.state == "ok" for result in results) else "n.a." if results else NOT_POSSIBLE
