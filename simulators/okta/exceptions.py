"""Recorded exchanges that the simulator answers otherwise, and why that is right; where the OpenAPI and real answers part."""

import re
from typing import Final

from simulators.okta.exceptions_terraform import TERRAFORM
from simulators.okta.known import ANY, Known
from simulators.okta.replay import Difference

MASKED: Final = "client ids are masked alike, so grants of several apps show"
BY_HAND: Final = "made by hand: answers without most of their parts"
OWN_APPS: Final = "Okta's own apps (console, dashboard) show fewer parts"
OWN_APP_PARTS: Final = "clientCredentials|settings|visibility|appLinks|credentials|features|universalLogout|: help|: licensing"
APPS_LIMIT: Final = "a limit of apps that free organisations have"
FULL: Final = "follows a creation that the organisation's limit refused"
KNOWN: Final[tuple[Known, ...]] = (
    Known(
        ANY,
        "POST /users/{user}/lifecycle/deactivate",
        r"^status 200 recorded, 204 here",
        "organisations of before 2021 answered 200 or 204, within one minute",
    ),
    Known("pagination", "GET /users", r"^body: \d recorded|^link next", "doctored: one user a page, ids shortened, links of 2016"),
    Known("create_user", "POST /users", ANY, "2016: no user types and no mail list yet"),
    Known("test_user_pagination", "GET /users", r"^link self: absent", "2020: the recorder kept one of two Link headers"),
    Known("test_list_user_types", "GET /meta/types/user", ANY, "the order of types; no rule is known"),
    Known("test_remove_group", "GET /groups", r"^body: 2 recorded, 3 here", "the deletion before it is missing from the recording"),
    Known("test_change_user_password", None, r"\d+ s apart", "the recorder's hand changed dates: created before the call's own date"),
    Known("consent_grant", "GET /apps/{app}/grants", r"^body: \d recorded", MASKED),
    Known("grant_consent", "GET /apps/{app}/grants", r"^body: \d recorded", MASKED),
    Known("test_cross_app_access", None, ANY, BY_HAND),
    Known("test_application_features_lifecycle", None, ANY, BY_HAND),
    Known("test_list_applications_pagination", "POST /apps", r"^status 400 recorded, 200 here", APPS_LIMIT),
    Known("test_auth_server_clients", "POST /apps", r"^status 400 recorded, 200 here", APPS_LIMIT),
    Known("test_auth_server_clients", "GET /apps", ANY, FULL),
    Known("test_list_applications_pagination", "GET /apps", ANY, FULL),
    Known(ANY, "GET /apps", OWN_APP_PARTS, OWN_APPS),
    Known(ANY, "GET /apps", r"^status 400 recorded", "a combination of parameters that app lists do not take, recorded once"),
    Known(ANY, "GET /api-tokens", r"tokenWindow|\d+ s apart", "`tokenWindow` is null now and then; others' calls move `lastUpdated`"),
    Known(ANY, "GET /api-tokens/{token}", r"\d+ s apart", "others' calls move `lastUpdated` and `expiresAt`"),
    Known(ANY, "POST /principal-rate-limits", r"^status 404 recorded", "the token had been revoked between two recordings"),
    Known(ANY, "GET /sessions/{session}", r"errorSummary", "session ids change from answer to answer"),
    Known(ANY, "POST /sessions/{session}/lifecycle/refresh", r"expiresAt: [34] s apart", "the recording's clock"),
    Known("_custom_attribute", "POST /meta/schemas/group/default", r"s apart", "answered with the time of an earlier change"),
    Known("test_expire_password", "GET /users/{user}", r"statusChanged: 8 s apart", "moved once, not in the other recordings"),
)

MISFITS: Final = (
    (r"/lifecycle/deactivate", r"204 is not described", "organisations of before 2021 answered 204 (okta.md §4)"),
    (r"/apps/.*/grants|/principal-rate-limits|/groups/rules", r"is not described", "statuses seen and not described (okta.md §4)"),
    (r"/authenticators|/sessions", r"not described", "paths seen and not described"),
    (r"/groups", r"description", "group descriptions are null (okta.md §4)"),
    (r"/apps/.*/users", r"externalId", "`externalId` of app users is null (okta.md §4)"),
    (r"/apps/.*/users", r"passwordChanged", "`passwordChanged` of app users is null (recorded)"),
    (r"/meta/schemas", r"UNIQUE_VALIDATED", "`unique` is a word, the description says boolean (okta.md §4)"),
    (r"/meta/types", r"description", "descriptions of user types are null (okta.md §4)"),
    (r"/api-tokens", r"tokenWindow", "the description's pattern of a period takes no period"),
    (r"/factors", r"resend|_links", "`_links.resend` of factors is an array (okta.md §4)"),
    (r"/policies", r"conditions|created|lastUpdated|settings", "conditions of access policies, and a clone's times, are null (recorded)"),
    (r"/apps", r"MFA_AS_SERVICE", "a kind of Okta's own apps that is not described"),
    (r"/apps", r"universalLogout|notes|Redirect|profile|client_uri|logo_uri|message|helpUrl", "parts of apps are null (recorded)"),
    (r"/policies", r"resourceType|_embedded", "lists of access policies embed a word (okta.md §4)"),
    (r"/sessions|/authn", r"lastFactorVerification|amr", "parts of sessions are null (recorded)"),
)
"""Path, what the validator says, why: where recorded answers do not fit the OpenAPI either."""


def reason_of(one: Difference) -> str | None:
    """Why a difference is none of ours; None for an unexpected one."""
    return next((known.reason for known in (*KNOWN, *TERRAFORM) if known.explains(one)), None)


def misfit_of(path: str, told: str) -> str | None:
    """Why an answer may part from the OpenAPI; None where it may not."""
    return next((reason for where, what, reason in MISFITS if re.search(where, path) and re.search(what, told)), None)
