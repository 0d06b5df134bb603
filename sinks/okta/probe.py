"""What works at an Okta organisation, found by harmless calls: of nobody's account is anything read or written.

Rights are tried on ids that cannot exist: 404 says that the call was allowed, 403 that it was not.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.okta_seen import PERSON_ATTRIBUTE
from domain.policy import Policy
from runtime.finding import Finding, Of
from runtime.settings import Okta
from sinks.okta.classify import trouble_of
from sinks.okta.client import Client, Lost, Said
from sinks.okta.package import SCOPES
from sinks.target import Denied

NOBODY, NOTHING, APP = "00u00000000000000000", "00g00000000000000000", "0oa00000000000000000"
HERE: Final = Of("okta")
SCHEMAS: Final = "okta.schemas.read"
GROUPED: Final = "people keep what they have in Okta: nobody gets or loses a group"
MADE: Final = "no account is made, changed or cut in Okta"
RIGHTS: Final = (
    ("users: read", "GET", f"/users/{NOBODY}", "okta.users.manage", MADE),
    ("users: manage", "POST", f"/users/{NOBODY}/lifecycle/suspend", "okta.users.manage", MADE),
    ("users: end sessions", "DELETE", f"/users/{NOBODY}/sessions?oauthTokens=true", "okta.users.manage", "who leaves stays signed in"),
    ("groups: read", "GET", f"/groups/{NOTHING}", "okta.groups.manage", GROUPED),
    ("groups: manage", "PUT", f"/groups/{NOTHING}/users/{NOBODY}", "okta.groups.manage", GROUPED),
    (
        "apps: manage",
        "DELETE",
        f"/apps/{APP}/users/{NOBODY}",
        "okta.apps.manage",
        "apps given by hand stay with who leaves, who is not deactivated",
    ),
    ("log: read", "GET", "/logs?limit=1&filter=uuid%20eq%20%22none%22", "okta.logs.read", "what others change is found at night only"),
)
"""What, by which call, by which scope, and what fails without it."""
NOT_GRANTED: Final = ("invalid_scope", "consent_required", "access_denied")


@dataclass(slots=True)
class Probe:
    """One organisation. Raises SettingError where its settings are missing or wrong."""

    settings: Okta
    policy: Policy
    now: Callable[[], datetime]
    _limit: str = ""

    async def findings(self) -> AsyncIterator[Finding]:
        """All there is to say; where nobody is let in, only that."""
        async with AsyncExitStack() as stack:
            client = self._client(stack)
            try:
                first = await client.call("GET", f"/users/{NOBODY}")
            except Lost as lost:
                yield _unreachable(lost)
                return
            yield HERE.ok("reachable", "its certificate is trusted" if self.settings.url.startswith("https") else "in clear, on loopback")
            yield HERE.clock(first.headers, self.now())
            trouble = trouble_of(first)
            if isinstance(trouble, Denied):
                yield await self._denied(stack, trouble)
                return
            way = "token (SSWS)" if self.settings.token else "private key"
            yield HERE.ok("credentials", way)
            for what, method, path, scope, breaks in RIGHTS:
                yield await self._right(client, (what, method, path), scope, breaks)
            async for found in self._schema(stack, client):
                yield found
            if self._limit:
                yield HERE.ok("rate limit", f"{self._limit} writes to users a minute for this login")

    def _client(self, stack: AsyncExitStack, *scopes: str) -> Client:
        client = Client(self.settings, self._heard, scopes) if scopes else Client(self.settings, self._heard)
        stack.push_async_callback(client.close)
        return client

    def _heard(self, _method: str, path: str, headers: Mapping[str, str]) -> None:
        if "/lifecycle/" in path:
            self._limit = headers.get("X-Rate-Limit-Limit", "")

    async def _denied(self, stack: AsyncExitStack, trouble: Denied) -> Finding:
        """Refused altogether: the secret, or which scope."""
        if trouble.code in NOT_GRANTED:
            lacking = [scope for scope in SCOPES if not await self._granted(stack, scope)]
            cure = f"in the service app, Okta API Scopes: grant {' and '.join(lacking or SCOPES)}"
            return HERE.missing("scopes", f"{' and '.join(lacking) or 'a scope'} is not granted", MADE, cure)
        cure = (
            "make a new API token (Security, API, Tokens) and put it in JML_OKTA_TOKEN_FILE"
            if self.settings.token
            else "check JML_OKTA_CLIENT_ID, that the service app holds the public half of JML_OKTA_PRIVATE_KEY_FILE, and the clock"
        )
        return HERE.missing("credentials", f"refused ({trouble.code})", MADE, cure)

    async def _granted(self, stack: AsyncExitStack, scope: str) -> bool:
        try:
            trouble = trouble_of(await self._client(stack, scope).call("GET", f"/users/{NOBODY}"))
            return not (isinstance(trouble, Denied) and trouble.code in NOT_GRANTED)
        except Lost:
            return False

    async def _right(self, client: Client, call: tuple[str, str, str], scope: str, breaks: str) -> Finding:
        what, method, path = call
        said = await _said(client, method, path)
        if said is not None and (said.code == "E0000007" or said.status == 200):
            return HERE.ok(what)
        if said is not None and said.status == 403:
            cure = f"give the token's administrator the role for it, or the service app {scope} and a role"
            return HERE.missing(what, "not allowed", breaks, cure)
        return HERE.unknown(what, f"Okta answered {said.code if said else 'nothing'}", "try again")

    async def _schema(self, stack: AsyncExitStack, client: Client) -> AsyncIterator[Finding]:
        looking = client if self.settings.token else self._client(stack, SCHEMAS)
        said = await _said(looking, "GET", "/meta/schemas/user/default")
        if said is None or said.status != 200 or not isinstance(said.body, dict):
            cure = f"grant {SCHEMAS}, or look in Directory, Profile Editor: {PERSON_ATTRIBUTE} must be there, unique"
            yield HERE.unknown("attributes", "the profile schema may not be read", cure)
            return
        parts = said.body.get("definitions", {})
        known = {name: row for part in ("base", "custom") for name, row in parts.get(part, {}).get("properties", {}).items()}
        yield _person(known)
        for name in sorted({rule.attribute for rule in self.policy.fields if rule.system == "okta"} - set(known)):
            yield HERE.missing(
                f"attribute {name}",
                "the profile has no such attribute",
                "every account that would have it is refused, with a case",
                "add it in Directory, Profile Editor, or take it out of policy/fields.csv",
            )


def _person(known: Mapping[str, Mapping[str, object]]) -> Finding:
    what, deploy = f"attribute {PERSON_ATTRIBUTE}", "post ops/okta/ukgPersonId.json to /api/v1/meta/schemas/user/default"
    if PERSON_ATTRIBUTE not in known:
        return HERE.missing(what, "the profile has no such attribute", "no account can be made or linked to a person", deploy)
    if not known[PERSON_ATTRIBUTE].get("unique"):
        return HERE.warn(what, "is not unique", "two accounts may claim one person", f"make it unique: {deploy}")
    return HERE.ok(what, "unique")


def _unreachable(lost: Lost) -> Finding:
    why = str(lost)
    cure = (
        "trust the authority that signed its certificate (SSL_CERT_FILE), or take the interception away"
        if "Certificate" in why or "SSL" in why
        else "check JML_OKTA_URL, the network and its proxy"
    )
    return HERE.missing("reachable", why, MADE, cure)


async def _said(client: Client, method: str, path: str) -> Said | None:
    try:
        return await client.call(method, path)
    except Lost:
        return None
