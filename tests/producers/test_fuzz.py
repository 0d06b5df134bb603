"""Rows and settings as nobody would write them: what cannot be read is parked or refused in words, and nothing is lost or falls over.

CI runs a share; `--long` runs 10,000 of each.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producers.ukg.beside import place_of
from producers.ukg.extras import FieldNames, moves_ahead, status_end, user_fields
from producers.ukg.publish import Counts, Look, Publisher
from producers.ukg.reader import Malformed
from producers.ukg.readings import Readings
from producers.ukg.rest import whose
from runtime.settings import SettingError, described, load
from schemas.seal import KeyRing
from tests.producers.desk import KINDS, MASTER, Sent

ALL, SHARE = 10_000, 250
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
PERSON = {
    "personId": "7edf43b3", "employeeId": "1HHZIT000080", "companyId": "6Y4NV", "firstName": "Zdenka", "lastName": "Quillfeather",
    "preferredName": None, "emailAddress": "", "emailAddressAlternate": "zq@private.example", "dateOfBirth": "1980-02-03T00:00:00",
    "datetimeChanged": "2026-05-04T08:24:30.16", "ssn": "900000001", "addressZipCode": "90740    ",
}  # fmt: skip
EMPLOYMENT = {
    "employeeID": "1HHZIT000080", "companyID": "6Y4NV", "companyCode": "US01", "employeeNumber": "000000104", "employeeStatusCode": "A",
    "statusStartDate": "2021-09-20T00:00:00", "employeeTypeCode": "REG", "lastHireDate": "2021-09-20T00:00:00",
    "originalHireDate": "2021-09-20T00:00:00", "dateLastWorked": None, "dateOfTermination": None, "termReason": None, "okToRehire": "Y",
    "leaveReasonCode": None, "primaryJobCode": "AE", "jobTitle": None, "orgLevel1Code": "SALES", "orgLevel2Code": "100",
    "primaryWorkLocationCode": "NYC   ", "supervisorID": "1HHTJQ000080", "dateTimeChanged": "2026-05-04T08:24:30.16",
}  # fmt: skip
DATES = st.sampled_from(
    """0001-01-01T00:00:00 9999-12-31T23:59:59 9999-12-31T23:59:59-23:59 0001-01-01T00:00:00+23:59 1900-01-01 2026-02-30 2026-05-04T25:00
    12/31/2026_12:00:00_AM 1/1/1996_12:00:00_AM 13/13/2026_12:00:00_AM 99999-01-01 -0001-01-01 2026-W01-1 20260504 2030-01-01T00:00:00Z
    2026-05-04T08:24:30.1234567 2026-05-04T08:24:60 now Z z null undefined NaN 1e999""".split()
).map(lambda text: text.replace("_", " "))
TEXTS = st.one_of(
    st.text(st.characters(), max_size=40),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Zs", "Zl"]), max_size=10),
    st.integers(1, 3000).map(lambda length: "x" * length),
    DATES,
)
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(10**4000), 10**4000), st.floats(), TEXTS,
    st.recursive(st.none() | TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8),
)  # fmt: skip


def rows_of(sound: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A sound row with some values odd, some keys gone, some in another casing, some that nobody knows."""
    names = st.sampled_from(sorted(sound))
    casing = st.sampled_from([str.lower, str.upper, str.title, str.swapcase])

    def spoilt(odd: dict[str, Any], gone: set[str], cased: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
        row = {name: value for name, value in {**sound, **odd}.items() if name not in gone}
        return {cased[name](name) if name in cased else name: value for name, value in row.items()} | more

    return st.builds(
        spoilt,
        st.dictionaries(names, ODD, max_size=4),
        st.sets(names, max_size=2),
        st.dictionaries(names, casing, max_size=3),
        st.dictionaries(st.text(max_size=20), ODD, max_size=2),
    )


@pytest.fixture
def count(long: bool) -> int:
    return ALL if long else SHARE


def fuzz(count: int, check: Any, *strategies: st.SearchStrategy[Any]) -> None:
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    settings(max_examples=count, deadline=None, database=None, suppress_health_check=quiet)(given(*strategies)(check))()


async def taken(kind: str, row: dict[str, Any]) -> tuple[Sent, Counts]:
    """One row at the door of a poller that knows the person."""
    sent, ring = Sent(), KeyRing(MASTER)
    readings = Readings(ring.digest)
    publisher = Publisher(sent.send, readings, ring, KINDS, NEW_YORK)
    look, counts = Look(source="poll", read=NOON, seen=0.0), Counts()
    if kind == "employment":
        await publisher.people([PERSON], look, Counts())
        sent.clear()
        await publisher.employments([row], look, counts)
    else:
        await publisher.people([row], look, counts)
    return sent, counts


@pytest.mark.parametrize(("kind", "sound"), [("person", PERSON), ("employment", EMPLOYMENT)])
def test_a_row_is_published_parked_with_field_and_reason_or_waits_for_its_person(kind: str, sound: dict[str, Any], count: int) -> None:
    def check(row: dict[str, Any]) -> None:
        sent, counts = asyncio.run(taken(kind, row))
        assert len(sent.facts) + len(sent.letters) + len(counts.waiting) == 1
        for letter in sent.letters:
            assert letter.field in sound
            assert letter.reason
        everything = b"".join((out.key or b"") + (out.value or b"") for out in sent.outs)
        assert b"900000001" not in everything
        assert b"Quillfeather" not in everything
        whose(row)
        place_of(row)

    fuzz(count, check, rows_of(sound))


FIELD = st.fixed_dictionaries({"field": st.sampled_from(["Contract end", "Leave cover", "Sales plan", "Other", None]) | ODD, "value": ODD})
FIELDS = st.fixed_dictionaries(
    {"employeeId": ODD},
    optional={
        "personnelUserDefinedFields": st.dictionaries(st.sampled_from(["personnelUDField01", "personnelUDField05"]) | TEXTS, FIELD | ODD)
        | ODD,
        "internationalUserDefinedFields": ODD,
    },
)
RICHER = {"employeeID": "E", "companyID": "C", "employeeStatusExpectedEndDate": "2026-12-31T00:00:00"}
HISTORY = {
    "employeeId": "E", "companyId": "C", "jobEffectiveDate": "2026-12-31T00:00:00", "dateTimeCreated": "2026-05-04T08:24:30.16",
    "jobCode": "AE", "locationCode": "0", "orgLevel1Code": "SALES",
}  # fmt: skip


def test_what_is_read_beside_a_row_is_read_or_malformed(count: int) -> None:
    def check(fields: dict[str, Any], richer: dict[str, Any], history: list[dict[str, Any]]) -> None:
        for read in (
            lambda: user_fields(fields, FieldNames(), NEW_YORK),
            lambda: status_end(richer, NEW_YORK),
            lambda: moves_ahead(history, NOON.date(), NEW_YORK),
        ):
            try:
                read()
            except Malformed as wrong:
                assert wrong.reason

    fuzz(count, check, FIELDS, rows_of(RICHER), st.lists(rows_of(HISTORY), max_size=3))


MARK = "hush-"  # in front of every secret
NAMES = sorted({each.variable.removesuffix("[_FILE]") for each in described()})
SECRETS = {each.variable.removesuffix("[_FILE]") for each in described() if each.variable.endswith("[_FILE]")}
SAID = st.one_of(
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(
        """0 -1 1e309 nan inf 65536 99999999999999999999 http:// https://[ http://127.0.0.1:x https://u:p@h //x
        file:///etc/passwd PLAINTEXT SASL_SSL plaintext host:1,:2 ::1:9 [::1]:9092 .. / ~ ~nobody/x America/New_York Etc
        ../../etc/passwd true rest soap""".split()
    ),
)


def test_settings_are_read_or_refused_with_their_name_and_without_the_value_of_a_secret(count: int) -> None:
    def check(env: dict[str, str], files: dict[str, str]) -> None:
        told = {name: MARK + value if name in SECRETS else value for name, value in env.items()}
        given = {**told, **{f"{name}_FILE": value for name, value in files.items()}}
        try:
            load(given)
        except SettingError as wrong:
            assert "JML_" in str(wrong)
            assert MARK not in str(wrong)

    fuzz(
        count,
        check,
        st.dictionaries(st.sampled_from(NAMES), SAID, max_size=4),
        st.dictionaries(st.sampled_from(sorted(SECRETS)), SAID, max_size=1),
    )
