"""The policy's files, read as a person would read them: rows of codes, and the few settings that decide when."""

import csv
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
Rows = dict[str, dict[str, str]]


def code(text: object) -> str:
    """Codes are compared trimmed and in upper case."""
    return str(text or "").strip().upper()


@dataclass(frozen=True)
class Tables:
    """A policy folder."""

    folder: Path

    def rows(self, name: str, key: str = "code") -> Rows:
        lines = [line for line in (self.folder / f"{name}.csv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        return {row[key]: row for row in csv.DictReader(lines)}

    @cached_property
    def settings(self) -> dict[str, Any]:
        found: dict[str, Any] = yaml.safe_load((self.folder / "company.yaml").read_text(encoding="utf-8"))
        return found

    @cached_property
    def jobs(self) -> Rows:
        return self.rows("jobs")

    @cached_property
    def departments(self) -> Rows:
        return self.rows("departments")

    @cached_property
    def locations(self) -> Rows:
        return self.rows("locations")

    @cached_property
    def companies(self) -> Rows:
        return self.rows("companies")

    @cached_property
    def workers(self) -> Rows:
        return self.rows("worker_types")

    @cached_property
    def leaves(self) -> Rows:
        return self.rows("leave_reasons")

    @cached_property
    def endings(self) -> Rows:
        return self.rows("termination_reasons")

    @cached_property
    def everybody(self) -> dict[str, bool]:
        """Group → whether contractors have it too."""
        return {name: row["contractors"] == "yes" for name, row in self.rows("everybody", "group").items()}

    @cached_property
    def department_groups(self) -> dict[str, dict[str, bool]]:
        """Department → group → whether contractors have it too."""
        return {name: _marked(row["groups"].split()) for name, row in self.departments.items()}

    @cached_property
    def managed(self) -> frozenset[str]:
        """Groups that a row names; those of a pattern are told by `is_managed`."""
        named = {group for groups in self.department_groups.values() for group in groups}
        more = {group for row in self.workers.values() for group in row["groups"].split()}
        return frozenset(named | more | self.everybody.keys())

    def is_managed(self, group: str) -> bool:
        return group in self.managed or group.startswith(("site-", "cc-", str(self.settings["tier"]["prefix"])))

    def span(self, part: str, name: str) -> timedelta:
        text = str(self.settings[part][name])
        return timedelta(**{UNITS[text[-1]]: int(text[:-1])})

    def zone(self, location: str | None, company: str) -> ZoneInfo:
        """The site's; the company's where there is none; New York's where that is unknown, too."""
        known = self.locations.get(location or "") or self.companies.get(company)
        return ZoneInfo(known["zone"] if known else str(self.settings["default"]["zone"]))

    def region(self, location: str | None, company: str) -> str:
        """The region's name as roles have it; of the zone's row where the location is unknown."""
        zone = self.zone(location, company).key
        row = self.locations.get(location or "") or next((each for each in self.locations.values() if each["zone"] == zone), None)
        return str(self.settings["region"][row["region"]]) if row else ""


def _marked(words: list[str]) -> dict[str, bool]:
    """`dept-engineering (c) app-pagerduty` → which of them are for contractors too."""
    return {word: words[place + 1 : place + 2] == ["(c)"] for place, word in enumerate(words) if word != "(c)"}
