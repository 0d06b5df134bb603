"""Every answer of UKG's to a write has one meaning."""

import pytest
import requests

from producers.ukg.rest import BadAnswer, CredentialsRefused, NotNow, RightMissing
from sinks.target import Denied, Later, Refused, Unknown
from sinks.ukg.classify import ANSWERS, HOUR, code_of, is_nobody, of_read, of_write
from sinks.ukg.client import Lost, Moved, NotBegun

WRITES: list[tuple[Exception, type]] = [
    (CredentialsRefused("x"), Denied),
    (RightMissing("x"), Denied),
    (NotNow("x", code="login"), Later),
    *((NotNow("x", code=code), Later) for code in ("405", "425", "429", "500", "503", "fault", "ReadTimeout", "ConnectionError")),
    *((Lost(code), Unknown) for code in ("408", "500", "502", "503", "504", "fault", "ReadTimeout", "ConnectionError", "XMLSyntaxError")),
    (NotBegun(), Later),
    (Moved(), Refused),
    *((BadAnswer("x", code, "EmailAddress"), Refused) for code in ("InvalidValue", "E7", "error")),
    *((BadAnswer("x", code), Refused) for code in ("404", "400", "301", "sender-fault", "NotFound", "Ambiguous", "several")),
    (BadAnswer("x"), Later),
    (KeyError("x"), Unknown),
]


@pytest.mark.parametrize(("failed", "kind"), WRITES, ids=[f"{type(row[0]).__name__}-{code_of(row[0])}" for row in WRITES])
def test_a_write_that_failed_has_one_meaning(failed: Exception, kind: type) -> None:
    assert type(of_write(failed)) is kind


def test_every_row_of_the_table_is_met() -> None:
    assert set(ANSWERS) <= {code_of(failed) for failed, _ in WRITES}


def test_a_value_that_is_not_taken_parks_her_with_the_member_and_a_cure() -> None:
    answer = of_write(BadAnswer("a text that quotes Zdenka", "InvalidValue", "EmailAddress"))
    assert isinstance(answer, Refused)
    assert (answer.code, answer.field, answer.again, answer.retry_after) == ("InvalidValue", "EmailAddress", False, None)
    assert "Zdenka" not in repr(answer)
    assert answer.cure


@pytest.mark.parametrize("code", ["404", "400", "sender-fault"])
def test_what_is_nobodys_own_fault_is_asked_about_hourly(code: str) -> None:
    answer = of_write(BadAnswer("x", code))
    assert isinstance(answer, Refused)
    assert answer.retry_after == HOUR


@pytest.mark.parametrize("failed", [Moved(), BadAnswer("x", "NotFound"), BadAnswer("x", "Ambiguous"), BadAnswer("x", "several")])
def test_a_record_that_has_moved_on_is_looked_at_again(failed: Exception) -> None:
    answer = of_write(failed)
    assert isinstance(answer, Refused)
    assert answer.again


@pytest.mark.parametrize(
    ("failed", "kind"),
    [
        (CredentialsRefused("x"), Denied),
        (RightMissing("x"), Denied),
        (NotNow("x", code="500"), Later),
        (NotNow("x", code=requests.ReadTimeout.__name__), Later),
        (BadAnswer("x"), Later),
        (BadAnswer("x", "InvalidQuery", "EmployeeIdentifier"), Later),
        (AttributeError("x"), Later),
    ],
)
def test_a_read_that_failed_parks_nobody(failed: Exception, kind: type) -> None:
    assert type(of_read(failed)) is kind


def test_nobody_and_several_are_no_trouble() -> None:
    assert [is_nobody(BadAnswer("x", code)) for code in ("NotFound", "several", "Ambiguous", "InvalidValue", "")] == [True] * 3 + [
        False
    ] * 2
    assert not is_nobody(Moved())
