"""What simulators do when they are asked to go wrong: in front of the vendor, in some rows only, and for everybody from then on."""

import pytest
from aiohttp.test_utils import TestClient, TestServer

from scenarios.play_clock import PlayClock
from simulators.kernel.faults import Faults, UnknownFault
from simulators.kernel.server import SIMULATOR, Simulator
from simulators.okta import okta
from tests.matrix.times import NOON


@pytest.mark.parametrize(("kind", "status", "html"), [("503-empty", 503, False), ("503-html", 503, True), ("429-bare", 429, False)])
async def test_what_stands_in_front_of_a_vendor_answers_without_its_headers(kind: str, status: int, html: bool) -> None:
    clock = PlayClock(NOON)
    app = Simulator(okta(clock, "secret"), clock).app()
    async with TestClient(TestServer(app)) as client:
        app[SIMULATOR].faults.add({"kind": kind, "times": 1})
        answer = await client.get("/api/v1/users", headers={"Authorization": "SSWS secret"})
        assert answer.status == status
        assert "X-Okta-Request-Id" not in answer.headers and "X-Rate-Limit-Reset" not in answer.headers
        assert ("<html>" in await answer.text()) is html
        assert (await client.get("/api/v1/users", headers={"Authorization": "SSWS secret"})).status == 200
        assert app[SIMULATOR].serving == 0


async def test_too_many_calls_at_once_are_told_by_a_limit_of_nought() -> None:
    clock = PlayClock(NOON)
    app = Simulator(okta(clock, "secret"), clock).app()
    async with TestClient(TestServer(app)) as client:
        app[SIMULATOR].faults.add({"kind": "429-concurrency", "times": 1})
        answer = await client.get("/api/v1/users", headers={"Authorization": "SSWS secret"})
        assert answer.status == 429
        assert (answer.headers["X-Rate-Limit-Limit"], answer.headers["X-Rate-Limit-Remaining"]) == ("0", "0")
        assert (await answer.json())["errorCode"] == "E0000047"


def test_a_fault_that_spreads_meets_every_call_once_one_has_met_it() -> None:
    faults = Faults()
    faults.add({"kind": "401", "operation": "suspend", "spreads": True})
    assert faults.take("read", "GET", "/users") is None
    assert faults.take("suspend", "POST", "/users/1") is not None
    assert faults.take("read", "GET", "/users") is not None
    assert faults.take("read", "GET", "/users") is not None
    faults.clear()
    assert faults.take("suspend", "POST", "/users/1") is None


def test_a_fault_that_nobody_knows_is_refused_with_what_there_is() -> None:
    with pytest.raises(UnknownFault, match=r"partial.*spreads"):
        Faults().add({"kind": "unheard-of"})
