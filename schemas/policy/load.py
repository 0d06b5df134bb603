"""A policy folder as one checked, hashed value."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from domain.commands import Operator
from domain.facts import EndKind
from domain.notices import NoticePolicy
from domain.policy import Policy, Settings
from schemas.policy import notices, tables
from schemas.policy import settings as company
from schemas.policy.settings import FILE, Setting
from schemas.policy.values import PolicyRefused, shown

NO_OVERRIDES: Mapping[str, str] = MappingProxyType({})


def load_policy(directory: Path, overrides: Mapping[str, str] = NO_OVERRIDES) -> Policy:
    """The policy in a folder; `overrides` replace dotted settings. Raises `PolicyRefused` with every problem found."""
    if not directory.is_dir():
        raise PolicyRefused([f"{directory}: is no folder; one that holds {FILE} and the tables"])
    problems: list[str] = []
    written = company.read(directory / FILE, problems)
    given = {key: Setting(str(value).strip(), f"setting {shown(key)}") for key, value in overrides.items()}
    settings = company.check({**written, **given}, problems)
    if settings is None:
        raise PolicyRefused(problems)
    found = {name: tables.read(directory, table, problems) for name, table in tables.tables(settings).items()}
    told = notices.read(directory, problems)
    problems += _strangers(directory, settings)
    if problems:
        raise PolicyRefused(problems)
    policy = replace(_policy(settings, found), notices=told)
    return replace(policy, hash=content_hash(policy))


def _strangers(directory: Path, settings: Settings) -> list[str]:
    """A table under a wrong name would silently not count."""
    known = sorted([notices.FILE, *(table.file for table in tables.tables(settings).values())])
    return [f"{path.name}: is no table; {', '.join(known)}" for path in sorted(directory.glob("*.csv")) if path.name not in known]


def _policy(settings: Settings, found: dict[str, dict[str, Any]]) -> Policy:
    return Policy(
        settings=settings,
        companies=found["companies"],
        worker_types=found["worker_types"],
        locations=found["locations"],
        departments=found["departments"],
        jobs=found["jobs"],
        everybody=tuple(found["everybody"].values()),
        fields=tuple(found["fields"].values()),
        end_kinds={code: EndKind(row.kind) for code, row in found["end_kinds"].items()},
        leave_kinds={code: row.kind for code, row in found["leave_kinds"].items()},
        operators=tuple(found["operators"].values()),
    )


def content_hash(policy: Policy) -> str:
    """sha256 (hex) over what the policy decides of people: order of rows, blanks, comments, who may give orders, and who is told in which
    words, do not count."""
    content = asdict(replace(policy, hash="", operators=(), notices=NoticePolicy()))
    del content["notices"]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def load_operators(file: Path) -> tuple[Operator, ...]:
    """A further file of operators beside the policy's. Raises `PolicyRefused`."""
    problems: list[str] = []
    found = tables.read(file.parent, replace(tables.OPERATORS, file=file.name), problems)
    if problems:
        raise PolicyRefused(problems)
    return tuple(found.values())
