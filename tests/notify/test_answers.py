"""What answers of a mail server and of webhooks mean, and settings that do not go together."""

import aiosmtplib
import pytest

from runtime.setting import SettingError
from sinks.notify import hooks, mail
from sinks.notify.channel import Again, Answer, Message, Refused, Sent
from tests.notify.desk import channels, mailing
from tests.notify.receivers import Hooks

REFUSED = aiosmtplib.SMTPRecipientsRefused([aiosmtplib.SMTPRecipientRefused(550, "no", "a@b")])
BUSY = aiosmtplib.SMTPRecipientsRefused([aiosmtplib.SMTPRecipientRefused(451, "later", "a@b")])


@pytest.mark.parametrize(
    ("trouble", "answer"),
    [
        (REFUSED, Refused("550")),
        (BUSY, Again("451", all=False)),
        (aiosmtplib.SMTPDataError(554, "spam"), Refused("554")),
        (aiosmtplib.SMTPDataError(452, "full"), Again("452", all=False)),
        (aiosmtplib.SMTPAuthenticationError(535, "who"), Again("535")),
        (aiosmtplib.SMTPSenderRefused(553, "not you", "jml@b"), Again("553")),
        (aiosmtplib.SMTPServerDisconnected("gone"), Again("SMTPServerDisconnected")),
    ],
)
def test_only_a_recipient_or_a_text_is_refused_for_good_by_mail(trouble: aiosmtplib.SMTPException, answer: Answer) -> None:
    assert mail.answer_of(trouble) == answer


@pytest.mark.parametrize(
    ("status", "after", "answer"),
    [
        (200, None, Sent()),
        (202, None, Sent()),
        (302, None, Again("302")),
        (400, None, Refused("400")),
        (404, None, Again("404")),
        (410, None, Again("410")),
        (429, "30", Again("429", 30.0)),
        (429, "Fri, 31 Dec 1999 23:59:59 GMT", Again("429")),
        (503, None, Again("503")),
    ],
)
def test_a_hook_that_is_gone_is_the_hooks_fault_and_not_the_notices(status: int, after: str | None, answer: Answer) -> None:
    assert hooks.answer_of(status, after) == answer


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_a_text_that_is_too_long_is_cut_and_keeps_its_ids(channel: str) -> None:
    async with Hooks() as receiver:
        made = channels({"JML_SLACK_IT": receiver.url, "JML_TEAMS_IT": receiver.url})[channel]
        sent = await made.send(made.address("it", None) or "", Message(id="n1", notices=("n1",), subject="s", text="ä" * 40_000))
        assert sent == Sent()
        ((_, body),) = receiver.bodies
    assert len(str(body)) < 28_000 and "n1" in str(body)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"JML_SMTP_FROM": ""}, "JML_SMTP_FROM is not set: "),
        ({"JML_SMTP_HOST": "mail.halden.example"}, "JML_SMTP_TLS is wrong: "),
        ({"JML_NOTIFY_IT": "IT <it@halden.example>"}, "JML_NOTIFY_IT is wrong: give one mail address"),
        ({"JML_SLACK_IT": "http://hooks.example/hush"}, "JML_SLACK_IT is wrong: use https"),
    ],
)
def test_a_setting_that_does_not_fit_is_named_with_its_cure_and_never_shown(changed: dict[str, str], words: str) -> None:
    with pytest.raises(SettingError) as caught:
        channels(mailing(25) | changed)
    assert str(caught.value).startswith(words) and "hush" not in str(caught.value)
