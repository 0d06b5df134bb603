"""What no recording shows: each guess has a name, a default and its source, and can be changed by an option of the same name.

Everything else the simulator does is seen in a recorded exchange or stated by Okta's OpenAPI (okta.md §2, §5).
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Assumptions:
    """Behaviour that rests on documentation or experience, not on a recording."""

    suspend_provisioned: bool = False
    """A user who never signed in can be suspended. Docs: ACTIVE only, and the company rule expects refusal; a 2016
    recording did it (okta.md §2.5)."""

    suspend_ends_sessions: bool = False
    """Suspending ends sessions and tokens by itself. Docs are silent; offboarding guides clear them afterwards (okta.md §6.1 step 4)."""

    grants_revoke_tokens: bool = True
    """DELETE grants takes the tokens issued under them along (okta.md §2.6 names the call only)."""

    deprovisioned_update_is_404: bool = True
    """Updating a DEPROVISIONED user answers 404 E0000007; else 403 E0000038 (okta.md §2.4, reported 2022)."""

    deprovisioned_join_allowed: bool = False
    """A DEPROVISIONED user can be added to a group (okta.md §2.7: removing works, adding does not). Refusal is 403 E0000038."""

    empty_string_clears: bool = True
    """`""` clears an attribute, but for `secondEmail`, which keeps it (okta.md §2.4, §1.5)."""

    app_is_no_me: bool = True
    """GET /users/me of an OAuth service app answers 404 E0000007; else 403 E0000006. The OpenAPI ties `me` to an SSWS token or a session,
    and Terraform's provider asks for it with SSWS tokens only."""

    most_groups_at_creation: int = 20
    """`groupIds` of one creation (okta.md §2.2, from memory)."""

    most_users_a_page: int = 200
    """A greater `limit` is taken for this one (okta.md §2.3, from memory)."""

    partial_scopes_granted: bool = False
    """A token request that names granted and other scopes gets the granted ones; else 400 `invalid_scope` (from memory)."""

    password_policy: bool = True
    """Passwords are held to the default policy's minimum. Wording from practice; the minimum is recorded (PASSWORD policy)."""

    deactivated_rule_keeps_members: bool = True
    """Whom a group rule made a member stays one when the rule is deactivated (okta.md §2.7 does not say)."""

    rule_groups_changeable: bool = True
    """PUT of an INACTIVE rule may name other groups (okta.md §2.7: uncertain)."""

    app_labels_unique: bool = False
    """Two apps of one label are refused with 400 E0000040; recorded organisations held several."""

    group_assigned: str = "Cannot unassign the user: the application is assigned by a group."
    """403 E0000046 for taking a single user out of an app that came by group (okta.md §2.8 says only that it must go by the group)."""

    cannot_suspend: str = "Cannot suspend a user that is not active"
    cannot_unsuspend: str = "Cannot unsuspend a user that is not suspended"
    """Wording of 400 E0000001 (okta.md §2.5, from practice)."""

    taken: str = "An object with this field already exists in the current organization"
    """Wording for a login, unique attribute or group name in use (okta.md §2.2, quoted by many public repositories)."""

    blank: str = "The field cannot be left blank"
    """Wording for a missing required attribute (recorded on another field, okta.md §2.2)."""

    read_only_group: str = "Cannot modify the group object because it is read-only."
    """403 E0000111 for Everyone and groups of an app (okta.md §2.7)."""
