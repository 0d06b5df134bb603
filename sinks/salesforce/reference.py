"""What hardly ever changes in an org: ids of profiles, roles and territories by name, its defaults, the time zones it lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sinks.salesforce.classify import errors_of
from sinks.salesforce.client import Client, SubrequestFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Name → id. `territories` None: the org has no territory management (salesforce.md §2.5)."""

    profiles: Mapping[str, str]
    roles: Mapping[str, str]
    territories: Mapping[str, str] | None
    zones: tuple[str, ...]
    locale: str
    language: str


async def load(client: Client) -> Reference:
    """Reads it, in three calls. Raises what `Client.query` raises."""
    profiles, roles, organisation = await client.query(
        ["SELECT Id, Name FROM Profile", "SELECT Id, Name FROM UserRole", "SELECT DefaultLocaleSidKey, LanguageLocaleKey FROM Organization"]
    )
    described = await client.call("GET", "sobjects/User/describe")
    defaults = organisation[0] if organisation else {}
    return Reference(
        profiles=_by_name(profiles),
        roles=_by_name(roles),
        territories=await _territories(client),
        zones=_zones(described),
        locale=defaults.get("DefaultLocaleSidKey") or "en_US",
        language=defaults.get("LanguageLocaleKey") or "en_US",
    )


async def _territories(client: Client) -> Mapping[str, str] | None:
    try:
        (rows,) = await client.query(["SELECT Id, Name FROM Territory2"])
    except SubrequestFailed as failed:
        if any(error.code == "INVALID_TYPE" for error in errors_of(failed.content)):
            return None
        raise
    return _by_name(rows)


def _by_name(rows: list[dict[str, Any]]) -> Mapping[str, str]:
    return {row["Name"]: row["Id"] for row in rows}


def _zones(described: Mapping[str, Any]) -> tuple[str, ...]:
    fields = {each["name"]: each for each in described["fields"]}
    return tuple(each["value"] for each in fields["TimeZoneSidKey"]["picklistValues"] if each["active"])
