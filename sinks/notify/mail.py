"""Notices by mail, over SMTP: one connection a message, encrypted but on loopback."""

from email.message import EmailMessage
from email.policy import SMTPUTF8
from typing import Final

import aiosmtplib

from domain.notices import MAIL, PERSON
from runtime.setting import SettingError, is_loopback
from runtime.settings import Notify
from sinks.notify.channel import Again, Answer, Message, Refused, Sent

IDS: Final = "X-JML-Notice"
"""Header with the ids of what the message tells, by which a repeat is known even within another list."""


class Mail:
    """Raises SettingError where what is set does not go together."""

    name = MAIL

    def __init__(self, settings: Notify) -> None:
        self._settings = settings
        self._functions = {"it": settings.it, "security": settings.security, "hr": settings.hr}
        if settings.host and not settings.sender:
            raise SettingError("JML_SMTP_FROM is not set: give the mail address that notices come from")
        if settings.host and settings.tls == "none" and not is_loopback(settings.host):
            raise SettingError("JML_SMTP_TLS is wrong: none is for a mail server on loopback only; give starttls or tls")

    def serves(self, addressee: str) -> bool:
        return bool(self._settings.host) and (addressee == PERSON or bool(self._functions[addressee]))

    def address(self, to: str, work: str | None) -> str | None:
        return self._functions.get(to, work)

    async def send(self, address: str, message: Message) -> Answer:
        set_ = self._settings
        try:
            refused, _ = await aiosmtplib.send(
                self._letter(address, message),
                hostname=set_.host,
                port=set_.port,
                use_tls=set_.tls == "tls",
                start_tls=set_.tls == "starttls",
                username=set_.user or None,
                password=set_.password.reveal() or None,
                timeout=set_.timeout,
            )
        except aiosmtplib.SMTPException as trouble:
            return answer_of(trouble)
        except (OSError, ValueError) as trouble:  # the net; an address that is none
            return Refused(type(trouble).__name__) if isinstance(trouble, ValueError) else Again(type(trouble).__name__)
        return Refused(str(next(iter(refused.values())).code)) if refused else Sent()

    def _letter(self, address: str, message: Message) -> EmailMessage:
        letter = EmailMessage(SMTPUTF8)
        domain = self._settings.sender.rpartition("@")[2]
        letter["From"], letter["To"], letter["Subject"] = self._settings.sender, address, message.subject
        letter["Message-ID"] = f"<{message.id}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
        letter[IDS] = " ".join(message.notices)
        letter.set_content(message.text)
        return letter


def answer_of(trouble: aiosmtplib.SMTPException) -> Answer:
    """What an exception of aiosmtplib means. A recipient's or text's 5xx is for good; whom the server does not take as sender, or knows
    not, is our own setting, and every other message would fare alike."""
    if isinstance(trouble, aiosmtplib.SMTPRecipientsRefused):
        codes = [each.code for each in trouble.recipients]
        return Refused(str(codes[0])) if all(code >= 500 for code in codes) else Again(str(codes[0]), all=False)
    if isinstance(trouble, aiosmtplib.SMTPDataError | aiosmtplib.SMTPRecipientRefused):
        return Refused(str(trouble.code)) if trouble.code >= 500 else Again(str(trouble.code), all=False)
    if isinstance(trouble, aiosmtplib.SMTPResponseException):
        return Again(str(trouble.code))
    return Again(type(trouble).__name__)
