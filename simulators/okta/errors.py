"""Okta's error answers: codes and wording of okta.md §2.0 and §2.13."""

from typing import Any


class Problem(Exception):
    """A call that Okta refuses. `causes` are the lines of `errorCauses`."""

    def __init__(self, status: int, code: str, summary: str, *causes: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.summary, self.causes = status, code, summary, causes

    def body(self, error_id: str) -> dict[str, Any]:
        return {
            "errorCode": self.code,
            "errorSummary": self.summary,
            "errorLink": self.code,
            "errorId": error_id,
            "errorCauses": [{"errorSummary": cause} for cause in self.causes],
        }


def invalid(what: str, *causes: str) -> Problem:
    """400 E0000001: `what` is the object or field that failed."""
    return Problem(400, "E0000001", f"Api validation failed: {what}", *causes)


def missing(given: str, kind: str) -> Problem:
    """404 for an id that names nothing: kind is User, UserGroup, AppInstance, AppUser or CVDType."""
    return Problem(404, "E0000007", f"Not found: Resource not found: {given} ({kind})")


def malformed() -> Problem:
    return Problem(400, "E0000003", "The request body was not well-formed.")


def no_path() -> Problem:
    return Problem(404, "E0000008", "The requested path was not found")


def no_method() -> Problem:
    return Problem(405, "E0000022", "The endpoint does not support the provided HTTP method")


def broken() -> Problem:
    return Problem(500, "E0000009", "Internal Server Error")


def no_active_instances() -> Problem:
    """Recorded 2025: an app of one's own that is INACTIVE cannot be replaced."""
    told = "This operation on app metadata is not yet supported"
    return Problem(400, "E0000024", f"Bad request. {told}.", f"{told}: No active instances.")


def read_only() -> Problem:
    return Problem(503, "E0000010", "Service is in read only mode")


def bad_token() -> Problem:
    return Problem(401, "E0000011", "Invalid token provided")


def already_active() -> Problem:
    return Problem(403, "E0000016", "Activation failed because the user is already active")


def bad_search(*causes: str) -> Problem:
    return Problem(400, "E0000031", "Invalid search criteria.", *causes)


def no_policy_type() -> Problem:
    """A kind of policies that is not there; where a feature is missing, the real one goes on to name it (recorded 2026)."""
    return Problem(400, "E0000002", "The request was not valid: Invalid policy type specified.")


def forbidden() -> Problem:
    return Problem(403, "E0000006", "You do not have permission to perform the requested action")


def bad_date() -> Problem:
    return Problem(
        400,
        "E0000030",
        "Bad request. Invalid date. Dates must be of the form yyyy-MM-dd'T'HH:mm:ss.SSSZZ, e.g. 2013-01-01T12:00:00.000-07:00.",
    )


def bad_paging() -> Problem:
    return Problem(400, "E0000029", "Invalid paging request.", "Invalid cursor.")


def search_and_filter() -> Problem:
    return Problem(400, "E0000033", "Bad request. Can't specify a search query and filter in the same request.")


def wrong_status() -> Problem:
    return Problem(403, "E0000038", "This operation is not allowed in the user's current status.")


def not_locked_out() -> Problem:
    return Problem(403, "E0000032", "Unlock is not allowed for this user.", "The user is not locked out.")


def too_many_requests() -> Problem:
    return Problem(429, "E0000047", "API call exceeded rate limit due to too many requests.")


def already_assigned() -> Problem:
    return Problem(409, "E0000062", "The specified user is already assigned to the application.")


def too_many_groups() -> Problem:
    return Problem(400, "E0000093", "Target count limit exceeded", "The number of group targets is too large")


def read_only_group(wording: str) -> Problem:
    return Problem(403, "E0000111", wording)


def being_activated() -> Problem:
    return Problem(409, "E0000112", "Cannot update this user because they are still being activated. Please try again in a few minutes.")


def inactive_user() -> Problem:
    return Problem(403, "E0000117", "Cannot assign apps or update app profiles for an inactive user.")


def password_needed() -> Problem:
    return Problem(
        400, "E0000124", "Could not create user. To create a user and expire their password immediately, a password must be specified"
    )


def activation_needed() -> Problem:
    return Problem(
        400, "E0000125", 'Could not create user. To create a user and expire their password immediately, "activate" must be true'
    )


def etag_differs() -> Problem:
    return Problem(412, "E0000231", "ETag value doesn't match.")


def etag_malformed() -> Problem:
    return Problem(400, "E0000242", "ETag syntax is invalid.")


def not_authenticated() -> Problem:
    return Problem(401, "E0000004", "Authentication failed")


def wrong_credentials(cause: str) -> Problem:
    return Problem(403, "E0000014", "Update of credentials failed", cause)


def parameter_missing(cause: str) -> Problem:
    return Problem(400, "E0000028", "The request is missing a required parameter.", cause)


def no_forgotten_password() -> Problem:
    return Problem(403, "E0000034", "Forgot password not allowed on specified user.")


def no_password_change() -> Problem:
    return Problem(403, "E0000035", "Change password not allowed on specified user.")


def no_question_change() -> Problem:
    return Problem(403, "E0000036", "Change recovery question not allowed on specified user.")


def label_taken() -> Problem:
    return Problem(400, "E0000040", "Application label must not be the same as an existing application label.")


def assigned_by_group(cause: str) -> Problem:
    return Problem(403, "E0000046", "Deactivate application for user forbidden.", cause)


def app_still_active() -> Problem:
    return Problem(403, "E0000056", "Delete application forbidden.", "The application must be deactivated before deletion.")


def wrong_pass_code() -> Problem:
    return Problem(403, "E0000068", "Invalid Passcode/Answer", "Your passcode doesn't match our records. Please try again.")


def wrong_answer() -> Problem:
    return Problem(403, "E0000087", "The recovery question answer did not match our records.")


def bad_link(cause: str) -> Problem:
    return Problem(409, "E0000127", f"Invalid linked objection definition. {cause}")


def type_in_use() -> Problem:
    return Problem(403, "E0000142", "This User Type cannot be deleted.")


def used_in_policy(name: str) -> Problem:
    return Problem(
        400,
        "E0000209",
        f"{name} cannot be modified/deleted because it is currently being used in an Enroll Policy. "
        "Please make changes to the Enroll Policy before modifying/deleting the group.",
    )


def bad_link_value(name: str) -> Problem:
    return Problem(500, "E0000261", f"The value entered for linked object {name} is invalid for this user.")
