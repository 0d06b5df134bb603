"""Every entry of okta.md's error tables has one meaning."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sinks.okta.classify import CODES, STATUSES, Kind, answer_of, lost_read, lost_write
from sinks.okta.client import Lost, Said
from sinks.target import Applied, Denied, Later, Refused, Unchanged, Unknown


def said(status: int, code: str | None, *causes: str, **headers: str) -> Said:
    body: Any = None if code is None else {"errorCode": code, "errorSummary": "x", "errorCauses": [{"errorSummary": one} for one in causes]}
    return Said(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


ROWS = [
    (said(200, None), Applied),
    (said(204, None), Applied),
    *((said(400, f"E00000{code}"), Refused) for code in ("01", "03", "18", "19", "20", "28", "29", "30", "31", "33", "37", "93")),
    (said(401, "E0000004"), Denied),
    (said(401, "E0000011"), Denied),
    (said(401, None), Denied),
    (said(401, "E0000015"), Refused),
    *((said(403, f"E00000{code}"), Refused) for code in ("05", "06", "23", "75", "77", "78")),
    (said(403, "E0000111"), Refused),
    *((said(429, code), Later) for code in ("E0000047", "E0000118")),
    *((said(409, code), Later) for code in ("E0000112", "E0000113", "E0000249", "E0000253")),
    *((said(409, code), Unchanged) for code in ("E0000062", "E0000090")),
    (said(423, "E0000239"), Later),
    *((said(500, code), Unknown) for code in ("E0000009", "E0000049", "E0000051", "E0000065")),
    *((said(status, None), Unknown) for status in (500, 502, 503, 504)),
    (Said(404, {}, {"status": 404, "message": "Resource not found"}), Unknown),
    (said(503, "E0000010"), Later),
    (said(409, "E0000145"), Later),
    (said(403, "E0000081"), Refused),
    (said(500, "E0000261"), Refused),
    (said(400, "E0000209"), Refused),
    (said(404, "E0000008"), Refused),
    (said(405, "E0000022"), Refused),
    *((said(400, code), Refused) for code in ("E0000021", "E0000124", "E0000125", "E0000242")),
    (said(429, None), Later),
    (said(418, "E9999999"), Refused),
]
OAUTH = [
    *((status, word, Denied) for status, word in ((401, "invalid_client"), (400, "unauthorized_client"), (403, "access_denied"))),
    *((400, word, Denied) for word in ("invalid_scope", "consent_required", "invalid_dpop_proof")),
    *((400, word, Later) for word in ("use_dpop_nonce", "dpop_nonce_exhausted")),
]
MOVED_ON = [(404, "E0000007"), (403, "E0000016"), (403, "E0000038"), (403, "E0000032"), (403, "E0000117"), (412, "E0000231")]


@pytest.mark.parametrize(("answer", "kind"), ROWS, ids=[f"{row[0].status}-{row[0].code}" for row in ROWS])
def test_an_answer_has_one_meaning(answer: Said, kind: type) -> None:
    assert type(answer_of(answer, "00u1")) is kind


@pytest.mark.parametrize(("status", "word", "kind"), OAUTH, ids=[word for _, word, _ in OAUTH])
def test_a_word_of_the_token_endpoint_has_one_meaning(status: int, word: str, kind: type) -> None:
    answer = answer_of(Said(status, {}, {"error": word, "error_description": "x"}), "00u1")
    assert type(answer) is kind
    assert word in repr(answer)


def test_each_entry_of_the_tables_has_a_row_here_and_each_refusal_a_cure() -> None:
    tried = {answer.code for answer, _ in ROWS} | {code for _, code in MOVED_ON} | {word for _, word, _ in OAUTH}
    assert set(CODES) <= tried
    assert set(STATUSES) <= {answer.status for answer, _ in ROWS if answer.body is None}
    assert all(entry.cure for entry in CODES.values() if entry.kind in (Kind.REFUSED, Kind.HOURLY))


@pytest.mark.parametrize(("status", "code"), MOVED_ON)
def test_an_account_that_moved_on_is_looked_at_again(status: int, code: str) -> None:
    answer = answer_of(said(status, code), "00u1")
    assert isinstance(answer, Refused)
    assert answer.again


def test_a_taken_login_opens_its_own_case_and_names_the_field() -> None:
    cause = "login: An object with this field already exists in the current organization"
    answer = answer_of(said(400, "E0000001", cause))
    assert isinstance(answer, Refused)
    assert (answer.case, answer.field) == ("duplicate-login", "login")


def test_a_refusal_says_nothing_in_oktas_words_which_may_hold_a_login() -> None:
    answer = answer_of(said(400, "E0000001", "email: maria.lopez@halden.example does not match"))
    assert "maria" not in repr(answer)


def test_a_429_waits_for_the_reset_and_concurrency_only_a_little() -> None:
    reset = answer_of(said(429, "E0000047", X_Rate_Limit_Limit="50", X_Rate_Limit_Reset="1759127105"))
    at_once = answer_of(said(429, "E0000047", X_Rate_Limit_Limit="0", X_Rate_Limit_Reset="1759127105"))
    assert isinstance(reset, Later)
    assert reset.at is not None
    assert reset.at >= datetime.fromtimestamp(1759127105, UTC)
    assert isinstance(at_once, Later)
    assert at_once.at is None


def test_a_write_without_an_answer_is_unknown_unless_it_never_left() -> None:
    assert isinstance(lost_write(Lost("TimeoutError")), Unknown)
    assert isinstance(lost_write(Lost("ClientConnectorError", begun=False)), Later)
    assert isinstance(lost_read(Lost("TimeoutError")), Later)
