"""The open cases of each person, from what every stage opens and closes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from domain.proposals import Case
from runtime.ports import GONE, Record, Result
from schemas.codec import decode_as


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCases:
    """A person's open cases by id. `at` of each is when it was first opened, its detail the newest."""

    cases: tuple[Case, ...] = ()


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(OpenCases).decode


def open_cases(body: bytes | None) -> tuple[Case, ...]:
    """What a stored row holds, oldest first."""
    return _decode(body).cases if body else ()


def fold_case(cases: tuple[Case, ...], case: Case) -> tuple[Case, ...]:
    """The open ones after this one was opened or closed. Opening one that is open keeps its age."""
    before = next((one for one in cases if one.id == case.id), None)
    others = tuple(one for one in cases if one.id != case.id)
    if not case.open:
        return others
    kept = replace(case, at=before.at) if before else case
    return tuple(sorted((*others, kept), key=lambda one: (one.at, one.id)))


class CasesHandler:
    """A `runtime.ports.Handler`."""

    name = "jml-cases"
    topics: tuple[str, ...] = ("jml-cases",)
    table = "cases"
    parallel = 200

    async def handle(self, record: Record, row: bytes | None) -> Result:
        cases = fold_case(open_cases(row), decode_as(Case, record.value or b""))
        return Result(row=_encode(OpenCases(cases=cases)) if cases else GONE)

    def recovered(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Nothing is kept in memory."""

    def folded(self, key: bytes, row: bytes | None, record: Record) -> None:
        """Nothing is kept in memory."""
