"""`/services/oauth2/userinfo`: who the session belongs to (salesforce.md §11)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulators.salesforce.org import Org

SERVICES = {
    "enterprise": "Soap/c/{version}/",
    "metadata": "Soap/m/{version}/",
    "partner": "Soap/u/{version}/",
    "rest": "data/v{version}/",
    "sobjects": "data/v{version}/sobjects/",
    "search": "data/v{version}/search/",
    "query": "data/v{version}/query/",
    "recent": "data/v{version}/recent/",
    "tooling_soap": "Soap/T/{version}/",
    "tooling_rest": "data/v{version}/tooling/",
    "profile": "",
    "feeds": "data/v{version}/chatter/feeds",
    "groups": "data/v{version}/chatter/groups",
    "users": "data/v{version}/chatter/users",
    "feed_items": "data/v{version}/chatter/feed-items",
    "feed_elements": "data/v{version}/chatter/feed-elements",
}


def address(org: Org, user: str) -> str:
    """Under which Salesforce knows a user."""
    return f"https://login.salesforce.com/id/{next(iter(org.table('Organization').rows))}/{user}"


def userinfo(org: Org) -> dict[str, Any]:
    """The OpenID claims of the integration user."""
    me = org.table("User").rows[org.me]
    home = next(iter(org.table("Organization").rows))
    base = org.options.instance
    photos = {"picture": f"{base}/profilephoto/005/F", "thumbnail": f"{base}/profilephoto/005/T"}
    urls = {name: f"{base}/services/{path}" + (home[:15] if path.startswith("Soap") else "") for name, path in SERVICES.items()}
    profile = f"{base}/{org.me}"
    changed = datetime.fromisoformat(me["LastModifiedDate"].replace("+0000", "+00:00"))
    offset = org.clock.now().astimezone(ZoneInfo(me["TimeZoneSidKey"])).replace(month=1, day=1).utcoffset()
    return {
        "sub": address(org, org.me),
        "user_id": org.me,
        "organization_id": home,
        "preferred_username": me["Username"],
        "nickname": me["CommunityNickname"],
        "name": me["Name"],
        "email": me["Email"],
        "email_verified": True,
        "given_name": me["FirstName"],
        "family_name": me["LastName"],
        "zoneinfo": me["TimeZoneSidKey"],
        "photos": photos,
        "profile": profile,
        "picture": photos["picture"],
        "address": {},
        "is_salesforce_integration_user": True,
        "urls": urls | {"profile": profile, "custom_domain": base},
        "active": me["IsActive"],
        "user_type": "STANDARD",
        "language": me["LanguageLocaleKey"],
        "locale": me["LocaleSidKey"],
        "utcOffset": int(offset.total_seconds() * 1000) if offset else 0,
        "updated_at": changed.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
