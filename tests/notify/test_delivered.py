"""Notices to real receivers: an SMTP server, and webhooks over HTTP."""

import asyncio
import json
from base64 import b64encode

import pytest

from domain.notices import NoticeKind, NoticeRule
from sinks.notify.channel import Answer, Channel, Message, Sent
from tests.notify.desk import Desk, channels, known, mailing, notice
from tests.notify.receivers import Hooks, Post

TIER = {"before": "mfa-standard", "after": "mfa-elevated"}


async def test_a_notice_reaches_the_managers_work_address_with_its_id_and_the_audit_says_so() -> None:
    async with Post() as post, Desk(channels(mailing(post.port))) as desk:
        known(desk)
        await desk.tell(notice("n1"))
        await desk.settle()
        (letter,) = post.letters
        assert letter["To"] == "mia.ng@halden.example" and letter["Message-ID"] == "<n1@halden.example>" and letter["X-JML-Notice"] == "n1"
        assert (
            letter["Subject"] == "Pål Ås has left"
            and "Hello Mia" in letter.get_content()
            and "2026-05-04 12:00 UTC" in letter.get_content()
        )
        assert desk.audit() == [("P1", "done")]


async def test_a_repeated_notice_is_told_once() -> None:
    async with Post() as post, Desk(channels(mailing(post.port))) as desk:
        known(desk)
        await desk.tell(notice("n1"), notice("n1"))
        await desk.settle()
        await desk.tell(notice("n1"))
        await desk.settle()
        assert len(post.letters) == 1 and desk.audit() == [("P1", "done")]


async def test_security_reads_it_by_mail_slack_and_teams_and_each_carries_the_id() -> None:
    async with Post() as post, Hooks() as hooks:
        env = {"JML_SLACK_SECURITY": f"{hooks.url}/slack", "JML_TEAMS_SECURITY": f"{hooks.url}/teams"}
        async with Desk(channels(mailing(post.port) | env)) as desk:
            desk.knows("P1", "<!channel> Pål", "[Ås](http://x)", "pal.as@halden.example")
            await desk.tell(notice("n1", "security", kind=NoticeKind.TIER_CHANGED, **TIER))
            await desk.settle()
            assert [letter["To"] for letter in post.letters] == ["security@halden.example"]
            bodies = dict(hooks.bodies)
            assert (
                "&lt;!channel&gt; Pål" in bodies["/slack"]["text"]
                and "<!" not in bodies["/slack"]["text"]
                and "_n1_" in bodies["/slack"]["text"]
            )
            (card,) = bodies["/teams"]["attachments"]
            assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
            runs = [run["text"] for line in card["content"]["body"] for run in line["inlines"]]
            assert runs[-1] == "n1" and any("[Ås](http://x)" in run for run in runs)
            assert desk.audit() == [("P1", "done")]


async def test_a_receiver_that_is_away_is_tried_again_later_and_has_it_once() -> None:
    post = Post()
    async with post:
        pass  # its port is known, and nobody listens there any more
    async with Desk(channels(mailing(post.port))) as desk:
        known(desk)
        await desk.tell(notice("n1"))
        await desk.settle()
        assert desk.audit() == [] and (due := desk.courier.probe().next_due) is not None and due > desk.clock.now()
        async with post:
            await desk.settle()
            assert post.letters == [], "not before it is due"
            await desk.later(minutes=1)
            await desk.later(hours=1)
        assert [letter["Message-ID"] for letter in post.letters] == ["<n1@halden.example>"] and desk.audit() == [("P1", "done")]


@pytest.mark.parametrize(("mood", "delivered"), [(429, True), (503, True), (404, True), (400, False)])
async def test_a_webhook_that_will_not_now_is_asked_again_and_one_that_never_will_is_not(mood: int, delivered: bool) -> None:
    async with Hooks(mood) as hooks, Desk(channels({"JML_SLACK_IT": hooks.url})) as desk:
        known(desk)
        await desk.tell(notice("n1", "it", kind=NoticeKind.OUT_OF_OFFICE))
        await desk.settle()
        assert desk.audit() == ([] if delivered else [("P1", "refused")])
        await desk.later(minutes=5)
        assert len(hooks.bodies) == delivered and desk.audit() == [("P1", "done" if delivered else "refused")]


async def test_a_mailbox_that_is_refused_for_good_is_refused_and_others_are_not_held_up() -> None:
    async with Post() as post, Desk(channels(mailing(post.port))) as desk:
        known(desk).knows("M2", "Max", "Oe", "max@halden.example")
        post.refuses["mia.ng@halden.example"] = "550 no such mailbox"
        await desk.tell(notice("n1"), notice("n2", to="M2", about="P1"))
        await desk.settle()
        assert [letter["To"] for letter in post.letters] == ["max@halden.example"] and sorted(desk.audit()) == [
            ("P1", "done"),
            ("P1", "refused"),
        ]


async def test_what_one_channel_has_is_not_sent_again_when_the_other_is_in_trouble() -> None:
    async with Post() as post, Hooks(503, 503, 503) as hooks, Desk(channels(mailing(post.port) | {"JML_SLACK_IT": hooks.url})) as desk:
        known(desk)
        await desk.tell(notice("n1", "it", kind=NoticeKind.OUT_OF_OFFICE))
        await desk.settle()
        for _ in range(4):
            await desk.later(minutes=1)
        assert len(post.letters) == len(hooks.bodies) == 1 and desk.audit() == [("P1", "done")]
        (record,) = desk.log.records("jml-audit")
        assert json.loads(record.value or b"")["unmapped"]["args"]["by"] == "mail=done slack=done"


async def test_a_mail_server_without_encryption_gets_nothing() -> None:
    async with Post() as post, Desk(channels(mailing(post.port) | {"JML_SMTP_TLS": "starttls"})) as desk:
        known(desk)
        await desk.tell(notice("n1"))
        await desk.settle()
        assert post.letters == [] and desk.audit() == [] and desk.courier.probe().next_due is not None


class Stops:
    """A channel that has taken the message, and then never lets go of the line: the process dies in between."""

    name = "mail"

    def __init__(self, inner: Channel) -> None:
        self.inner, self.sent, self.dies = inner, asyncio.Event(), True

    def serves(self, addressee: str) -> bool:
        return self.inner.serves(addressee)

    def address(self, to: str, work: str | None) -> str | None:
        return self.inner.address(to, work)

    async def send(self, address: str, message: Message) -> Answer:
        answer = await self.inner.send(address, message)
        self.sent.set()
        if self.dies:
            await asyncio.Event().wait()
        return answer


async def test_a_crash_between_sending_and_its_record_repeats_it_once_under_the_same_id() -> None:
    async with Post() as post:
        stops = Stops(channels(mailing(post.port))["mail"])
        async with Desk({"mail": stops}) as desk:
            known(desk)
            await desk.tell(notice("n1"))
            await desk.worker.drain()
            await stops.sent.wait()
            await desk.kill()
            stops.dies = False
            desk.start()
            await desk.settle()
            assert [letter["Message-ID"] for letter in post.letters] == ["<n1@halden.example>"] * 2 and desk.audit() == [("P1", "done")]
            await desk.kill()
            desk.start()
            await desk.settle()
            assert len(post.letters) == 2, "what is on the log is not repeated"


async def test_without_a_channel_the_audit_says_that_nobody_was_told() -> None:
    async with Desk(channels({})) as desk:
        known(desk)
        await desk.tell(notice("n1"), notice("n2", "it", kind=NoticeKind.OUT_OF_OFFICE))
        await desk.settle()
        assert desk.audit() == [("P1", "unchanged")] * 2
        told = json.loads(desk.log.records("jml-audit")[0].value or b"")
        assert told["status_code"] == "no-channel" and "no channel is set up" in told["status_detail"]


async def test_a_kind_that_the_policy_tells_nobody_of_is_written_down_too() -> None:
    async with Post() as post, Desk(channels(mailing(post.port))) as desk:
        await desk.kill()
        desk.changed(rules=(NoticeRule(kind="joiner", to="person", channels=("mail",), template="joiner"),))
        desk.start()
        known(desk)
        await desk.tell(notice("n1"))
        await desk.settle()
        assert post.letters == [] and desk.audit() == [("P1", "unchanged")]


async def test_a_recipient_who_is_not_announced_yet_is_waited_for() -> None:
    async with Post() as post, Desk(channels(mailing(post.port))) as desk:
        desk.knows("P1", "Pål", "Ås", "pal.as@halden.example")
        await desk.tell(notice("n1"))
        await desk.settle()
        assert desk.audit() == [] and desk.catches_up
        desk.knows("M1", "Mia", "Ng", "mia.ng@halden.example")
        await desk.later(minutes=1)
        assert len(post.letters) == 1 and desk.audit() == [("P1", "done")]


async def test_of_somebody_whose_keys_are_erased_nothing_is_told_and_the_audit_says_why() -> None:
    async with Post() as post, Desk(channels(mailing(post.port))) as desk:
        known(desk)
        for name in [f"P1/{key.hex()}" for key in desk.ring._keys["P1"]]:
            desk.ring.feed(name.encode(), None)
        await desk.tell(notice("n1"))
        await desk.settle()
        assert post.letters == [] and desk.audit() == [("P1", "refused")] and b'"erased"' in (desk.log.records("jml-audit")[0].value or b"")


async def test_what_is_a_week_old_when_the_process_first_sees_it_is_not_sent() -> None:
    async with Post() as post, Desk(channels(mailing(post.port))) as desk:
        known(desk)
        await desk.later(days=8)
        await desk.tell(notice("n1"))
        await desk.settle()
        assert post.letters == [] and desk.audit() == [("P1", "unchanged")]


async def test_a_rename_tells_the_old_login_which_lay_sealed_in_the_notice() -> None:
    async with Post() as post, Desk(channels(mailing(post.port))) as desk:
        known(desk)
        old = b64encode(desk.ring.seal("P1", "login", "old.name@halden.example")).decode()
        await desk.tell(notice("n1", "it", kind=NoticeKind.RENAME, login="digest", sealed_before=old, numbered="no"))
        await desk.settle()
        text = post.letters[0].get_content()
        assert "old.name@halden.example" in text and "pal.as@halden.example" in text and "digest" not in text


def test_an_answer_that_is_sent_says_nothing_else() -> None:
    assert Sent() == Sent() and "secret" not in repr(Message(id="1", notices=("1",), subject="secret", text="secret"))
