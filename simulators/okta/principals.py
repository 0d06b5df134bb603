"""Who calls: an administrator's SSWS token or an OAuth service app; and who the system log names as having acted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted, as the system log shows it: `type` is User, PublicClientApp or SystemPrincipal."""

    id: str
    type: str
    alternate_id: str
    display_name: str

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "type": self.type,
            "alternateId": self.alternate_id,
            "displayName": self.display_name,
            "detailEntry": None,
        }


SYSTEM = Actor("unknown", "SystemPrincipal", "system@okta.com", "Okta System")
"""Group rules and other work of Okta's own."""


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller of the API. `id` is the token's (00T…) or the client's; rate limits are counted for it. `scopes` None: all."""

    id: str
    actor: Actor
    scopes: frozenset[str] | None = None

    @property
    def kind(self) -> str:
        """As principal rate limits call it."""
        return "SSWS_TOKEN" if self.scopes is None else "OAUTH_CLIENT"


@dataclass(slots=True)
class ApiToken:
    """An SSWS token: what its owner may do, it may. `listed`: the API names it."""

    value: str
    principal: Principal
    name: str
    created: datetime
    used: datetime
    listed: bool = True
    revoked: bool = False
