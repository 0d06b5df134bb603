"""Known differences from the recordings of Terraform's provider (terraform-provider-okta, 2025 and 2026)."""

from typing import Final

from simulators.okta.known import ANY, Known

MEMBERS_LAG: Final = "member lists lag by seconds (okta.md §2.7); a replay goes without lag"
SEARCH_LAG: Final = "searches lag (okta.md §2.1, §2.3); a replay goes without lag"
TIME_LAGS: Final = "`lastMembershipUpdated` moves seconds after the membership"
EVERYONE: Final = "Everyone has other members than those that the recording shows"
LOST: Final = "of two changes of one schema within a second Okta lost one"
ZONES: Final = "network zones are not simulated"
CATALOGUE: Final = "apps of Okta's catalogue have settings, links and ways to sign in of their own"
CATALOGUE_PART: Final = r"settings\.app: only recorded|appLinks|: help|licensing|universalLogout|signOnMode|scheme|revealPassword"
TERRAFORM: Final[tuple[Known, ...]] = (
    Known("DataSourceOktaUsers_readWithGroupId", "GET /groups/{group}/users", r"^body: [01] recorded, 2 here", MEMBERS_LAG),
    Known("GroupMemberships_import", "GET /groups/{group}/users", r"^body: 1 recorded, 2 here", MEMBERS_LAG),
    Known("DataSourceOktaUsers_read/", "GET /users", r"transitioningToStatus|activated|'STAGED' recorded", SEARCH_LAG),
    Known("DataSourceOktaGroup_read", "GET /groups", r"^body: 0 recorded, 1 here", SEARCH_LAG),
    Known(ANY, "GET /groups/{group}", r"^body\.lastMembershipUpdated: \d s apart", TIME_LAGS),
    Known(ANY, "GET /users/{user}/groups", r"^body\[[1-9]\d*\]\.lastMembershipUpdated: \d s|^body\[0\]\.lastMembershipUpdated", EVERYONE),
    Known("GroupRule_invalidHandle", "GET /groups/rules/{rule}", r"allGroupsValid|'INVALID' here", "INVALID a second after its group went"),
    Known("User_customProfileAttributes", None, r"definitions\.custom\.properties: only (here|recorded): customAttribute1234", LOST),
    Known("User_customProfileAttributes", None, r"properties: only here: array123", "a schema read a second after its change was old"),
    Known("UserFactorQuestion_crud", None, r"_links: only here: resetFactors", "shown seconds after the organisation got its first factor"),
    Known("AppGroupAssignment_crud", None, r"^body\.priority: 1 recorded, 0 here", "two groups came within a second, in either order"),
    Known(ANY, None, r"selfServicePasswordReset\.requirement\.primary\.methods\[\d\]", "a set: it comes in either order from call to call"),
    Known("PolicyRuleIdpDiscovery", None, r"body\.actions\.idp", "identity providers are not simulated"),
    Known(
        "PolicyRuleSignon_GH2419", None, r"^body\.priority: 2 recorded, 3 here", "Okta gave two policies, made within a second, one number"
    ),
    Known("OktaPushGroup", None, CATALOGUE_PART, CATALOGUE),
    Known("AppOauth_preconfigured", None, CATALOGUE_PART, CATALOGUE),
    Known("AppSaml_crud", None, CATALOGUE_PART, CATALOGUE),
    Known("AppSwaApplication_appSettingsJSON", None, CATALOGUE_PART, CATALOGUE),
    Known("AppSwaApplication_preconfig", None, CATALOGUE_PART, CATALOGUE),
    Known("update_auto_login_app", None, CATALOGUE_PART, CATALOGUE),
    Known("update_saml_app", None, CATALOGUE_PART, CATALOGUE),
    Known("AppSaml_preconfigured", "POST /apps", r"^status 400 recorded, 200 here", CATALOGUE),
    Known("AppSaml_inlineHook", None, r"inlineHooks", "inline hooks are not simulated"),
    Known("APITokenResource", "GET /api-tokens/{token}", r"network|s apart", ZONES),
)
