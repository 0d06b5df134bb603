"""Which path does what."""

from typing import Final

from simulators.okta import (
    app_clients,
    apps,
    assignments,
    consents,
    credentials,
    factors,
    groups,
    lifecycle,
    linked,
    listing,
    logs,
    meta,
    naming,
    policies,
    principal_limits,
    rules,
    sessions,
    states,
    user_types,
    users,
)
from simulators.okta.routing import Route, Table

USER: Final = "/users/{user}"
LIFE: Final = f"{USER}/lifecycle"
CLIENT: Final = f"{USER}/clients/{{client}}"
CREDENTIALS: Final = f"{USER}/credentials"
FACTOR: Final = f"{USER}/factors/{{factor}}"
RULE: Final = "/groups/rules/{rule}"
GROUP: Final = "/groups/{group}"
APP: Final = "/apps/{app}"
POLICY: Final = "/policies/{policy}"
POLICY_RULE: Final = f"{POLICY}/rules/{{rule}}"
LINKS: Final = "/meta/schemas/user/linkedObjects"
TYPE: Final = "/meta/types/user/{type}"

USERS: Final = (
    Route("GET", "/users", listing.users),
    Route("POST", "/users", users.create, naming.creation),
    Route("GET", USER, users.read),
    Route("POST", USER, users.update, naming.change),
    Route("PUT", USER, users.replace, naming.change),
    Route("DELETE", USER, users.remove, naming.deletion),
    Route("POST", f"{LIFE}/activate", lifecycle.activate, naming.activation),
    Route("POST", f"{LIFE}/reactivate", lifecycle.reactivate, "resend-activation"),
    Route("POST", f"{LIFE}/deactivate", lifecycle.deactivate, "deactivate"),
    Route("POST", f"{LIFE}/suspend", lifecycle.plain(states.suspend), "suspend"),
    Route("POST", f"{LIFE}/unsuspend", lifecycle.plain(states.unsuspend), "unsuspend"),
    Route("POST", f"{LIFE}/unlock", lifecycle.plain(states.unlock), "unlock"),
    Route("POST", f"{LIFE}/reset_factors", lifecycle.plain(states.reset_factors), "reset-factors"),
    Route("POST", f"{LIFE}/expire_password", lifecycle.expire_password, "expire-password"),
    Route("POST", f"{LIFE}/expire_password_with_temp_password", lifecycle.expire_with_temporary, "expire-password"),
    Route("POST", f"{LIFE}/reset_password", lifecycle.reset_password, "reset-password"),
    Route("POST", f"{CREDENTIALS}/change_password", credentials.change_password, "change-password"),
    Route("POST", f"{CREDENTIALS}/change_recovery_question", credentials.change_recovery_question, "change-password"),
    Route("POST", f"{CREDENTIALS}/forgot_password", credentials.forgot_password, "reset-password"),
    Route("POST", f"{CREDENTIALS}/forgot_password_recovery_question", credentials.forgot_password_answered, "change-password"),
    Route("DELETE", f"{USER}/sessions", lifecycle.end_sessions, "end-sessions"),
    Route("GET", f"{USER}/grants", consents.grants),
    Route("DELETE", f"{USER}/grants", consents.revoke_grants, "revoke-tokens"),
    Route("GET", f"{USER}/grants/{{grant}}", consents.grant),
    Route("DELETE", f"{USER}/grants/{{grant}}", consents.revoke_grant, "revoke-tokens"),
    Route("GET", f"{USER}/clients", consents.clients),
    Route("GET", f"{CLIENT}/tokens", consents.tokens),
    Route("DELETE", f"{CLIENT}/tokens", consents.revoke_tokens, "revoke-tokens"),
    Route("GET", f"{CLIENT}/tokens/{{token}}", consents.token),
    Route("DELETE", f"{CLIENT}/tokens/{{token}}", consents.revoke_token, "revoke-tokens"),
    Route("GET", f"{CLIENT}/grants", consents.grants),
    Route("DELETE", f"{CLIENT}/grants", consents.revoke_grants, "revoke-tokens"),
    Route("GET", f"{USER}/blocks", lifecycle.unlicensed),
    Route("GET", f"{USER}/idps", lifecycle.identity_providers),
    Route("GET", f"{USER}/groups", users.groups),
    Route("GET", f"{USER}/appLinks", apps.links_of_user),
    Route("GET", f"{USER}/factors", factors.listing),
    Route("POST", f"{USER}/factors", factors.enroll, "enroll-factor"),
    Route("GET", f"{USER}/factors/catalog", factors.catalog),
    Route("GET", FACTOR, factors.read),
    Route("DELETE", FACTOR, factors.remove, "reset-factors"),
    Route("POST", f"{FACTOR}/lifecycle/activate", factors.activate, "enroll-factor"),
    Route("POST", f"{FACTOR}/resend", factors.resend, "enroll-factor"),
    Route("POST", f"{FACTOR}/verify", factors.verify, "verify-factor"),
    Route("GET", f"{USER}/linkedObjects/{{name}}", linked.values),
    Route("PUT", f"{USER}/linkedObjects/{{name}}/{{primary}}", linked.put, "link"),
    Route("DELETE", f"{USER}/linkedObjects/{{name}}", linked.cut, "unlink"),
)
GROUPS: Final = (
    Route("GET", "/groups", groups.listing),
    Route("POST", "/groups", groups.create, "create-group"),
    Route("GET", "/groups/rules", rules.listing),
    Route("POST", "/groups/rules", rules.create, "create-rule"),
    Route("GET", RULE, rules.read),
    Route("PUT", RULE, rules.replace, "update-rule"),
    Route("DELETE", RULE, rules.remove, "delete-rule"),
    Route("POST", f"{RULE}/lifecycle/activate", rules.activate, "activate-rule"),
    Route("POST", f"{RULE}/lifecycle/deactivate", rules.deactivate, "deactivate-rule"),
    Route("GET", GROUP, groups.read),
    Route("PUT", GROUP, groups.replace, "update-group"),
    Route("DELETE", GROUP, groups.remove, "delete-group"),
    Route("GET", f"{GROUP}/users", groups.members),
    Route("GET", f"{GROUP}/apps", assignments.apps_of_group),
    Route("PUT", f"{GROUP}/users/{{user}}", groups.join, "add-group"),
    Route("DELETE", f"{GROUP}/users/{{user}}", groups.leave, "remove-group"),
)
APPS: Final = (
    Route("GET", "/apps", apps.listing),
    Route("POST", "/apps", apps.create, "create-app"),
    Route("GET", APP, apps.read),
    Route("PUT", APP, apps.replace, "replace-app"),
    Route("DELETE", APP, apps.remove, "delete-app"),
    Route("POST", f"{APP}/lifecycle/activate", apps.activate, "activate-app"),
    Route("POST", f"{APP}/lifecycle/deactivate", apps.deactivate, "deactivate-app"),
    Route("GET", f"{APP}/features", apps.features),
    Route("GET", f"{APP}/users", assignments.users),
    Route("POST", f"{APP}/users", assignments.assign, "assign-app"),
    Route("GET", f"{APP}/users/{{user}}", assignments.user),
    Route("POST", f"{APP}/users/{{user}}", assignments.update, "update-app"),
    Route("DELETE", f"{APP}/users/{{user}}", assignments.unassign, "unassign-app"),
    Route("GET", f"{APP}/groups", assignments.groups),
    Route("GET", f"{APP}/groups/{{group}}", assignments.group),
    Route("PUT", f"{APP}/groups/{{group}}", assignments.assign_group, "assign-app-group"),
    Route("PATCH", f"{APP}/groups/{{group}}", assignments.change_group, "assign-app-group"),
    Route("DELETE", f"{APP}/groups/{{group}}", assignments.unassign_group, "unassign-app-group"),
    Route("GET", f"{APP}/grants", app_clients.grants),
    Route("POST", f"{APP}/grants", app_clients.grant, "grant-scope"),
    Route("GET", f"{APP}/grants/{{grant}}", app_clients.read_grant),
    Route("DELETE", f"{APP}/grants/{{grant}}", app_clients.revoke_grant, "revoke-scope"),
)
POLICIES: Final = (
    Route("GET", "/policies", policies.listing),
    Route("POST", "/policies", policies.create, "create-policy"),
    Route("POST", "/policies/simulate", policies.simulate, None),
    Route("GET", POLICY, policies.read),
    Route("PUT", POLICY, policies.replace, "update-policy"),
    Route("DELETE", POLICY, policies.remove, "delete-policy"),
    Route("POST", f"{POLICY}/lifecycle/activate", policies.activate, "activate-policy"),
    Route("POST", f"{POLICY}/lifecycle/deactivate", policies.deactivate, "deactivate-policy"),
    Route("POST", f"{POLICY}/clone", policies.clone, "create-policy"),
    Route("GET", f"{POLICY}/app", policies.apps),
    Route("GET", f"{POLICY}/mappings", policies.mappings),
    Route("POST", f"{POLICY}/mappings", policies.map_resource, "map-policy"),
    Route("GET", f"{POLICY}/rules", policies.rules),
    Route("POST", f"{POLICY}/rules", policies.create_rule, "create-policy-rule"),
    Route("GET", POLICY_RULE, policies.read_rule),
    Route("PUT", POLICY_RULE, policies.replace_rule, "update-policy-rule"),
    Route("DELETE", POLICY_RULE, policies.remove_rule, "delete-policy-rule"),
    Route("POST", f"{POLICY_RULE}/lifecycle/activate", policies.activate_rule, "update-policy-rule"),
    Route("POST", f"{POLICY_RULE}/lifecycle/deactivate", policies.deactivate_rule, "update-policy-rule"),
)
OTHERS: Final = (
    Route("GET", LINKS, linked.definitions),
    Route("POST", LINKS, linked.define, "define-link"),
    Route("GET", f"{LINKS}/{{name}}", linked.definition),
    Route("DELETE", f"{LINKS}/{{name}}", linked.undefine, "undefine-link"),
    Route("GET", "/meta/schemas/user/{schema}", meta.read_schema),
    Route("POST", "/meta/schemas/user/{schema}", meta.extend_schema, "extend-schema"),
    Route("GET", "/meta/schemas/group/default", meta.read_group_schema),
    Route("POST", "/meta/schemas/group/default", meta.extend_group_schema, "extend-schema"),
    Route("GET", "/meta/types/user", user_types.listing),
    Route("POST", "/meta/types/user", user_types.create, "create-type"),
    Route("GET", TYPE, user_types.read),
    Route("POST", TYPE, user_types.update, "update-type"),
    Route("PUT", TYPE, user_types.replace, "update-type"),
    Route("DELETE", TYPE, user_types.remove, "delete-type"),
    Route("GET", "/logs", logs.listing),
    Route("POST", "/authn", sessions.authenticate, "authn"),
    Route("GET", "/sessions", sessions.no_list),
    Route("POST", "/sessions", sessions.create, "create-session"),
    Route("GET", "/sessions/{session}", sessions.read),
    Route("DELETE", "/sessions/{session}", sessions.end, "end-session"),
    Route("POST", "/sessions/{session}/lifecycle/refresh", sessions.refresh, "refresh-session"),
    Route("GET", "/principal-rate-limits", principal_limits.listing),
    Route("POST", "/principal-rate-limits", principal_limits.create, "create-limit"),
    Route("GET", "/principal-rate-limits/{limit}", principal_limits.read),
    Route("PUT", "/principal-rate-limits/{limit}", principal_limits.replace, "update-limit"),
    Route("GET", "/api-tokens", principal_limits.tokens),
    Route("GET", "/api-tokens/{token}", principal_limits.token),
    Route("DELETE", "/api-tokens/{token}", principal_limits.revoke_token, "revoke-api-token"),
)
TABLE: Final = Table((*USERS, *GROUPS, *APPS, *POLICIES, *OTHERS))


def find(method: str, segments: tuple[str, ...]) -> tuple[Route, dict[str, str]]:
    """The route of a call; raises 404 E0000008 or 405 E0000022."""
    return TABLE.find(method, segments)
