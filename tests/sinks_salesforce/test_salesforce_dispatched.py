"""The target under the real dispatcher, on a log in memory: effects once, answers lost and read back, each action told once."""

import asyncio
import json
from dataclasses import replace

import pytest

from domain.proposals import Transition
from schemas.codec import encode
from schemas.keys import LocalMasterKey
from schemas.seal import KeyRing, Names, seal_names
from simulators.salesforce.assumptions import Assumptions
from sinks.accounts import Accounts
from sinks.agent import SinkAgent
from sinks.dispatch import Dispatcher
from sinks.rows import from_bytes
from sinks.tools import Out, Tools
from tests.sinks.memory_host import START, Durable, MemoryHost, StillClock
from tests.sinks_salesforce.people import AE, OFF, wanted


class World:
    """One sink process beside a real org."""

    def __init__(self, target):
        self.clock, self.durable, self.keys = StillClock(), Durable(), KeyRing(LocalMasterKey(b"k" * 32))
        self.agent = SinkAgent("salesforce")
        self.host = MemoryHost(self.durable, self.agent, self.clock)
        accounts = Accounts()
        self.host.accounts = accounts.apply
        tools = Tools(host=self.host, clock=self.clock, keys=self.keys, accounts=accounts, machine=self.clock.machine)
        self.dispatcher = Dispatcher(self.agent, target, tools)
        self.tasks = [asyncio.create_task(self.host.run()), asyncio.create_task(self.dispatcher.run())]

    async def end(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def announce(self, said: Transition, last="Lopez", mail=None):
        self.keys.ensure_key(said.person, START)
        sealed = seal_names(self.keys, said.person, Names(first="Maria", last=last, mail=mail))
        login = self.keys.seal(said.person, "login", f"{said.person.lower()}@halden.example")
        said = replace(said, at=START, sealed=sealed, login=login)
        self.host.put(Out("jml-transitions", said.person.encode(), encode(said)))

    async def quiet(self):
        """Until nothing is due, in flight or waiting but for somebody's account; both clocks move as far as needed."""
        still = 0
        while still < 3:
            await asyncio.sleep(0.002)
            assert not self.host.dead and not any(task.done() for task in self.tasks)
            index = self.dispatcher._queue.index
            if self.host.behind or self.dispatcher._epoch.busy or self.dispatcher.due_now():
                still = 0
            elif (held := index.next_held()) is not None:
                self.clock.advance(machine=held)
            elif (due := self.dispatcher.next_due()) is not None:
                self.clock.advance(to=due)
            else:
                still += 1

    def records(self, person):
        told = [json.loads(out.value) for out in self.durable.outs if out.topic == "jml-audit"]
        return [each for each in told if each["unmapped"]["person"] == person]

    def audited(self, person):
        return [each["unmapped"]["action"] for each in self.records(person)]

    def row(self, person):
        return from_bytes(self.durable.rows[person.encode()])


@pytest.fixture
async def world(org, policy):
    made = World(org.target(policy))
    yield made
    await made.end()


def said(person, desired=AE, version=1, **more):
    return replace(wanted(person, desired, **more).transition, version=version)


async def test_a_crew_whose_answer_is_lost_is_recovered_without_a_second_account(world, org):
    org.fault(kind="reset-after", operation="create", times=1)
    for n in range(30):
        fields = AE.fields | {"EmployeeNumber": f"{n:06d}"}
        world.announce(said(f"P{n}", replace(AE, fields=fields), number=f"{n:06d}"), last=f"Name{n}")
    await world.quiet()
    assert len(org.users()) == 30 and all(user["territory"] == ["T-West"] for user in org.users())
    assert all(world.audited(f"P{n}") == ["create", "set-territory"] for n in range(30))
    assert all(world.row(f"P{n}").account.adopted is False for n in range(30))


async def test_a_report_before_the_manager_and_then_a_leaver_end_right(world, org):
    world.announce(said("P1", manager="M1"))
    await world.quiet()
    assert world.row("P1").waiting_for == "M1"
    world.announce(said("M1", replace(AE, territory=None, fields={}), number="9"), last="Boss")
    await world.quiet()
    assert org.user(world.row("P1").account.id)["manager"] == world.row("M1").account.id
    await org.do("own", user="P1", records={"Opportunity": 4})
    world.announce(said("P1", OFF, version=2, manager="M1", records_to="M1"))
    await world.quiet()
    assert world.audited("P1") == ["create", "set-territory", "update", "freeze", "reassign", "set-territory", "deactivate"]
    assert org.user(world.row("M1").account.id)["owns"]["Opportunity"] == 4


async def test_a_missing_licence_waits_under_a_case_and_ends_when_one_frees(world, org):
    await org.do("licences", Salesforce=0)
    world.announce(said("P1"))
    for _ in range(200):
        await asyncio.sleep(0.002)
        if "P1" in {key.decode() for key in world.durable.rows} and world.row("P1").cases:
            break
    assert [case.kind for case in world.row("P1").cases] == ["licence"] and world.audited("P1") == []
    await org.do("licences", Salesforce=1)
    await world.quiet()
    assert world.row("P1").cases == () and world.audited("P1") == ["create", "set-territory"]


async def test_an_adopted_account_is_told_to_the_company_and_only_differences_are_audited(world, org):
    given = {"username": "p1@halden.example.halden", "first": "Maria", "last": "Lopez", "role": "AE West", "territories": ["T-West"]}
    await org.do("seed_user", **given)
    world.announce(said("P1"))
    await world.quiet()
    assert world.audited("P1") == ["update"] and world.row("P1").account.adopted and len(org.users()) == 1
    assert [out.topic for out in world.durable.outs if out.topic == "jml-proposals"] == ["jml-proposals"]


async def test_what_went_inside_a_call_that_failed_in_part_is_told_and_comes_back(world, org):
    world.announce(said("M1", replace(AE, territory=None, fields={}), number="9"), last="Boss")
    world.announce(said("P1", number="000102"))
    await world.quiet()
    await org.do("own", user="P1", records={"Opportunity": 3, "Case": 1})
    org.fault(kind="partial", operation="reassign", times=1)
    world.announce(said("P1", OFF, version=2, manager="M1", records_to="M1", number="000102"))
    await world.quiet()
    assert org.user(world.row("M1").account.id)["owns"]["Opportunity"] == 3
    told = [record for record in world.records("P1") if record["unmapped"]["action"] == "reassign"]
    assert sum(int(record["unmapped"]["args"]["count"]) for record in told) == 4, told
    world.announce(said("P1", version=3, manager="M1", number="000102"))
    await world.quiet()
    assert {kind: count for kind, count in org.user(world.row("P1").account.id)["owns"].items() if count} == {"Opportunity": 3, "Case": 1}


async def test_an_address_that_its_owner_must_confirm_is_written_once_and_is_nobodys_drift(org_of, policy):
    slow = await org_of(assumptions=Assumptions(email_changes_at_once=False))
    world = World(slow.target(policy))
    try:
        world.announce(said("P1"))
        await world.quiet()
        slow.forget()
        world.announce(said("P1", version=2), mail="m@halden.example")
        await world.quiet()
        for _ in range(4):
            world.dispatcher._ask(b"P1", 0)
            await world.quiet()
        assert slow.written() == ["update"] and world.row("P1").cases == ()

        confirmed = slow.vendor.org.table("User").rows[world.row("P1").account.id]
        confirmed["Email"] = "m@halden.example"
        world.dispatcher._ask(b"P1", 0)
        await world.quiet()
        confirmed["Email"] = "somebody@elsewhere.example"
        world.dispatcher._ask(b"P1", 0)
        await world.quiet()
        assert slow.written() == ["update", "update"], "what was confirmed and then changed is set right"
    finally:
        await world.end()
