"""Whom others changed in Salesforce: users, logins and territories by their stamps (salesforce.md §9.1)."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sinks.salesforce.client import Client

OVERLAP: Final = timedelta(seconds=30)
"""Stamps have seconds, and a row is seen when its transaction ends; who is found twice is looked at twice."""


async def changed(client: Client, since: datetime, territories: bool) -> frozenset[str]:
    """Ids of the users that changed. Our own writes are among them: looked at, they make no difference. Raises what `query` raises."""
    at = (since - OVERLAP).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    asked = [
        f"SELECT Id FROM User WHERE SystemModstamp >= {at}",
        f"SELECT UserId FROM UserLogin WHERE LastModifiedDate >= {at}",
        *([f"SELECT UserId FROM UserTerritory2Association WHERE SystemModstamp >= {at}"] if territories else []),
    ]
    rows = await client.query(asked)
    return frozenset(str(row.get("UserId") or row["Id"]) for found in rows for row in found)
