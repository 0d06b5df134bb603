"""What no source settles about Salesforce, each a named switch: one place to correct when a real org says otherwise."""

from dataclasses import dataclass

# The TimeZoneSidKey picklist as setup shows it: a choice of the zone database, not all of it. Cities that share a clock are left out
# (no Australia/Melbourne, no America/Detroit). Order and completeness are from memory: salesforce.md §2.1 names only the mechanism.
TIME_ZONES = tuple(
    (
        "Pacific/Kiritimati Pacific/Enderbury Pacific/Tongatapu Pacific/Chatham Asia/Kamchatka Pacific/Auckland Pacific/Fiji"
        " Pacific/Norfolk Pacific/Guadalcanal Australia/Lord_Howe Australia/Adelaide Australia/Brisbane Australia/Sydney Asia/Seoul"
        " Asia/Tokyo Australia/Darwin Asia/Hong_Kong Asia/Kuala_Lumpur Asia/Manila Asia/Shanghai Asia/Singapore Asia/Taipei"
        " Australia/Perth Asia/Bangkok Asia/Ho_Chi_Minh Asia/Jakarta Asia/Rangoon Asia/Dhaka Asia/Yekaterinburg Asia/Colombo"
        " Asia/Kolkata Asia/Kathmandu Asia/Karachi Asia/Tashkent Asia/Kabul Asia/Baku Asia/Dubai Asia/Tbilisi Asia/Yerevan Europe/Moscow"
        " Asia/Tehran Africa/Nairobi Asia/Baghdad Asia/Kuwait Asia/Riyadh Europe/Minsk Europe/Athens Europe/Bucharest Europe/Helsinki"
        " Europe/Istanbul Africa/Cairo Africa/Johannesburg Asia/Jerusalem Asia/Beirut Europe/Amsterdam Europe/Berlin Europe/Brussels"
        " Europe/Paris Europe/Prague Europe/Rome Africa/Algiers Africa/Casablanca Europe/Dublin Europe/Lisbon Europe/London GMT"
        " Atlantic/Azores Atlantic/Cape_Verde Atlantic/South_Georgia America/Sao_Paulo America/Argentina/Buenos_Aires America/St_Johns"
        " America/Halifax America/Santiago Atlantic/Bermuda America/Caracas America/Puerto_Rico America/Bogota"
        " America/Indiana/Indianapolis America/Lima America/New_York America/Panama America/Chicago America/El_Salvador"
        " America/Mexico_City America/Denver America/Mazatlan America/Phoenix America/Los_Angeles America/Tijuana Pacific/Pitcairn"
        " America/Anchorage Pacific/Gambier America/Adak Pacific/Marquesas Pacific/Honolulu Pacific/Niue Pacific/Pago_Pago"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Each field is one open point; the comment says where it is open."""

    time_zones: tuple[str, ...] = TIME_ZONES  # §2.1: restricted picklist, its values unpublished
    locales: tuple[str, ...] = (  # §2.1: restricted picklist, its values unpublished
        "en_US",
        "en_GB",
        "en_AU",
        "en_CA",
        "en_IN",
        "en_IE",
        "de_DE",
        "de_AT",
        "de_CH",
        "fr_FR",
        "es_ES",
        "it_IT",
        "ja_JP",
        "ja",
    )
    languages: tuple[str, ...] = (  # §2.1: restricted picklist, its values unpublished
        "en_US",
        "de",
        "es",
        "fr",
        "it",
        "ja",
        "sv",
        "ko",
        "zh_TW",
        "zh_CN",
        "pt_BR",
        "nl_NL",
        "da",
        "th",
        "fi",
        "ru",
        "es_MX",
        "no",
    )
    encodings: tuple[str, ...] = (  # §2.1: restricted picklist, its values unpublished
        "UTF-8",
        "ISO-8859-1",
        "Shift_JIS",
        "ISO-2022-JP",
        "EUC-JP",
        "ks_c_5601-1987",
        "Big5",
        "GB2312",
        "Big5-HKSCS",
        "x-SJIS_0213",
    )
    active_by_default: bool = True  # §2.1: "default value uncertain"
    federation_unique: bool = True  # §2.1: "unique in the org [?]"
    email_changes_at_once: bool = True  # §2.1: may need the user's confirmation
    licence_message_names_licence: bool = False  # §2.2: newer orgs append " - <licence name>"
    user_delete_status: int = 405  # §2.3: "405 METHOD_NOT_ALLOWED or 400", unverified
    block_code: str = "FIELD_INTEGRITY_EXCEPTION"  # §2.3: code of a refused deactivation is documented nowhere
    all_blocks_at_once: bool = True  # §2.3: whether one answer lists every block
    manager_blocks_deactivation: bool = False  # §2.3: "standard ManagerId does not block [?]"
    cycle_code: str = "CIRCULAR_DEPENDENCY"  # §2.1: "a cycle is refused", code unpublished
    cycle_message: str = "attempt to violate hierarchy constraints"  # §2.1: text of that refusal, unpublished
    username_form_code: str = "INVALID_EMAIL_ADDRESS"  # §2.1: e-mail form wanted, code of the refusal unpublished
    login_is_a_relationship: bool = False  # §2.4: whether `UserLogin.User.Username` may be selected
    inactive_owner_message: str = "operation performed with inactive user"  # §2.3; a newer text is said to add the id
    refused_client_status: int = 400  # §1.2: body known, status of a refused client not
    jwt_audience_may_be_my_domain: bool = True  # §1.2 names login and test only; later orgs are said to take their own address
    jwt_longest: float = 300.0  # §1.2: clients ask for three minutes; the longest that is granted is unpublished
    jwt_expired_description: str = "invalid assertion"  # §1.2: the text for an assertion that has run out
    jwt_unknown_user_description: str = "user hasn't approved this consumer"  # §1.2: for a user who is not there, frozen or inactive
    daily_limit_status: int = 403  # §6.5; there is no 429 and no Retry-After
    long_text_page: int = 1000  # §5.1: pages seen once a long text is selected
    territory_survives_deactivation: bool = True  # §2.3: records and territories stay with the inactive user
    edits_refused_under_inactive_owner: tuple[str, ...] = ()  # §2.3: "tasks/contacts/cases/leads may fail": name the objects
    deactivated_manager_allowed: bool = True  # §2.3: whether ManagerId may name an inactive user
    assignment_twice_code: str = "DUPLICATE_VALUE"  # §2.5: "Duplicate → DUPLICATE_VALUE [?]"
    own_set_code: str = "FIELD_INTEGRITY_EXCEPTION"  # §2.5: taking or giving a permission set that a profile owns
    group_member_twice_refused: bool = True  # §2.5: the second membership of one user in one group
    licence_mismatch_code: str = "FIELD_INTEGRITY_EXCEPTION"  # §2.5: a permission set whose licence the user has not
    feature_licence_message: str = "License Limit Exceeded"  # §2.2: text for a feature licence, by analogy
    insufficient_access_status: int = 403  # §6.5 says 403, rows of collections show the code only
    insufficient_access_code: str = "INSUFFICIENT_ACCESS_OR_READONLY"  # §6.5: "INSUFFICIENT_ACCESS(_OR_READONLY)"
    collated_is_one_transaction: bool = False  # §2.6: "default collation may group them [?]"
    tree_status: int = 201  # §5: "(201 [?])"
    tree_failure_status: int = 400  # §5: status of a tree of which nothing was made
    bulk_error_form: str = "{code}:{message}:{fields} --"  # §5.2: form of sf__Error
    bulk_content_url: bool = True  # §5.2: contentUrl in the first answer
    bulk_batch_rows: int = 10_000  # §5: "1 batch per 10,000 rows [10k ?]"
    query_cursors: int = 10  # §5.1: "~10 open cursors per user"
    cursor_hours: float = 48.0  # §5.1: "Locators expire (2 days)"
    task_archive_days: int = 365  # §9.2: "closed > 365 days [?]"
    nickname_unique: bool = True  # §2.1: "unique in org [?]"
    last_admin_code: str = "CANNOT_DISABLE_LAST_ADMIN"  # §2.3: code known from a client library only
    chatter_hourly: int = 0  # §4: own hourly limit, size unpublished; 0 is none
    flow_failure_status: int = 400  # §4: status of an action list in which one failed
    maintenance_status: int = 503  # §6.5
    read_only_code: str = "INSUFFICIENT_ACCESS_OR_READONLY"  # what a write meets while the instance is read-only
    read_only_message: str = "This instance is in read-only mode"  # its text, unpublished
    audit_actions_are_recorded: bool = True  # §4: SetupAuditTrail's Action words are unpublished
    limit_header_on_204: bool = True  # §6.2: in all 122 direct recordings of 2015, in none of those through a proxy
    bursts_shown: bool = False  # §6.2: whether `api-bursts=1/750` follows
    mixed_setup_code: str = "MIXED_DML_OPERATION"  # §2.6: answer of a collection that mixes setup types


BLOCKS = {  # §2.3; only the hierarchy text is quoted there word for word, the others follow it in form
    "lead-owner": "You cannot deactivate the Default Lead Owner.",
    "case-owner": "You cannot deactivate the Default Case Owner.",
    "hierarchy-field": "Cannot inactivate user that is the value of a hierarchy field:Mentor__c",
    "alert-recipient": "This user is the sole recipient of a workflow email alert and cannot be deactivated.",
    "last-admin": "You cannot deactivate the last system administrator.",
    "approver": "This user is an approver in an active approval process and cannot be deactivated.",
    "portal-administrator": "This user is the Customer Portal administrator and cannot be deactivated.",
    "workflow-user": "You cannot deactivate the Default Workflow User.",
    "web-to-lead": "You cannot disable the Web to Lead Default Creator.",
}
