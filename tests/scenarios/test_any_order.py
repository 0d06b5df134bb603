"""Facts that come again, late or in another order end in the same announcements: the facts of whole scenarios, fed to fresh stages."""

import random
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.desired import SalesforceState, Standing
from domain.facts import Fact
from domain.policy import Policy
from domain.proposals import Tick, Transition
from runtime.memory import MemoryLog, MemoryWorker
from runtime.ports import Out, Record
from scenarios.language import load
from scenarios.memory import SINGLE, MemoryWorld
from scenarios.parts import handlers_of, park_of
from scenarios.play import Player
from scenarios.play_clock import PlayClock
from schemas.codec import decode_as, encode
from schemas.policy import load_policy
from schemas.seal import KeyRing
from streams.company import CompanyHandler
from streams.lifecycle import Lifecycle
from tests.scenarios.conftest import CASES, EXAMPLES, POLICY

ALIKE = (
    "a01-hire-in-a-zone-ahead a03-last-day-in-two-zones a20-disordered-input codes-unknown feeds-late-double-and-ahead leaves-back-dated"
    " leaves-garden-leave leaves-last-day-of-25-hours leaves-urgent-reasons managers-leave-and-start movers-within-sales"
).split()
"""Scenarios in which what comes first does not matter: no clash of names, no cycle, no brake, nothing given back."""
OFF = frozenset({SalesforceState.NONE, SalesforceState.INACTIVE})
CIRCUMSTANCES = {"id", "version", "at", "cause", "policy", "kind", "priority", "baseline"}
ORDERS = 6
Announced = Mapping[str, Mapping[str, Any]]


class Stages:
    """Lifecycle and company on a log of their own, with keys that were read before."""

    def __init__(self, policy: Policy, ring: KeyRing, since: datetime) -> None:
        self.log = MemoryLog(1, SINGLE)
        handlers = {name: make() for name, make in handlers_of(policy, ring, PlayClock(since)).items() if name in ("lifecycle", "company")}
        self.workers = {name: MemoryWorker(handler, self.log, park_of(handler.name)) for name, handler in handlers.items()}
        lifecycle = handlers["lifecycle"]
        assert isinstance(lifecycle, Lifecycle)
        self.timers = lifecycle.timers
        company = handlers["company"]
        assert isinstance(company, CompanyHandler)
        self.company = company.timers
        for worker in self.workers.values():
            worker.host.open()

    async def drain(self) -> None:
        while sum([await worker.drain() for worker in self.workers.values()]):
            pass

    async def feed(self, facts: Sequence[Record]) -> None:
        for fact in facts:
            await self.log.append(Out(fact.topic, fact.key, fact.value))
            await self.drain()

    async def until(self, end: datetime) -> None:
        """Rings every due instant up to this one."""
        while (mine := dict(self.timers.due(end))) or (theirs := dict(self.company.due(end))):
            due, topic = (mine, "jml-ticks") if mine else (theirs, "jml-company-ticks")
            for key, at in sorted(due.items(), key=lambda item: item[1]):
                await self.log.append(Out(topic, key, encode(Tick(person=key.decode(), due=at, what="due"))))
                await self.drain()

    def announced(self, known: Set[str]) -> Announced:
        """What was last announced of each person, but for how it came about. `known`: whom the first load brought."""
        last = [decode_as(Transition, record.value) for record in self.log.records("jml-people") if record.value]
        return {each.person: _content(each, known) for each in last}


def _content(transition: Transition, known: Set[str]) -> Mapping[str, Any]:
    if transition.standing is Standing.LEFT and transition.person not in known:
        return {"standing": transition.standing}  # whoever is first heard of as a leaver never had an account
    bare = replace(transition, plan=())
    unsaid = CIRCUMSTANCES | ({"manager"} if bare.standing is Standing.LEFT else set())  # a leaver's manager is not written any more
    told = {each.name: getattr(bare, each.name) for each in fields(bare) if each.name not in unsaid}
    if bare.standing is Standing.LEFT and bare.salesforce.state in OFF:
        told["salesforce"] = "off"  # taken off, or never wanted because she was first heard of as a leaver: no account either way
    return told


def _differences(here: Announced, there: Announced) -> dict[str, Any]:
    """Person → what is announced differently, here and there."""
    assert here.keys() == there.keys()
    found = {who: {k: (v, there[who][k]) for k, v in said.items() if v != there[who][k]} for who, said in here.items()}
    return {who: differing for who, differing in found.items() if differing}


@pytest.mark.parametrize("path", [each for each in [*EXAMPLES.glob("*.yaml"), *CASES] if each.stem in ALIKE], ids=lambda path: path.stem)
async def test_any_order_and_repetition_of_the_facts_announces_the_same(path: Path) -> None:
    # given what a poller told in a scenario
    scenario, policy = load(path), load_policy(POLICY)
    async with MemoryWorld(POLICY, {}, scenario.start) as world:
        await Player(scenario, world).play()
        facts, ring = world.log.records("hr-changes"), world.ring
    end = scenario.steps[-1].at + timedelta(days=3)
    assert facts
    ordered = sorted(facts, key=lambda fact: fact.timestamp)
    first = [fact for fact in ordered if decode_as(Fact, fact.value or b"").baseline]
    known = {fact.key.decode() for fact in first}
    # when it is told in order
    in_order = Stages(policy, ring, scenario.start)
    await in_order.feed(ordered)
    await in_order.until(end)
    # then, after the first load, any other order, with repetitions also of that, comes to the same
    for seed in range(ORDERS):
        chance = random.Random(seed)
        told = [fact for fact in ordered if fact not in first] + chance.choices(facts, k=len(facts) // 2)
        chance.shuffle(told)
        stages = Stages(policy, ring, scenario.start)
        await stages.feed([*first, *told])
        await stages.until(end)
        assert _differences(stages.announced(known), in_order.announced(known)) == {}, f"order {seed}"
