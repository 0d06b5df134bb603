"""The crash report as a person reads it."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from runtime.stack import BROKER, PROCESSES
from scenarios.crashes import Report, Trial

QUICK: Final = 15.0
"""Seconds from an end to being at work again, on an otherwise idle machine."""
HEAD: Final = f"{'sabotage':<40}{'trials':>7}{'findings':>9}{'p50 s':>8}{'max s':>8}"


def lines(report: Report) -> Iterator[str]:
    """Line by line: a row per kind, ends per process, then the verdict."""
    yield HEAD
    grouped: dict[str, list[Trial]] = defaultdict(list)
    for trial in report.trials:
        grouped[str(trial.sabotage)].append(trial)
    for kind, trials in sorted(grouped.items()):
        yield _row(kind, len(trials), sum(1 for trial in trials if trial.trouble), [max(t.ready.values()) for t in trials if t.ready])
    yield ""
    yield "ended and ready again, per process (seconds)"
    times: dict[str, list[float]] = defaultdict(list)
    for trial in report.trials:
        for process, seconds in trial.ready.items():
            times[process].append(seconds)
    ends = kills(report)
    for process in sorted(times.keys() | ends.keys()):
        yield _row(f"  {process}", ends[process], 0, times[process])
    yield ""
    yield from _verdict(report, [seconds for found in times.values() for seconds in found])


def kills(report: Report) -> Counter[str]:
    """How often each process ended without warning."""
    ended: Counter[str] = Counter()
    for trial in report.trials:
        what = trial.sabotage.what
        match trial.sabotage.kind:
            case "kill":
                ended[what] += 1
            case "crash":
                ended[what] += 2  # to be armed, and at the point (or in its stead)
            case "power":
                ended.update((*PROCESSES, BROKER))
            case "broker":
                ended["broker"] += 1
            case _:
                ended.update(process for process in trial.ready if not process.endswith("-2"))
    return ended


def _row(name: str, trials: int, findings: int, times: list[float]) -> str:
    shown = f"{statistics.median(times):>8.1f}{max(times):>8.1f}" if times else f"{'-':>8}{'-':>8}"
    return f"{name:<40}{trials:>7}{findings:>9}{shown}"


def _verdict(report: Report, times: list[float]) -> Iterator[str]:
    missed = sum(1 for trial in report.trials if trial.missed)
    slow = sum(1 for seconds in times if seconds > QUICK)
    yield f"seed {report.seed}: {len(report.trials)} trials, {report.judgements} judgements, {report.seconds:.0f} s"
    yield f"{report.hired} hires, {report.left} departures, {report.transitions} transitions"
    yield f"{report.effects} effects at the targets, {report.audited} audit records"
    yield f"points not reached: {missed}; slower than {QUICK:.0f} s: {slow}"
    for trial in report.trials:
        if trial.trouble:
            yield f"  {trial.sabotage}: {trial.trouble}"
    for finding, since in report.judged:
        yield f"  {finding}"
        yield f"    since the judgement before: {', '.join(since) or 'nothing'}"
    found = len(report.judged) + sum(1 for trial in report.trials if trial.trouble)
    yield f"HR against Okta, Salesforce, audit; nothing twice; no dead letters: {found} findings"
