"""Many notices at once, and what may be seen of any of them from outside."""

import io
import logging

from prometheus_client import generate_latest

from domain.deliveries import Flood
from domain.notices import NoticeKind
from runtime.metrics import REGISTRY
from tests.notify.desk import Desk, channels, known, mailing, notice
from tests.notify.receivers import Hooks, Post


async def test_many_at_once_become_one_message_that_lists_them() -> None:
    async with Post() as post, Desk(channels(mailing(post.port))) as desk:
        known(desk)
        for number in range(12):
            desk.knows(f"P{number}", "Nr", str(number), f"p{number}@halden.example")
        await desk.tell(*(notice(f"n{number}", about=f"P{number}") for number in range(12)))
        await desk.settle()
        (letter,) = post.letters
        assert letter["Subject"] == "12 changes of people" and letter["X-JML-Notice"].split() == sorted(
            f"n{number}" for number in range(12)
        )
        assert all(f"Nr {number} has left" in letter.get_content() for number in range(12))
        assert sorted(desk.audit()) == sorted((f"P{number}", "done") for number in range(12))


async def test_what_follows_many_waits_for_the_end_of_the_span_and_goes_together() -> None:
    async with Post() as post, Desk(channels(mailing(post.port)), Flood(many=3)) as desk:
        known(desk).knows("P2", "Pia", "Ek", "pia@halden.example")
        for number in range(2):
            await desk.tell(notice(f"a{number}"))
            await desk.settle()
        await desk.tell(notice("b1"), notice("b2", about="P2"))
        await desk.settle()
        assert [letter["X-JML-Notice"] for letter in post.letters] == ["a0", "a1"], "two alone, then the third within a minute waits"
        await desk.later(seconds=60)
        assert [letter["X-JML-Notice"] for letter in post.letters] == ["a0", "a1", "b1 b2"]


async def test_no_name_address_text_or_hook_is_in_logs_metrics_topics_and_rows() -> None:
    lines = io.StringIO()
    hearer, root = logging.StreamHandler(lines), logging.getLogger()
    hearer.addFilter(lambda record: record.name not in {"mail.log", "aiohttp.access"})  # what the receivers say of themselves
    root.addHandler(hearer)
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        async with Post("451 later", "554 never") as post, Hooks(503, 400) as hooks:
            env = {"JML_SLACK_IT": f"{hooks.url}/hush", "JML_TEAMS_IT": f"{hooks.url}/hush"}
            async with Desk(channels(mailing(post.port) | env)) as desk:
                known(desk)
                await desk.tell(notice("n1"), notice("n2", "it", kind=NoticeKind.OUT_OF_OFFICE))
                await desk.settle()
                await desk.later(minutes=5)
                kept = desk.everything()
    finally:
        root.removeHandler(hearer)
        root.setLevel(level)
    ours = "\n".join(line for line in lines.getvalue().splitlines())
    for seen in (kept, generate_latest(REGISTRY), ours.encode()):
        for word in ("Pål", "Ås", "Mia", "mia.ng", "pal.as", "it@halden", "has left", "hush"):
            assert word.encode() not in seen, word


async def test_figures_tell_kind_channel_and_outcome_and_what_waits() -> None:
    def figure(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(name, labels) or 0.0

    async with Post("451 later") as post, Desk(channels(mailing(post.port))) as desk:
        known(desk)
        labels = {"kind": "leaver", "channel": "mail"}
        before = {outcome: figure("jml_notices_total", outcome=outcome, **labels) for outcome in ("done", "later")}
        await desk.tell(notice("n1"))
        await desk.settle()
        assert figure("jml_notices_pending", **labels) >= 1
        pending = figure("jml_notices_pending", **labels)
        await desk.later(minutes=1)
        assert figure("jml_notices_pending", **labels) == pending - 1
        after = {outcome: figure("jml_notices_total", outcome=outcome, **labels) for outcome in before}
        assert {outcome: after[outcome] - before[outcome] for outcome in before} == {"done": 1, "later": 1}
