"""Whether people can be told: who has which channel, and whether the other side answers. Nothing is sent to anybody."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import aiosmtplib

from domain.notices import ADDRESSEES, MAIL, PERSON
from domain.policy import Policy
from runtime.finding import Finding, Of
from runtime.settings import Notify
from sinks.notify.channel import Channel
from sinks.notify.channels import channels_from

HERE: Final = Of("notify")
WHO: Final = {PERSON: "managers and cover reps", "it": "IT", "security": "security", "hr": "HR"}
SETTINGS: Final = {
    "mail": "JML_SMTP_HOST, JML_SMTP_FROM and JML_NOTIFY_{}",
    "slack": "JML_SLACK_{}",
    "teams": "JML_TEAMS_{}",
}


@dataclass(slots=True)
class Probe:
    """Raises SettingError where settings are wrong."""

    settings: Notify
    policy: Policy

    async def findings(self) -> AsyncIterator[Finding]:
        """Per recipient of the policy what it has, then the mail server, then the hooks."""
        channels = channels_from(self.settings)
        for finding in self._recipients(channels):
            yield finding
        if self.settings.host:
            yield await self._mail()
        for name, channel in channels.items():
            for to in ADDRESSEES:
                if name != MAIL and channel.serves(to):
                    yield await _hook(name, to, channel.address(to, None) or "", self.settings.timeout)

    def _recipients(self, channels: dict[str, Channel]) -> Iterator[Finding]:
        for to in ADDRESSEES:
            wanted = sorted({channel for rule in self.policy.notices.rules if rule.to == to for channel in rule.channels})
            have = [name for name in wanted if channels[name].serves(to)]
            missing = [name for name in wanted if name not in have]
            cure = "set " + "; or ".join(SETTINGS[name].format(to.upper()) for name in missing)
            if to == PERSON:
                cure = "set JML_SMTP_HOST and JML_SMTP_FROM"
            if have:
                yield HERE.ok(f"channels of {WHO[to]}", " ".join(have) + (f" (not set up: {' '.join(missing)})" if missing else ""))
            elif wanted:
                breaks = "they are told nothing; the audit has each notice as unchanged, no-channel"
                yield HERE.warn(f"channels of {WHO[to]}", f"none; the policy names {' '.join(wanted)}", breaks, cure)

    async def _mail(self) -> Finding:
        set_, what = self.settings, "mail server"
        breaks = "notices by mail wait, and are tried again for about three days"
        client = aiosmtplib.SMTP(
            hostname=set_.host, port=set_.port, use_tls=set_.tls == "tls", start_tls=set_.tls == "starttls", timeout=set_.timeout
        )
        try:
            async with client:
                if set_.user:
                    await client.login(set_.user, set_.password.reveal())
                await client.noop()
        except aiosmtplib.SMTPAuthenticationError as refused:
            return HERE.missing(
                what, f"refuses user and password ({refused.code})", breaks, "correct JML_SMTP_USER and JML_SMTP_PASSWORD_FILE"
            )
        except (aiosmtplib.SMTPException, OSError) as trouble:
            cure = "correct JML_SMTP_HOST, JML_SMTP_PORT and JML_SMTP_TLS, or start the server"
            return HERE.missing(what, f"does not answer as set ({type(trouble).__name__})", breaks, cure)
        return HERE.ok(what, {"none": "in clear, on loopback"}.get(set_.tls, f"encrypted ({set_.tls})"))


async def _hook(name: str, to: str, address: str, timeout: float) -> Finding:
    """Only the door is tried: whatever is posted to a hook would be read by people."""
    what, parts = f"{name} of {WHO[to]}", urlsplit(address)
    secure = ssl.create_default_context() if parts.scheme == "https" else None
    try:
        opening = asyncio.open_connection(parts.hostname, parts.port or (443 if secure else 80), ssl=secure)
        _, writer = await asyncio.wait_for(opening, timeout)
        writer.close()
    except (OSError, TimeoutError) as trouble:
        breaks = "its notices wait, and are tried again for about three days"
        return HERE.missing(what, f"cannot be reached ({type(trouble).__name__})", breaks, f"correct JML_{name.upper()}_{to.upper()}")
    return HERE.ok(what, "reachable; whether the hook itself is taken shows with the first notice")
