"""The system log: what happened, who did it, to whom (okta.md §2.12)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from simulators.okta.event_types import LEGACY, MESSAGES
from simulators.okta.ids import Ids
from simulators.okta.model import App, Group, User
from simulators.okta.principals import SYSTEM, Actor

Json = dict[str, Any]
NOWHERE: Final = {"city": None, "state": None, "country": None, "postalCode": None, "geolocation": None}


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, by which request: `token` is the SSWS token's id, `request` the request's, `path` what it asked for."""

    actor: Actor = SYSTEM
    token: str | None = None
    request: str | None = None
    path: str | None = None
    agent: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as the API shows it, from machine time `shows` on; `order` counts from 1 in order of persistence."""

    order: int
    shows: float
    published: datetime
    shown: Json


@dataclass(slots=True)
class SystemLog:
    """Append-only."""

    events: list[Happened] = field(default_factory=list)

    def add(self, ids: Ids, at: datetime, shows: float, acting: Acting, told: tuple[str, list[Json], str | None]) -> None:
        """`told` is event type, targets, and the reason of a failure."""
        self.events.append(Happened(len(self.events) + 1, shows, at, _event(ids, at, acting, told)))


def user_target(user: User) -> Json:
    name = f"{user.profile.get('firstName', '')} {user.profile.get('lastName', '')}".strip()
    return _target(user.id, "User", user.login, name)


def group_target(group: Group) -> Json:
    return _target(group.id, "UserGroup", "unknown", group.name)


def app_target(app: App) -> Json:
    return _target(app.id, "AppInstance", app.label, app.label)


def app_user_target(user: User, username: str) -> Json:
    return _target(f"0ua{user.id[3:]}", "AppUser", username, user_target(user)["displayName"])


def thing_target(thing_id: str, kind: str, name: str) -> Json:
    """Anything else: PolicyEntity, PolicyRule, GroupRule, …"""
    return _target(thing_id, kind, "unknown", name)


def milliseconds(at: datetime) -> str:
    """`2026-05-04T09:00:00.123Z`: the log alone shows milliseconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _target(target_id: str, kind: str, alternate: str, name: str) -> Json:
    return {"id": target_id, "type": kind, "alternateId": alternate, "displayName": name, "detailEntry": None}


def _event(ids: Ids, at: datetime, acting: Acting, told: tuple[str, list[Json], str | None]) -> Json:
    kind, targets, reason = told
    request = acting.request or ids.request()
    number = ids.request()
    client = {
        "userAgent": {"rawUserAgent": acting.agent, "os": "Unknown", "browser": "UNKNOWN"} if acting.agent else None,
        "zone": "null",
        "device": "Unknown" if acting.agent else None,
        "id": acting.actor.id if acting.actor.type == "PublicClientApp" else None,
        "ipAddress": acting.address,
        "geographicalContext": NOWHERE if acting.address else None,
    }
    chain = [{"ip": acting.address, "geographicalContext": NOWHERE, "version": "V4", "source": None}] if acting.address else []
    return {
        "actor": acting.actor.shown(),
        "client": client,
        "device": None,
        "authenticationContext": _authentication(f"trs{request[:22]}" if acting.request else None),
        "displayMessage": MESSAGES[kind],
        "eventType": kind,
        "outcome": {"result": "FAILURE" if reason else "SUCCESS", "reason": reason},
        "published": milliseconds(at),
        "securityContext": {"asNumber": None, "asOrg": None, "isp": None, "domain": None, "isProxy": None},
        "severity": "WARN" if reason else "INFO",
        "debugContext": {"debugData": {"requestId": request, "requestUri": acting.path, "url": acting.path} if acting.path else {}},
        "legacyEventType": LEGACY.get(kind),
        "transaction": {
            "type": "WEB" if acting.path else "JOB",
            "id": request,
            "detail": {"requestApiTokenId": acting.token} if acting.token else {},
        },
        "uuid": f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}",
        "version": "0",
        "request": {"ipChain": chain},
        "target": targets,
    }


def _authentication(session: str | None) -> Json:
    return {
        "authenticationProvider": None,
        "credentialProvider": None,
        "credentialType": None,
        "issuer": None,
        "interface": None,
        "authenticationStep": 0,
        "rootSessionId": session,
        "externalSessionId": session,
    }
