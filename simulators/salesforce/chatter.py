"""`chatter/feed-elements`: posts with mentions (salesforce.md §4)."""

from collections import deque
from datetime import datetime, timedelta
from typing import Any

from simulators.salesforce import dml
from simulators.salesforce.errors import Refusal, bad_json, not_allowed, not_found
from simulators.salesforce.org import Org
from simulators.salesforce.store import Row
from simulators.salesforce.wire import Answer, Ask

MOST_MENTIONS = 25
TOO_MANY = "Too many requests in an hour or the server is down for maintenance"


def handle(org: Org, ask: Ask, posted: deque[datetime]) -> Answer:
    """Posts one feed element; `posted` holds the instants of the last hour's posts. Raises Refusal."""
    if ask.parts[1:] != ("feed-elements",):
        raise not_found()
    if ask.method != "POST":
        raise not_allowed(ask.method, "POST")
    _hourly(org, posted)
    given = ask.body if isinstance(ask.body, dict) else ask.query
    if given.get("feedElementType") != "FeedItem" or not given.get("subjectId"):
        raise Refusal("MISSING_ARGUMENT", "feedElementType FeedItem and subjectId are needed", None)
    segments = _segments(given)
    subject = org.me if given["subjectId"] == "me" else given["subjectId"]
    text = "".join(_text(org, one) for one in segments)
    record = dml.insert(org, org.objects["feeditem"], {"ParentId": subject, "Body": text})
    return Answer(201, _element(org, ask, org.table("FeedItem").rows[record], segments))


def _hourly(org: Org, posted: deque[datetime]) -> None:
    most, since = org.open_points.chatter_hourly, org.clock.now() - timedelta(hours=1)
    while posted and posted[0] <= since:
        posted.popleft()
    if most and len(posted) >= most:
        raise Refusal("REQUEST_LIMIT_EXCEEDED", TOO_MANY, None, 503)
    posted.append(org.clock.now())


def _segments(given: dict[str, Any]) -> list[dict[str, Any]]:
    body = given.get("body") or {"messageSegments": [{"type": "Text", "text": given.get("text", "")}]}
    segments = body.get("messageSegments") if isinstance(body, dict) else None
    if not isinstance(segments, list) or not segments or not all(isinstance(one, dict) for one in segments):
        raise bad_json("body.messageSegments must be a list of segments")
    if sum(one.get("type") == "Mention" for one in segments) > MOST_MENTIONS:
        raise Refusal("INVALID_MESSAGE_SEGMENT", f"A post may have at most {MOST_MENTIONS} mentions", None)
    return segments


def _text(org: Org, segment: dict[str, Any]) -> str:
    if segment.get("type") != "Mention":
        return str(segment.get("text", ""))
    person = org.row("User", str(segment.get("id", "")))
    if person is None:
        raise Refusal("NOT_FOUND", "The mentioned user does not exist", None, 404)
    return f"@{person['Name']}"


def _element(org: Org, ask: Ask, row: Row, segments: list[dict[str, Any]]) -> dict[str, Any]:
    home = f"/services/data/v{ask.version}/chatter"
    shown = [{"htmlTag": None, "markupType": None} | one | {"text": _text(org, one)} for one in segments]
    return {
        "actor": {"id": org.me, "name": org.table("User").rows[org.me]["Name"], "type": "User", "url": f"{home}/users/{org.me}"},
        "body": {"isRichText": False, "messageSegments": shown, "text": row["Body"]},
        "capabilities": {},
        "createdDate": row["CreatedDate"].replace("+0000", "Z"),
        "feedElementType": "FeedItem",
        "id": row["Id"],
        "modifiedDate": row["CreatedDate"].replace("+0000", "Z"),
        "parent": {"id": row["ParentId"]},
        "relativeCreatedDate": "Just now",
        "type": "TextPost",
        "url": f"{home}/feed-elements/{row['Id']}",
        "visibility": "AllUsers",
    }
