"""The company stage on a log in memory, with real seals and real Avro: proposals in, announcements out, its own ticks fed back."""

import json
from datetime import timedelta
from itertools import count

import pytest

from domain.brake import Limit, Limits
from domain.commands import Operator, orders
from domain.facts import Sealed
from domain.proposals import ProposalKind
from domain.rules import Rules
from runtime.memory import MemoryLog, MemoryWorker
from runtime.ports import Out, Record
from schemas.codec import Undecodable, decode, encode
from schemas.keys import LocalMasterKey
from schemas.seal import KeyMissing, KeyRing, Names, seal_names
from schemas.signing import new_key, public_text, sign
from streams.company import COMMANDS, PROPOSALS, TICKS, CompanyHandler, WrongRecord
from streams.dead_letters import parking
from streams.ticks import Ticks
from tests.domain_company.town import LOGIN_DOMAIN, NOON, leaver, proposal
from tests.streams.test_lifecycle import SteppedClock

SINGLE = [PROPOSALS, TICKS, COMMANDS, "jml-alerts"]
LATER = NOON + timedelta(minutes=5)
KEYS = {"ann": new_key(), "bob": new_key()}
OPERATORS = tuple(Operator(name=name, roles=("security", "duty", "hr"), key=public_text(key)) for name, key in KEYS.items())


class Stage:
    """A worker of the stage and the keys of a few people; `restarted` is a new one on the same log and table."""

    def __init__(self, before=None, limits=None):
        self.now = NOON
        self.log = before.log if before else MemoryLog(partitions=3, single=SINGLE)
        self.ring = before.ring if before else KeyRing(LocalMasterKey(b"m" * 32))
        self.handler = CompanyHandler(self.ring, Rules(login_domain=LOGIN_DOMAIN, limits=limits or Limits()), OPERATORS, lambda: self.now)
        kept = {"table": before.worker.table, "offsets": before.worker.offsets} if before else {}
        self.worker = MemoryWorker(self.handler, self.log, parking("jml-company"), **kept)
        self.ticks = Ticks(self.handler, self.worker.host, SteppedClock(LATER))
        self.worker.host.open()

    def sealed(self, person, first="Ann", last="Lee"):
        self.ring.ensure_key(person, NOON)
        return seal_names(self.ring, person, Names(first=first, last=last))

    async def hear(self, *proposals):
        for one in proposals:
            await self.log.append(Out(PROPOSALS, one.person.encode(), encode(one), partition=0))
        await self.rest()

    async def rest(self):
        await self.worker.drain()
        while await self.ticks.fire():
            await self.worker.drain()

    def said(self, topic, person=None):
        said = [decode(record.value) for record in self.log.records(topic)]
        return [one for one in said if person in (None, one.person)]

    def newest(self, person):
        return self.said("jml-people", person)[-1]


async def test_a_joiner_is_announced_with_a_sealed_login_and_a_keyed_digest():
    stage = Stage()

    await stage.hear(proposal("P", sealed=stage.sealed("P", "Søren", "Weiß")))

    (said,) = stage.said("jml-transitions")
    assert stage.ring.open("P", "login", said.login) == "soren.weiss@halden.example"
    assert said.login_digest == stage.ring.digest("login", "soren.weiss@halden.example")
    assert stage.newest("P") == said


async def test_no_name_and_no_login_lies_open_in_a_row_or_on_a_topic():
    stage = Stage()
    await stage.hear(proposal("P", sealed=stage.sealed("P", "Wilhelmine", "Sondermann")))

    spread = [*stage.worker.table.stored.values(), *(record.value for topic in TOPICS for record in stage.log.records(topic))]

    assert spread
    assert not any(word in blob.lower() for blob in spread for word in (b"wilhelmine", b"sondermann", b"halden.example"))


TOPICS = (PROPOSALS, TICKS, "jml-transitions", "jml-people", "jml-cases", "jml-alerts", "jml-audit")


async def test_the_stages_own_ticks_bring_a_report_her_manager():
    stage = Stage()

    await stage.hear(proposal("R", boss="M", sealed=stage.sealed("R")), proposal("M", sealed=stage.sealed("M", "Bo")))

    assert [said.manager for said in stage.said("jml-transitions", "R")] == [None, "M"]
    assert [tick.person for tick in stage.said(TICKS)] == ["R"]
    assert [record.partition for record in stage.log.records(TICKS)] == [0]


async def test_names_sealed_again_under_another_key_are_no_change():
    stage = Stage()
    await stage.hear(proposal("P", sealed=stage.sealed("P")))
    other = KeyRing(LocalMasterKey(b"m" * 32))
    stage.ring.add(other.ensure_key("P", LATER))

    again = seal_names(other, "P", Names(first="Ann", last="Lee"))
    await stage.hear(proposal("P", version=2, sealed=again, at=LATER))

    assert again != stage.newest("P").sealed
    assert len(stage.said("jml-people")) == 1


async def test_a_key_that_is_not_read_yet_is_waited_for_by_whoever_calls():
    stage = Stage()
    strange = KeyRing(LocalMasterKey(b"m" * 32))
    strange.ensure_key("P", NOON)
    said = proposal("P", sealed=seal_names(strange, "P", Names(first="Ann", last="Lee")))

    with pytest.raises(KeyMissing):
        await stage.handler.handle(Record(PROPOSALS, 0, 0, b"P", encode(said)), None)


async def test_a_restart_in_the_middle_ends_in_the_same_company():
    def played(stage):
        people = [proposal(one, boss=boss, sealed=stage.sealed(one)) for one, boss in [("R", "M"), ("M", "TOP"), ("TOP", None)]]
        return [*people, leaver("M", boss="TOP", at=LATER, sealed=people[1].sealed)]

    straight, broken = Stage(), Stage()
    await straight.hear(*played(straight))
    for one in played(broken):
        await broken.log.append(Out(PROPOSALS, one.person.encode(), encode(one), partition=0))
        await broken.worker.step()
        broken = Stage(before=broken)
    await broken.rest()

    for person in ("R", "M", "TOP"):
        ours, theirs = broken.newest(person), straight.newest(person)
        assert (ours.manager, ours.login_digest, ours.okta) == (theirs.manager, theirs.login_digest, theirs.okta)
    assert broken.handler.registry.snapshot() == Stage(before=broken).handler.registry.snapshot()


async def test_a_record_read_again_before_its_row_was_stored_says_the_same_bytes():
    stage = Stage()
    await stage.hear(proposal("M", sealed=stage.sealed("M", "Bo")))
    body = encode(proposal("P", boss="M", sealed=stage.sealed("P")))
    record = Record(PROPOSALS, 0, 1, b"P", body)

    assert await stage.handler.handle(record, None) == await stage.handler.handle(record, None)


async def test_redelivered_records_say_nothing_new():
    stage = Stage()
    await stage.hear(proposal("R", boss="M", sealed=stage.sealed("R")), proposal("M", sealed=stage.sealed("M", "Bo")))
    before = len(stage.said("jml-people"))

    for record in stage.log.records(PROPOSALS):
        await stage.worker.again(record)
        await stage.log.append(Out(PROPOSALS, record.key, record.value, partition=0))
    await stage.worker.drain()

    assert len(stage.said("jml-people")) == before


async def test_whoever_the_brake_holds_has_a_case_an_alert_and_an_audit_record():
    limits = Limits(ends=Limit(1, 0.0, 1))
    stage = Stage(limits=limits)
    await stage.hear(*(proposal(one, boss=boss, sealed=stage.sealed(one)) for one, boss in [("M", None), ("A", "M"), ("B", "M")]))

    await stage.hear(*(leaver(one, boss="M", at=LATER, sealed=stage.sealed(one)) for one in "AB"))

    assert [said.kind for said in stage.said("jml-transitions")] == ["joiner", "joiner", "joiner", "leaver"]
    (case,) = stage.said("jml-cases")
    assert (case.person, case.kind, case.field, case.open) == ("B", "brake", "", True)
    alert = decode(stage.log.records("jml-alerts")[0].value)
    assert (alert.kind, alert.key, alert.on, alert.ids) == ("brake", "ends", True, ("B",))
    (audit,) = stage.log.records("jml-audit")
    told = json.loads(audit.value)
    assert (audit.key, told["unmapped"]["fate"]) == (b"B", "held")
    assert stage.newest("B").brake == "ends"


async def test_an_account_that_a_sink_found_is_announced_with_its_own_login():
    stage = Stage()
    await stage.hear(proposal("P", sealed=stage.sealed("P")))
    theirs = stage.ring.seal("P", "login", "alee@halden.example")
    digest = stage.ring.digest("login", "alee@halden.example")

    await stage.hear(proposal("P", kind=ProposalKind.ADOPTED, system="okta", login=theirs, login_digest=digest))

    said = stage.said("jml-transitions")[-1]
    assert (said.login, said.login_digest, said.version) == (theirs, digest, 2)


async def ordered(stage, forge=False, **asked):
    """Signs and sends what is ordered; returns the records."""
    ids = count(len(stage.log.records(COMMANDS)))
    drafts = orders(asked, stage.now, lambda: f"order-{next(ids)}")
    signed = [sign(new_key() if forge else KEYS[draft.by], draft) for draft in drafts]
    for command in signed:
        await stage.log.append(Out(COMMANDS, command.place.encode(), encode(command), partition=0))
    await stage.worker.drain()
    return signed


def fates(stage):
    audits = [json.loads(record.value) for record in stage.log.records("jml-audit")]
    return [
        (each["actor"]["user"]["name"], each["unmapped"].get("why") or each["unmapped"]["fate"])
        for each in audits
        if each["unmapped"]["action"] == "command"
    ]


async def test_an_urgent_cut_confirmed_by_another_is_told_to_the_targets_first_of_all():
    stage = Stage()
    await stage.hear(proposal("P", sealed=stage.sealed("P")))

    await ordered(stage, cut="P", by="ann", confirm="bob")

    said = stage.said("jml-transitions", "P")[-1]
    assert (said.okta.status, said.salesforce.state, said.priority) == ("suspended", "frozen", "urgent")
    assert said.okta.groups == ("everyone",)
    assert (said.cause.kind, said.cause.rule) == ("command", "confirm")
    assert fates(stage) == [("ann", "accepted"), ("bob", "accepted")]


async def test_an_order_that_is_forged_replayed_late_or_under_another_key_is_refused_and_told():
    stage = Stage()
    await stage.hear(proposal("P", sealed=stage.sealed("P")))
    (first,) = await ordered(stage, cut="P", by="ann")
    await stage.log.append(Out(COMMANDS, b"P", encode(first), partition=0))
    await stage.log.append(Out(COMMANDS, b"Q", encode(first), partition=0))
    await ordered(stage, forge=True, cut="P", by="bob")
    stage.now = NOON + timedelta(minutes=20)
    await stage.log.append(Out(COMMANDS, b"P", encode(first), partition=0))
    await stage.worker.drain()

    assert [why for _, why in fates(stage)] == ["accepted", "replayed", "misplaced", "forged", "expired"]
    assert len(stage.said("jml-transitions", "P")) == 1
    assert stage.log.records("jml-dead-letter") == []


async def test_what_an_order_left_is_known_after_a_restart():
    stage = Stage()
    await stage.hear(proposal("P", sealed=stage.sealed("P")))
    (first,) = await ordered(stage, cut="P", by="ann")
    stage = Stage(before=stage)
    await stage.log.append(Out(COMMANDS, b"P", encode(first), partition=0))
    await stage.worker.drain()

    assert [why for _, why in fates(stage)] == ["accepted", "replayed"]
    assert stage.handler.timers.next() == NOON + timedelta(minutes=10)


async def test_what_is_no_record_is_set_aside_and_the_next_one_goes_on():
    stage = Stage()
    await stage.log.append(Out(PROPOSALS, b"P", b"broken", partition=0))
    await stage.log.append(Out(PROPOSALS, b"Q", encode(proposal("P", sealed=stage.sealed("P"))), partition=0))

    await stage.hear(proposal("P", sealed=stage.sealed("P")))

    letters = stage.said("jml-dead-letter")
    assert sorted(letter.reason.split()[0].rstrip(":") for letter in letters) == [Undecodable.__name__, WrongRecord.__name__]
    assert len(stage.said("jml-transitions")) == 1


async def test_values_that_do_not_open_park_that_person_only():
    stage = Stage()
    stage.sealed("P")

    await stage.hear(proposal("P", sealed=Sealed(first=b"\x01" + b"x" * 60, last=b"?")), proposal("Q", sealed=stage.sealed("Q")))

    assert [letter.person for letter in stage.said("jml-dead-letter")] == ["P"]
    assert [said.person for said in stage.said("jml-transitions")] == ["Q"]
