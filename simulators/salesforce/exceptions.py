"""Where the simulator differs from recordings and why: every entry is a decision, everything else is a fault."""

import re

OUTSIDE = (
    r"^\w+ (search|parameterizedSearch|recent|quickActions|tooling|analytics|support|ui-api|async|connect"
    r"|.*/(listviews|layouts|compactLayouts))"
)
DROPPED = (
    "activateable associateEntityType associateParentEntity compactLayoutable createable custom customSetting deepCloneable "
    "defaultImplementation deletable deprecatedAndHidden extendedBy extendsInterfaces feedEnabled hasSubtypes implementedBy "
    "implementsInterfaces isInterface isSubtype keyPrefix label labelPlural layoutable listviewable lookupLayoutable "
    "mergeable mruEnabled networkScopeFieldName queryable replicateable retrieveable searchLayoutable searchable "
    "sobjectDescribeOption triggerable undeletable updateable urls".split()
)
EXCEPTIONS: tuple[tuple[str, str, str], ...] = (  # endpoint, difference (both as expressions), reason
    (r"^GET sobjects$", r"^body\.sobjects\[\w+\]: missing here", "only objects of provisioning, ownership and results are simulated"),
    (r"", r"sObject type '\w+' is not supported", "only objects of provisioning, ownership and results are simulated"),
    (
        r"",
        r"Didn't understand relationship '\w+' in FROM part",
        "relationships to objects that are not simulated are left out; recordings are cut, too",
    ),
    (
        r"^GET sobjects",
        r"\.urls\.\w+: not recorded|^body\.(encoding|maxBatchSize): not rec",
        "the recorder dropped members that were null, or a newer version added them",
    ),
    (r"", r"\.urls\.\w+: missing here", "links to screens and layouts are left out"),
    (r"", r"\.(actionOverrides|namedLayoutInfos|recordTypeInfos|supportedScopes)\b", "layouts and list views are left out"),
    (r"", r"fields\[\w+__p?c\]\.\w+: ", "another org's own fields are described by their type"),
    (r"", r"\.childRelationships: ", "relationships to objects that are not simulated are left out; recordings are cut, too"),
    (r"", r"\.picklistValues\b", "picklists nobody writes are left out; recordings are cut, too"),
    (r"", r"\.referenceTo: \d+ recorded", "references to objects that are not simulated are left out"),
    (r"", rf"\.({'|'.join(DROPPED)}): not recorded", "the recorder dropped members that were null, or a newer version added them"),
    (r"^GET sobjects$", r"\[\w+\]\.keyPrefix: None recorded", "the recorder dropped members that were null, or a newer version added them"),
    (
        r"^GET sobjects$",
        r"\[UserPackageLicense\]\.updateable: False rec|\[UserLicense\]\.searchable: False rec",
        "flags that have changed since 2022",
    ),
    (
        r"^GET sobjects$",
        r"\[(SetupAuditTrail|RecordType|PermissionSet\w*|Profile|QueueSobject)\]\.(searchable|createable|updateable|label): ",
        "flags that have changed since 2022",
    ),
    (r"^GET sobjects$", r"\[UserRole\]\.urls\.layouts: not recorded", "flags that have changed since 2022"),
    (
        r"/describe$",
        r"\[(Type|Rating|Ownership|Industry|AccountSource|LeadSource|Status)\]\.(length|byteLength): (40|120) rec",
        "flags that have changed since 2022",
    ),
    (r"/describe$", r"__c\]: missing here", "another org's own fields, in a recording that does not say which those are"),
    (
        r"/describe$",
        r"\[(RecordTypeId|IsPartner|IsCustomerPortal|Channel\w+|IsPersonAccount|Person\w+)\]: missing",
        "features that are off",
    ),
    (r"/Account/describe$", r"\[(FirstName|LastName|Salutation)\]: missing|\[Name\]\.nillable: True rec", "features that are off"),
    (r"^GET sobjects/\w+$", r"\.recentItems: ", "what a person looked at last is not kept"),
    (r"^GET services/data$", r"^body: \d+ recorded", "an org serves the versions of its day"),
    (r"^POST composite/batch$", r"\.PlatformEventTriggers\w+: not recorded", "limits that came with a newer version"),
    (r"^POST oauth2/token$", r"^body\.(scope|token_type|api_instance_url): not recorded", "old recordings lack members of newer tokens"),
    (
        r"^POST oauth2/token$",
        r"^body\.(error|error_description): '",
        "a password or refresh token that is refused is played as a wrong secret",
    ),
    (r"^POST oauth2/token$", r"^header cache-control: no-cache, no-store rec", "headers that have changed since 2016"),
    (r"^POST jobs/query$", r"^body\.\w+: not recorded", "members that a newer version added"),
    (OUTSIDE, r"^status", "search, recent items, layouts, tooling and older bulk jobs are not simulated"),
    (r"", r"^status of another server", "neither the data interface nor its logins"),
    (r"", r"^status of an object that is not simulated", "only objects of provisioning, ownership and results are simulated"),
    (r"", r"^status of a request without its body", "the recorder kept no body of the request"),
    (r"^GET sobjects/Organization/", r"DelegatedAuthenticationServiceUrl: not recorded", "depends on a feature"),
    (r"^body ", r"^status", "a body without its request cannot be replayed"),
)


def reason(endpoint: str, note: str) -> str | None:
    """Why a difference is accepted, or None."""
    return next((why for where, what, why in EXCEPTIONS if re.search(where, endpoint) and re.search(what, note)), None)
