"""How steps become calls: rows of 200, one answer each, whatever comes back for the call as a whole."""

import asyncio
from dataclasses import replace

import pytest
from simple_salesforce.exceptions import SalesforceMalformedRequest

from domain.outcomes import Action
from sinks.salesforce.applying import Applier, worst
from sinks.salesforce.reference import Reference
from sinks.target import Applied, Denied, Later, Refused, Step, Unchanged, Unknown
from tests.sinks_salesforce.people import wanted

REFERENCE = Reference(profiles={}, roles={}, territories={}, zones=(), locale="en_US", language="en_US")


class Endpoint:
    """Takes collections, but a whole call not at all where one of its rows is for `bad`; `short` answers one row too few."""

    def __init__(self, bad=(), short=False):
        self.bad, self.short, self.sizes = set(bad), short, []

    async def call(self, method, path, body=None, params=None, begin_by=None):
        rows = body["records"]
        self.sizes.append(len(rows))
        if self.bad & {row["id"] for row in rows}:
            raise SalesforceMalformedRequest("u", 400, "n", [{"errorCode": "JSON_PARSER_ERROR", "message": "Unexpected character"}])
        return [{"id": row["id"], "success": True, "errors": []} for row in rows][int(self.short) :]


def freezes(count):
    action = Action(id="a", name="freeze", subject="005A")
    return [Step(wanted=wanted(f"P{n}"), action=replace(action, args={"login": f"0Yw{n}"}), account=None) for n in range(count)]


def applier(endpoint, policy):
    return Applier(endpoint, REFERENCE, policy, asyncio.Lock(), 0.0)


async def test_rows_travel_two_hundred_at_a_time(policy):
    endpoint = Endpoint()
    assert await applier(endpoint, policy).apply(freezes(450)) == [Applied()] * 450
    assert sorted(endpoint.sizes) == [50, 200, 200]


async def test_one_row_that_spoils_the_whole_call_is_found_and_stops_nobody_else(policy):
    endpoint = Endpoint(bad=["0Yw77"])
    answers = await applier(endpoint, policy).apply(freezes(200))
    assert [at for at, answer in enumerate(answers) if isinstance(answer, Refused)] == [77]
    assert len(endpoint.sizes) < 20


async def test_an_answer_that_misses_rows_tells_nothing_of_any(policy):
    assert all(isinstance(answer, Unknown) for answer in await applier(Endpoint(short=True), policy).apply(freezes(3)))


async def test_an_action_of_another_system_is_refused(policy):
    step = replace(freezes(1)[0], action=Action(id="a", name="suspend"))
    assert (await applier(Endpoint(), policy).apply([step]))[0].code == "unknown-action"


UNKNOWN, DENIED = Unknown(code="500", reason=""), Denied(code="401", reason="")
LATER, REFUSED = Later(code="LOCK", reason=""), Refused(code="X", reason="")
TOGETHER = [
    ([Applied(), UNKNOWN, REFUSED], UNKNOWN),
    ([LATER, DENIED], DENIED),
    ([REFUSED, LATER], LATER),
    ([Applied(), REFUSED], REFUSED),
    ([Unchanged(), Applied()], Applied()),
    ([Unchanged()], Unchanged()),
]


@pytest.mark.parametrize(("answers", "expected"), TOGETHER)
def test_several_rows_of_one_action_mean_together(answers, expected):
    assert worst(answers) == expected
