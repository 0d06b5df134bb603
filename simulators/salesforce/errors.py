"""How Salesforce says no (salesforce.md §6.4, §6.5): an array of errors on single records, per row in collections."""

from typing import Any

AGGREGATE_TOO_MANY = "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch"
DUPLICATE_USERNAME = (
    "Duplicate Username.<br>The username already exists in this or another Salesforce organization. Usernames must be unique across all "
    "Salesforce organizations. To resolve, use a different username (it doesn't need to match the user's email address). "
)
ROLLED_BACK = "Record rolled back because not all records were valid and the request was using AllOrNone header"
HALTED = "The transaction was rolled back since another operation in the same transaction failed."


class Refusal(Exception):
    """One or more errors that end a call or a row. `fields` None leaves the member out where errors are not about a record."""

    def __init__(self, code: str, message: str, fields: tuple[str, ...] | None = (), status: int = 400) -> None:
        super().__init__(code)
        self.code, self.message, self.fields, self.status = code, message, fields, status
        self.others: tuple[Refusal, ...] = ()

    def body(self) -> list[dict[str, Any]]:
        """As single-record resources show it."""
        return [_single(error) for error in (self, *self.others)]

    def row(self) -> list[dict[str, Any]]:
        """As collections show it."""
        return [{"statusCode": error.code, "message": error.message, "fields": list(error.fields or ())} for error in (self, *self.others)]


def _single(error: Refusal) -> dict[str, Any]:
    named = {} if error.fields is None else {"fields": list(error.fields)}
    return {"message": error.message, "errorCode": error.code, **named}


def not_found() -> Refusal:
    return Refusal("NOT_FOUND", "The requested resource does not exist", None, 404)


def no_external_id(field: str) -> Refusal:
    return Refusal("NOT_FOUND", f"Provided external ID field does not exist or is not accessible: {field}", None, 404)


def bad_reference() -> Refusal:
    return Refusal("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")


def unreachable(record: str) -> Refusal:
    """A reference to a record of the business that is not there, or that we may not see: both look the same (recorded 2024)."""
    told = f"insufficient access rights on cross-reference id: {record[:15]}"
    return Refusal("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", told)


def unknown_column(field: str, sobject: str) -> Refusal:
    return Refusal("INVALID_FIELD", f"No such column '{field}' on sobject of type {sobject}", None)


def missing(fields: list[str]) -> Refusal:
    return Refusal("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{', '.join(fields)}]", tuple(fields))


def duplicate(field: str, holder: str) -> Refusal:
    return Refusal("DUPLICATE_VALUE", f"duplicate value found: {field} duplicates value on record with id: {holder[:15]}")


def locked(record: str) -> Refusal:
    return Refusal("UNABLE_TO_LOCK_ROW", f"unable to obtain exclusive access to this record or 1 records: {record}")


def bad_json(message: str) -> Refusal:
    return Refusal("JSON_PARSER_ERROR", message, None)


def mixed(later: str, first: str, code: str) -> Refusal:
    told = "DML operation on setup object is not permitted after you have updated a non-setup object (or vice versa)"
    return Refusal(code, f"{told}: {later}, original object: {first}")


def not_allowed(method: str, allowed: str) -> Refusal:
    return Refusal("METHOD_NOT_ALLOWED", f"HTTP Method '{method}' not allowed. Allowed are {allowed}", None, 405)


def session_gone() -> Refusal:
    return Refusal("INVALID_SESSION_ID", "Session expired or invalid", None, 401)


def bad_header() -> Refusal:
    """An `Authorization` of another scheme than sessions have, or without a token (recorded 2021)."""
    return Refusal("INVALID_AUTH_HEADER", "INVALID_AUTH_HEADER", None, 401)
