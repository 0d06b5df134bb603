"""How many orders were given, of which kind, and what became of them: a figure for those who watch."""

from datetime import timedelta

import pytest

from domain.commands import Kind, Refusal
from domain.proposals import Tick
from runtime.metrics import ORDERS
from runtime.ports import Out
from schemas.codec import encode
from streams.company import COMMANDS, TICKS
from tests.domain_company.town import NOON, proposal
from tests.streams.test_company import Stage, ordered


@pytest.fixture(autouse=True)
def from_nothing() -> None:
    ORDERS.clear()


def counted() -> dict[tuple[str, str], float]:
    return {
        (sample.labels["kind"], sample.labels["result"]): sample.value
        for metric in ORDERS.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    }


async def test_orders_are_counted_by_kind_and_result_and_nobody_is_in_the_labels() -> None:
    stage = Stage()
    await stage.hear(*(proposal(one, sealed=stage.sealed(one)) for one in "PQ"))
    await ordered(stage, cut="P", by="ann", confirm="bob")
    (first,) = await ordered(stage, cut="Q", by="ann")
    await stage.log.append(Out(COMMANDS, b"Q", encode(first), partition=0))
    await ordered(stage, forge=True, undo="Q", by="bob")
    await ordered(stage, approve="first-load", by="ann")
    await ordered(stage, reject="brake", by="ann")
    assert counted() == {
        ("cut", "accepted"): 2,
        ("confirm", "accepted"): 1,
        ("cut", "replayed"): 1,
        ("undo", "forged"): 1,
        ("approve", "accepted"): 1,
        ("reject", "nothing-to-do"): 1,
    }
    results = {"accepted", "lapsed", *Refusal}
    assert all(kind in set(Kind) and result in results for kind, result in counted())


async def test_a_first_word_that_nobody_joined_is_counted_as_lapsed() -> None:
    stage = Stage()
    await stage.hear(proposal("P", sealed=stage.sealed("P")))
    await ordered(stage, cut="P", by="ann")
    tick = Tick(person="P", due=NOON + timedelta(minutes=10), what="due")
    await stage.log.append(Out(TICKS, b"P", encode(tick), partition=0))
    await stage.worker.drain()
    assert counted() == {("cut", "accepted"): 1, ("cut", "lapsed"): 1}
