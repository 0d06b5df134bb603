"""What Salesforce's answers mean for the work, in one table (salesforce.md §6.4, §6.5).

Reasons are in our words: the org's own messages repeat the value that was refused, which may be a name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

import requests
from simple_salesforce.exceptions import SalesforceError

from sinks.salesforce.client import Garbled, LoginFailed, NotBegun, SubrequestFailed
from sinks.salesforce.wire import never_sent
from sinks.target import Denied, Later, Refused, Trouble, Unknown


class Kind(Enum):
    """What an error code leads to."""

    LATER = "try again"
    REFUSED = "park with a case"
    AGAIN = "look again: the org has moved on"
    HOURLY = "a case, tried again hourly: only the org can mend it"
    LICENCE = "a case, tried again every quarter of an hour: a leaver may free one"
    DENIED = "call nobody"


@dataclass(frozen=True, slots=True)
class Entry:
    """One code's meaning. `cure` is for the one who opens the case."""

    kind: Kind
    reason: str
    cure: str = ""


RIGHTS = "give the integration user Manage Internal Users and Transfer Record"
CORRECT = "correct it in UKG or in the policy"
AUTOMATION = "see the org's flows, triggers and validation rules on User"
OUR_FAULT = "report it: the product sent what Salesforce does not take"
CODES: Mapping[str, Entry] = {
    "UNABLE_TO_LOCK_ROW": Entry(Kind.LATER, "the row is locked by another write"),
    "REQUEST_LIMIT_EXCEEDED": Entry(Kind.LATER, "no calls are left for now"),
    "SERVER_UNAVAILABLE": Entry(Kind.LATER, "the org is unavailable"),
    "QUERY_TIMEOUT": Entry(Kind.LATER, "the query took too long"),
    "INVALID_QUERY_LOCATOR": Entry(Kind.LATER, "the result was no longer kept"),
    "CIRCULAR_DEPENDENCY": Entry(Kind.LATER, "the manager still reports to her for a moment"),
    "MIXED_DML_OPERATION": Entry(Kind.LATER, "the org's automation mixed setup and other records"),
    "ALL_OR_NONE_OPERATION_ROLLED_BACK": Entry(Kind.LATER, "rolled back with another row"),
    "PROCESSING_HALTED": Entry(Kind.LATER, "halted with another row"),
    "INACTIVE_OWNER_OR_USER": Entry(Kind.AGAIN, "the new owner is not active any more"),
    "ENTITY_IS_DELETED": Entry(Kind.AGAIN, "it has been deleted"),
    "NOT_FOUND": Entry(Kind.AGAIN, "it is not there any more"),
    "DUPLICATE_VALUE": Entry(Kind.HOURLY, "another user has this value already", "see which user has it, and correct that one"),
    "DUPLICATE_EXTERNAL_ID": Entry(Kind.REFUSED, "several users carry this person id", "leave it on one of them"),
    "CANNOT_UPDATE_CONVERTED_LEAD": Entry(Kind.AGAIN, "the lead has been converted"),
    "LICENSE_LIMIT_EXCEEDED": Entry(Kind.LICENCE, "no user licence is left", "free a licence or buy one"),
    "DUPLICATE_USERNAME": Entry(Kind.REFUSED, "the Username and its numbered forms are taken", "name another login"),
    "DUPLICATE_COMM_NICKNAME": Entry(Kind.REFUSED, "the nickname is taken", OUR_FAULT),
    "DUPLICATES_DETECTED": Entry(Kind.REFUSED, "a duplicate rule of the org objects", "exempt the integration user from duplicate rules"),
    "STRING_TOO_LONG": Entry(Kind.REFUSED, "the value is too long", "shorten it in UKG"),
    "REQUIRED_FIELD_MISSING": Entry(Kind.REFUSED, "a required field is missing", CORRECT),
    "INVALID_EMAIL_ADDRESS": Entry(Kind.REFUSED, "not an address that Salesforce takes", CORRECT),
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": Entry(Kind.REFUSED, "not a value of the list", CORRECT),
    "FIELD_CUSTOM_VALIDATION_EXCEPTION": Entry(Kind.REFUSED, "a validation rule of the org objects", AUTOMATION),
    "FIELD_INTEGRITY_EXCEPTION": Entry(Kind.REFUSED, "the org does not allow this value", AUTOMATION),
    "INVALID_FIELD": Entry(Kind.REFUSED, "the org has no such field or hides it", "add the field, and let the integration user see it"),
    "INVALID_FIELD_FOR_INSERT_UPDATE": Entry(Kind.REFUSED, "the field may not be written", "give the integration user edit right on it"),
    "MALFORMED_ID": Entry(Kind.REFUSED, "not an id of this object", OUR_FAULT),
    "MALFORMED_QUERY": Entry(Kind.REFUSED, "not a query", OUR_FAULT),
    "INVALID_TYPE": Entry(Kind.REFUSED, "the org does not have this object", "turn the feature on, or leave it out of the policy"),
    "INVALID_QUERY_FILTER_OPERATOR": Entry(Kind.REFUSED, "the field cannot be searched so", OUR_FAULT),
    "JSON_PARSER_ERROR": Entry(Kind.REFUSED, "not JSON that Salesforce reads", OUR_FAULT),
    "MISSING_ARGUMENT": Entry(Kind.REFUSED, "an argument is missing", OUR_FAULT),
    "EXCEEDED_ID_LIMIT": Entry(Kind.REFUSED, "too many rows in one call", OUR_FAULT),
    "INVALID_CROSS_REFERENCE_KEY": Entry(Kind.HOURLY, "what it refers to is not there", "see that profile, role and manager exist"),
    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY": Entry(Kind.HOURLY, "the org's automation failed", AUTOMATION),
    "CANNOT_EXECUTE_FLOW_TRIGGER": Entry(Kind.HOURLY, "a flow of the org failed", AUTOMATION),
    "APEX_ERROR": Entry(Kind.HOURLY, "the org's code failed", AUTOMATION),
    "INSUFFICIENT_ACCESS": Entry(Kind.HOURLY, "the integration user may not do this", RIGHTS),
    "INSUFFICIENT_ACCESS_OR_READONLY": Entry(Kind.HOURLY, "the integration user may not do this", RIGHTS),
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": Entry(Kind.REFUSED, "the integration user may not refer to this", RIGHTS),
    "CANNOT_DISABLE_LAST_ADMIN": Entry(Kind.REFUSED, "the last administrator cannot go", "name another administrator"),
    "INVALID_SESSION_ID": Entry(Kind.DENIED, "the session is refused"),
    "API_DISABLED_FOR_ORG": Entry(Kind.DENIED, "the API is switched off for us"),
    "UNSUPPORTED_API_VERSION": Entry(Kind.DENIED, "the API version is retired"),
}
STATUSES: Mapping[int, Entry] = {
    300: Entry(Kind.REFUSED, "several records carry this key", "leave it on one of them"),
    401: Entry(Kind.DENIED, "the session is refused"),
    403: Entry(Kind.REFUSED, "the integration user may not do this", RIGHTS),
    404: Entry(Kind.AGAIN, "it is not there any more"),
    405: Entry(Kind.REFUSED, "not possible with this object", OUR_FAULT),
    409: Entry(Kind.LATER, "another write was under way"),
    410: Entry(Kind.DENIED, "the API version is retired"),
    412: Entry(Kind.LATER, "it changed meanwhile"),
    414: Entry(Kind.REFUSED, "the address of the call is too long", OUR_FAULT),
    415: Entry(Kind.REFUSED, "the kind of content is not taken", OUR_FAULT),
    428: Entry(Kind.LATER, "it changed meanwhile"),
    429: Entry(Kind.LATER, "too many calls"),
    431: Entry(Kind.REFUSED, "the headers are too long", OUR_FAULT),
}
OTHER = Entry(Kind.REFUSED, "Salesforce refuses it", "see the code in Salesforce's list of API error codes")
BLOCKS: Sequence[tuple[str, str]] = (  # salesforce.md §2.3: codes are documented nowhere, the texts of some are
    ("lead owner", "lead-owner"),
    ("case owner", "case-owner"),
    ("case user", "case-owner"),
    ("hierarchy field", "hierarchy-field"),
    ("email alert", "alert-recipient"),
    ("web to lead", "web-to-lead"),
    ("workflow user", "workflow-user"),
    ("approv", "approver"),
    ("assignment rule", "assignment-rule"),
    ("response rule", "response-rule"),
    ("portal", "portal-administrator"),
    ("last", "last-administrator"),
)
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
LIMIT = re.compile(r"max length=(\d+)")
NO_KEY = re.compile(r"external ID field does not exist or is not accessible: (\w+)")
COLUMN = re.compile(r"No such column '(\w+)'")


@dataclass(frozen=True, slots=True)
class Error:
    """One error of a body or row."""

    code: str
    message: str
    fields: tuple[str, ...]


def errors_of(content: Any) -> list[Error]:
    """The errors of a body or a row; none where it is not in Salesforce's form (HTML, XML, an OAuth error)."""
    items = content if isinstance(content, list) else []
    return [
        Error(str(each.get("errorCode") or each.get("statusCode") or ""), str(each.get("message") or ""), tuple(each.get("fields") or ()))
        for each in items
        if isinstance(each, dict)
    ]


def of_row(errors: Sequence[Error], action: str = "") -> Trouble:
    """What the errors of one row mean, for an action."""
    if not errors:
        return Unknown(code="no-error", reason="the row failed without an error")
    first = errors[0]
    entry = CODES.get(first.code, OTHER)
    if _is_cycle(first):
        entry = CODES["CIRCULAR_DEPENDENCY"]
    if first.code == "DUPLICATE_VALUE" and action == "create":
        entry = Entry(Kind.AGAIN, "her account has been made meanwhile")
    if action == "deactivate" and entry.kind is Kind.REFUSED:
        return _blocked(errors)
    return _meant(first, entry)


def of_error(error: Exception, action: str = "") -> Trouble:
    """What a call that failed as a whole means. Raises it again where it is none of ours."""
    match error:
        case NotBegun():
            return Later(code="no-time", reason="there was no time left to begin the call")
        case LoginFailed(refused=True):
            return Denied(code=error.code, reason="the connected app's credentials are refused")
        case Garbled():
            return Later(code="Garbled", reason="the answer is not of Salesforce's form")
        case LoginFailed():
            return Later(code=error.code, reason="no session could be had")
        case SalesforceError() | SubrequestFailed():
            return of_status(int(error.status), error.content, action)
        case requests.RequestException():
            name = type(error).__name__
            return Later(code=name, reason="no connection") if never_sent(error) else Unknown(code=name, reason="the answer was lost")
    raise error


def of_status(status: int, content: Any, action: str = "") -> Trouble:
    """What an HTTP error means, by its code where it has one."""
    if status >= 500:
        return Unknown(code=str(status), reason="the org is in trouble")
    errors = errors_of(content)
    if "LOGIN_OAUTH" in str(content)[:500]:
        return Denied(code=str(status), reason="the session is refused")
    missing = NO_KEY.search(errors[0].message) if errors else None
    if missing:
        return _meant(Error("INVALID_FIELD", "", (missing[1],)), CODES["INVALID_FIELD"])
    if errors and (errors[0].code in CODES or status == 400):
        return of_row(errors, action)
    code = errors[0].code if errors and errors[0].code else str(status)
    return _meant(Error(code, "", ()), STATUSES.get(status, OTHER))


def _is_cycle(error: Error) -> bool:
    """A chain of managers that closes for a moment; the code is unpublished (salesforce.md §2.1)."""
    return "hierarchy constraints" in error.message or (error.code == "FIELD_INTEGRITY_EXCEPTION" and error.fields == ("ManagerId",))


def _meant(error: Error, entry: Entry) -> Trouble:
    code, reason, cure = error.code, entry.reason, entry.cure
    match entry.kind:
        case Kind.LATER:
            return Later(code=code, reason=reason)
        case Kind.DENIED:
            return Denied(code=code, reason=reason)
        case Kind.AGAIN:
            return Refused(code=code, reason=reason, field=_field(error), again=True)
        case Kind.LICENCE:
            return Refused(code=code, reason=reason, cure=cure, case="licence", retry_after=QUARTER)
    most = LIMIT.search(error.message) if code == "STRING_TOO_LONG" else None
    if most:
        reason, cure = f"longer than {most[1]} characters", f"shorten it to {most[1]} characters in UKG"
    return Refused(code=code, reason=reason, field=_field(error), cure=cure, retry_after=HOUR if entry.kind is Kind.HOURLY else None)


def _field(error: Error) -> str:
    column = COLUMN.search(error.message)
    return error.fields[0] if error.fields else column[1] if column else ""


def _blocked(errors: Sequence[Error]) -> Refused:
    """Everything that holds an account in its place, by our words for it: a task each, and tried again until all are done."""
    words = dict.fromkeys(next((word for text, word in BLOCKS if text in error.message.casefold()), "other") for error in errors)
    cure, named = "in Salesforce, name another user as {}", ", ".join(words)
    return Refused(
        code=errors[0].code,
        reason=f"in the way: {named}",
        field="IsActive",
        cure=cure.format(named),
        retry_after=HOUR,
        tasks=tuple((word, cure.format(word)) for word in words),
    )
