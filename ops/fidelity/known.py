"""What of okta-sdk-python's integration tests is not passed, and why: modules out of scope, and single tests."""

from typing import Final

MODULES: Final = (
    "test_users_it",
    "test_groups_it",
    "test_group_schema_it",
    "test_linked_objects_it",
    "test_user_types_it",
    "test_user_schema_it",
    "test_factors_it",
    "test_sessions_it",
    "test_policies_it",
    "test_applications_it",
    "test_application_features_it",
    "test_principal_rate_limits_it",
    "test_api_token_it",
    "test_log_events_it",
    "test_dpop_it",
)
"""In scope: users, groups, rules, apps and their assignments, policies, factors, sessions, types, schemas, links, limits, log, OAuth."""

OUTSIDE: Final = {
    "agent_pools": "agents of directories",
    "api_service_integrations": "marketplace integrations",
    "application_connections": "provisioning connections of apps",
    "application_cross_app_access_connections": "agent-to-app connections",
    "application_policies": "access policies of single apps",
    "application_sso": "SAML metadata, keys and claims of apps",
    "application_tokens": "tokens of end users in apps",
    "associated_domain_customizations": "brands and domains",
    "attack_protection": "settings of the organisation",
    "auth_server": "custom authorization servers",
    "authenticator": "settings of authenticators",
    "authorization_server": "custom authorization servers",
    "behavior_rules": "risk behaviour",
    "brands": "brands",
    "captcha": "captchas",
    "custom": "brands and domains",
    "device": "devices",
    "domains": "brands and domains",
    "event_hooks": "event hooks",
    "features": "features of the organisation",
    "identity": "identity providers and sources",
    "inline_hooks": "inline hooks",
    "log_stream": "log streams",
    "network_zone": "network zones",
    "org": "settings of the organisation",
    "profile_mapping": "profile mappings",
    "push_providers": "push providers",
    "rate_limit_settings": "settings of the organisation",
    "realms": "realms",
    "resource_set": "administrator roles",
    "role": "administrator roles",
    "subscription": "notifications of administrators",
    "templates": "templates of messages",
    "threat_insight": "settings of the organisation",
    "trusted_origins": "settings of the organisation",
    "ui_schema": "forms of enrolment",
}
"""Beginning of a module's name → what it is about."""

ROLES: Final = "administrator roles are out of scope"
KEYS: Final = "signing keys and certificate requests of apps are out of scope"
TENANT: Final = "names an id of the organisation it was recorded in"
SHARES: Final = "expects percentages to stay; its recording sent none, Terraform's of 2026 sends them and they change"
TESTS: Final = {
    "test_assign_user_to_role": ROLES,
    "test_user_group_target_to_role": ROLES,
    "test_group_roles_operations": ROLES,
    "test_group_target_add": ROLES,
    "test_group_target_remove": ROLES,
    "test_list_app_keys": KEYS,
    "test_get_app_keys": KEYS,
    "test_generate_app_key": KEYS,
    "test_clone_app_key": KEYS,
    "test_generate_csr": KEYS,
    "test_get_csr": KEYS,
    "test_revoke_csr": KEYS,
    "test_get_api_token_existing": TENANT,
    "test_get_api_token_with_http_info": TENANT,
    "test_get_api_token_without_preload_content": TENANT,
    "test_change_recovery_question": "the SDK drops the field recoveryQuestion, so an empty question is sent",
    "test_group_assigned_applications": "makes a BASIC_AUTH app and expects a BROWSER_PLUGIN one",
    "test_get_list_assign_users_app": "assigns one user twice and expects 200; recorded with two users",
    "test_dpop_application_verification": "reads oauthClient where the SDK's own model says oauth_client",
    "test_list_factors_signed_nonce": "needs a person enrolled in FastPass, which no API can make",
    "test_add_and_remove_custom_attribute": "the SDK drops the definitions, so nothing is added",
    "test_update_custom_attribute": "the SDK drops the definitions, so nothing is added",
    "test_complete_crud_workflow": SHARES,
    "test_http_info_variants_workflow": SHARES,
    "test_principal_types_and_validation": SHARES,
    "test_replace_without_preload_content_method": SHARES,
}
"""Test → reason."""
