"""Where the simulator differs from recordings and why: every entry is a decision, everything else is a fault."""

import re

EXCEPTIONS: tuple[tuple[str, str, str], ...] = (  # endpoint, difference (both as expressions), reason
    (r"^GET sobjects$", r"^body\.sobjects\[\w+\]: missing here", "only objects of provisioning, ownership and results are simulated"),
    (r"", r"^body\.sobjects\[\w+\]\.urls\.\w+: missing here", "links to screens and layouts are left out"),
    (
        r"/describe$",
        r"__c\]\.(precision|scale|digits|byteLength|\w+Formula|inlineHelpText|mask\w*)",
        "another org's own fields are described by their type",
    ),
    (r"/describe$", r"^body\.childRelationships", "relationships to objects that are not simulated are left out; recordings are cut, too"),
    (
        r"/describe$",
        r"^body\.(actionOverrides|namedLayoutInfos|recordTypeInfos|supportedScopes|urls)",
        "layouts and list views are left out",
    ),
    (r"/describe$", r"\.picklistValues", "picklists nobody writes are left out; recordings are cut, too"),
    (
        r"/describe$",
        r"^body\.fields\[What(Id|ID)?\]\.referenceTo|referenceTo: \d+ recorded",
        "references to objects that are not simulated",
    ),
    (r"^GET services/data$", r"^body: \d+ recorded", "an org serves the versions of its day"),
    (r"Case/describe$", r"^body\.\w+: not recorded", "the recorder dropped members that were null, or a newer version added them"),
    (r"limits/recordCount", r"", "counts lag by hours in a real org"),
    (r"^POST oauth2/token$", r"^body\.(scope|token_type|api_instance_url): not recorded", "old recordings lack members of newer tokens"),
    (
        r"^POST oauth2/token$",
        r"^body\.(error|error_description): '",
        "grants that are not offered (password, refresh token) are refused as a wrong secret",
    ),
    (r"^POST jobs/query$", r"^body\.\w+: not recorded", "members that a newer version added"),
    (
        r"^(body|GET search|GET parameterizedSearch|GET recent|GET tooling|GET analytics|GET sobjects/\w+/listviews)",
        r"^status ",
        "outside the scope",
    ),
)


def reason(endpoint: str, note: str) -> str | None:
    """Why a difference is accepted, or None."""
    return next((why for where, what, why in EXCEPTIONS if re.search(where, endpoint) and re.search(what, note)), None)
