"""What each error of salesforce.md §6.5 leads to."""

from datetime import timedelta

import pytest
import requests
from simple_salesforce.exceptions import SalesforceExpiredSession, SalesforceGeneralError, SalesforceMalformedRequest
from urllib3.exceptions import NewConnectionError

from sinks.salesforce.classify import CODES, STATUSES, errors_of, of_error, of_row, of_status
from sinks.salesforce.client import LoginFailed, NotBegun
from sinks.target import Denied, Later, Refused, Unknown

HOUR = timedelta(hours=1)


def row(code, message="", fields=()):
    return errors_of([{"statusCode": code, "message": message, "fields": list(fields)}])


def meaning(answer):
    """In a word: later, denied, unknown, again, or the case with its retry."""
    if not isinstance(answer, Refused):
        return type(answer).__name__.lower()
    return "again" if answer.again else answer.case if answer.retry_after is None else f"{answer.case} +{answer.retry_after}"


ROWS = [
    ("UNABLE_TO_LOCK_ROW", "later"),
    ("REQUEST_LIMIT_EXCEEDED", "later"),
    ("SERVER_UNAVAILABLE", "later"),
    ("QUERY_TIMEOUT", "later"),
    ("INVALID_QUERY_LOCATOR", "later"),
    ("CIRCULAR_DEPENDENCY", "later"),
    ("MIXED_DML_OPERATION", "later"),
    ("ALL_OR_NONE_OPERATION_ROLLED_BACK", "later"),
    ("PROCESSING_HALTED", "later"),
    ("INACTIVE_OWNER_OR_USER", "again"),
    ("ENTITY_IS_DELETED", "again"),
    ("NOT_FOUND", "again"),
    ("CANNOT_UPDATE_CONVERTED_LEAD", "again"),
    ("DUPLICATE_VALUE", "refused +1:00:00"),
    ("DUPLICATE_EXTERNAL_ID", "refused"),
    ("LICENSE_LIMIT_EXCEEDED", "licence +0:15:00"),
    ("DUPLICATE_USERNAME", "refused"),
    ("DUPLICATE_COMM_NICKNAME", "refused"),
    ("DUPLICATES_DETECTED", "refused"),
    ("STRING_TOO_LONG", "refused"),
    ("REQUIRED_FIELD_MISSING", "refused"),
    ("INVALID_EMAIL_ADDRESS", "refused"),
    ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "refused"),
    ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "refused"),
    ("FIELD_INTEGRITY_EXCEPTION", "refused"),
    ("INVALID_FIELD", "refused"),
    ("INVALID_FIELD_FOR_INSERT_UPDATE", "refused"),
    ("MALFORMED_ID", "refused"),
    ("MALFORMED_QUERY", "refused"),
    ("INVALID_TYPE", "refused"),
    ("INVALID_QUERY_FILTER_OPERATOR", "refused"),
    ("JSON_PARSER_ERROR", "refused"),
    ("MISSING_ARGUMENT", "refused"),
    ("EXCEEDED_ID_LIMIT", "refused"),
    ("INVALID_CROSS_REFERENCE_KEY", "refused +1:00:00"),
    ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "refused +1:00:00"),
    ("CANNOT_EXECUTE_FLOW_TRIGGER", "refused +1:00:00"),
    ("APEX_ERROR", "refused +1:00:00"),
    ("INSUFFICIENT_ACCESS", "refused +1:00:00"),
    ("INSUFFICIENT_ACCESS_OR_READONLY", "refused +1:00:00"),
    ("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "refused"),
    ("CANNOT_DISABLE_LAST_ADMIN", "refused"),
    ("INVALID_SESSION_ID", "denied"),
    ("API_DISABLED_FOR_ORG", "denied"),
    ("UNSUPPORTED_API_VERSION", "denied"),
    ("A_CODE_NOBODY_KNOWS", "refused"),
]


@pytest.mark.parametrize(("code", "expected"), ROWS, ids=[each[0] for each in ROWS])
def test_a_rows_error_code_leads_to(code, expected):
    assert meaning(of_row(row(code))) == expected


def test_each_code_of_the_table_has_a_row_here_and_each_case_has_a_cure():
    assert set(CODES) <= {code for code, _ in ROWS}
    assert all(entry.cure for entry in CODES.values() if entry.kind.name in ("REFUSED", "HOURLY", "LICENCE"))


HTTP = [
    (300, ["/services/data/v66.0/sobjects/User/005A"], "refused"),
    (400, [{"errorCode": "SOMETHING_NEW", "message": "x"}], "refused"),
    (401, [{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}], "denied"),
    (401, "<faultcode>LOGIN_OAUTH_INVALID_TOKEN</faultcode>", "denied"),
    (403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}], "later"),
    (403, [{"errorCode": "API_DISABLED_FOR_ORG", "message": ""}], "denied"),
    (403, [{"errorCode": "FORBIDDEN", "message": ""}], "refused"),
    (403, "<faultcode>LOGIN_OAUTH_INVALID_TOKEN</faultcode>", "denied"),
    (404, [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}], "again"),
    (404, [{"errorCode": "NOT_FOUND", "message": "Provided external ID field does not exist or is not accessible: UKG__c"}], "refused"),
    (405, [{"errorCode": "METHOD_NOT_ALLOWED", "message": ""}], "refused"),
    (409, [], "later"),
    (410, [{"errorCode": "UNSUPPORTED_API_VERSION", "message": ""}], "denied"),
    (412, [], "later"),
    (414, "<html>", "refused"),
    (415, [], "refused"),
    (428, [], "later"),
    (429, [], "later"),
    (431, "<html>", "refused"),
    (500, [{"errorCode": "UNKNOWN_EXCEPTION", "message": ""}], "unknown"),
    (502, "<html>", "unknown"),
    (503, [{"errorCode": "SERVER_UNAVAILABLE", "message": ""}], "unknown"),
]


@pytest.mark.parametrize(("status", "body", "expected"), HTTP, ids=[f"{each[0]}-{n}" for n, each in enumerate(HTTP)])
def test_an_http_error_leads_to(status, body, expected):
    assert meaning(of_status(status, body)) == expected


def test_each_status_of_the_table_has_a_row_here():
    assert set(STATUSES) <= {status for status, _, _ in HTTP}


def refused_connection():
    return requests.ConnectionError(requests.packages.urllib3.exceptions.MaxRetryError(None, "/", NewConnectionError(None, "refused")))


FAILURES = [
    (NotBegun(), Later),
    (LoginFailed("invalid_client", refused=True), Denied),
    (LoginFailed("503", refused=False), Later),
    (SalesforceExpiredSession("u", 401, "n", "not a list"), Denied),
    (SalesforceMalformedRequest("u", 400, "n", [{"errorCode": "UNABLE_TO_LOCK_ROW", "message": ""}]), Later),
    (SalesforceGeneralError("u", 502, "n", "<html>"), Unknown),
    (requests.ConnectTimeout(), Later),
    (refused_connection(), Later),
    (requests.exceptions.SSLError(), Later),
    (requests.TooManyRedirects(), Later),
    (requests.ReadTimeout(), Unknown),
    (requests.ConnectionError("reset"), Unknown),
    (requests.exceptions.InvalidJSONError(), Unknown),
]


@pytest.mark.parametrize(("error", "expected"), FAILURES, ids=[f"{type(each[0]).__name__}-{n}" for n, each in enumerate(FAILURES)])
def test_a_failed_call_is_unknown_unless_it_surely_never_left(error, expected):
    assert isinstance(of_error(error), expected)


def test_a_mistake_of_our_own_is_not_taken_for_an_answer():
    with pytest.raises(KeyError):
        of_error(KeyError("x"))


def test_a_value_that_is_too_long_names_field_and_limit_and_never_the_value():
    refused = of_row(row("STRING_TOO_LONG", "First Name: data value too large: Maximiliana (max length=40)", ["FirstName"]))
    assert (refused.field, refused.reason, refused.cure) == ("FirstName", "longer than 40 characters", "shorten it to 40 characters in UKG")
    assert "Maximiliana" not in repr(refused)


def test_a_missing_column_is_named_from_the_message():
    refused = of_row(row("INVALID_FIELD", "No such column 'Compensation_Plan__c' on sobject of type User"))
    assert refused.field == "Compensation_Plan__c" and "add the field" in refused.cure


def test_a_cycle_of_managers_is_later_whatever_its_code():
    assert isinstance(of_row(row("SOME_CODE", "attempt to violate hierarchy constraints", ["ManagerId"])), Later)
    assert isinstance(of_row(row("FIELD_INTEGRITY_EXCEPTION", "cycle", ["ManagerId"])), Later)


def test_who_meets_her_own_account_when_it_is_made_looks_again():
    assert of_row(row("DUPLICATE_VALUE", "duplicate value found"), "create").again


BLOCKS = [
    ("You cannot deactivate the Default Lead Owner.", "lead-owner"),
    ("Cannot inactivate user that is the value of a hierarchy field:Mentor__c", "hierarchy-field"),
    ("This user is the sole recipient of a workflow email alert and cannot be deactivated.", "alert-recipient"),
    ("You cannot disable the Web to Lead Default Creator.", "web-to-lead"),
    ("Maria Lopez is needed elsewhere", "other"),
]


@pytest.mark.parametrize(("message", "word"), BLOCKS, ids=[each[1] for each in BLOCKS])
def test_what_blocks_a_deactivation_is_told_in_our_words(message, word):
    refused = of_row(row("FIELD_INTEGRITY_EXCEPTION", message), "deactivate")
    assert (refused.case, refused.field) == ("refused", "IsActive") and word in refused.cure and "Lopez" not in repr(refused)


def test_a_locked_row_does_not_block_a_deactivation_for_good():
    assert isinstance(of_row(row("UNABLE_TO_LOCK_ROW"), "deactivate"), Later)
