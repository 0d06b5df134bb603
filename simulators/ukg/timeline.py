"""One record's history: edits with the instant each becomes visible, so that any past or dated state can be read."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Edit:
    """What changed. `at`: visible from this instant; `changed`: the change time it is stamped with; both aware.

    `fresh`: the record begins anew here; `gone`: it ends here; `ending`: the status change that a later edit of the dates may call off.
    `keyed`: when it was keyed, where that is not `at`; `since`: the day from which HR says it holds, where that is not the day of `at`.
    """

    at: datetime
    changed: datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    fresh: bool = False
    gone: bool = False
    ending: bool = False
    keyed: datetime | None = None
    since: datetime | None = None

    def known(self) -> datetime:
        """When HR could see it."""
        return self.keyed or self.at


@dataclass(frozen=True, slots=True)
class Version:
    """The record at an instant: `values`, when it was created and last changed, and when its standing (status, existence) last changed."""

    values: Mapping[str, Any]
    created: datetime
    changed: datetime
    standing: datetime
    gone: bool = False

    def after(self, edit: Edit) -> "Version":
        values = {**self.values, **edit.values}
        if "udf" in edit.values:
            values["udf"] = {**self.values.get("udf", {}), **edit.values["udf"]}
        standing = edit.changed if "employeeStatusCode" in edit.values or edit.gone else self.standing
        return Version(values, self.created, edit.changed, standing, edit.gone)


@dataclass(slots=True)
class Timeline:
    """Edits in the order they become visible; at one instant, in the order they were keyed."""

    edits: list[Edit] = field(default_factory=list)
    _versions: list[Version] = field(default_factory=list)

    def put(self, edit: Edit, *, stamped: bool) -> None:
        """Keys an edit; unless its change time was given (`stamped`), it is later than the one before by a millisecond at least."""
        index = bisect_right(self.edits, edit.at, key=lambda known: known.at)
        if index and not stamped and self.edits[index - 1].at == edit.at and edit.changed <= self.edits[index - 1].changed:
            edit = replace(edit, changed=self.edits[index - 1].changed + timedelta(milliseconds=1))
        self.edits.insert(index, edit)
        del self._versions[index:]

    def call_off(self, now: datetime) -> None:
        """Drops an end that has not come yet."""
        self.edits = [edit for edit in self.edits if not (edit.ending and edit.at > now)]
        del self._versions[bisect_right(self.edits, now, key=lambda edit: edit.at) :]

    def version(self, when: datetime) -> Version | None:
        """The record as it is visible at an instant; None before it began or after it was removed."""
        count = bisect_right(self.edits, when, key=lambda edit: edit.at)
        while len(self._versions) < count:
            self._versions.append(self._next(len(self._versions)))
        found = self._versions[count - 1] if count else None
        return None if found is None or found.gone else found

    def pending(self, now: datetime) -> list[Edit]:
        """Edits keyed but not visible yet."""
        return self.edits[bisect_right(self.edits, now, key=lambda edit: edit.at) :]

    def _next(self, index: int) -> Version:
        edit = self.edits[index]
        if index == 0 or edit.fresh:
            return Version(dict(edit.values), edit.changed, edit.changed, edit.changed, edit.gone)
        return self._versions[index - 1].after(edit)
