"""`jml doctor` at simulated systems, with things broken on purpose: what it names, what it says fails, and what it never reads."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from click.testing import CliRunner

from cli.doctor import command, examine, page
from domain.policy import Policy
from runtime.creating import Cluster
from runtime.finding import Finding, State
from runtime.settings import load
from runtime.topics import load as topics_of_files
from runtime.topics import resized
from schemas.policy import load_policy
from simulators.okta import okta
from simulators.salesforce import salesforce
from simulators.ukg import ukg
from sinks.okta.package import SCOPES
from tests.clients.conftest import Pair, Running, Start, keys, start

__all__ = ["keys", "start"]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(Path(__file__).parents[2] / "policy")


@dataclass
class Said:
    """What was found at one system."""

    findings: list[Finding]

    def __getitem__(self, what: str) -> Finding:
        return next(finding for finding in self.findings if finding.what == what)

    def states(self, state: State) -> list[str]:
        return [finding.what for finding in self.findings if finding.state is state]

    @property
    def text(self) -> str:
        return "\n".join(page(self.findings))


Look = Callable[..., Awaitable[Said]]


@pytest.fixture
def look(policy: Policy) -> Look:
    async def at(system: str, running: Running, **env: str) -> Said:
        defaults = {
            "ukg": {"JML_UKG_USER": "svc", "JML_UKG_PASSWORD": "ukg-pw", "JML_UKG_CUSTOMER_KEY": "ukg-key"},
            "okta": {} if "JML_OKTA_CLIENT_ID" in env else {"JML_OKTA_TOKEN": "okta-token"},
            "salesforce": {"JML_SALESFORCE_CLIENT_ID": "sf-id", "JML_SALESFORCE_CLIENT_SECRET": "sf-secret"},
        }[system]
        settings = load({f"JML_{system.upper()}_URL": running.url, **defaults, **env})
        return Said(await examine([system], settings, policy, lambda: datetime.now(UTC)))

    return at


@pytest.fixture
def tenant(start: Start) -> Callable[[], Awaitable[Running]]:
    return lambda: start(lambda clock: ukg(clock, "svc", "ukg-pw", "ukg-key", user_key="user-key"))


@pytest.fixture
def org(start: Start) -> Callable[..., Awaitable[Running]]:
    return lambda **options: start(lambda clock: okta(clock, "okta-token", **options))


@pytest.fixture
def sales(start: Start) -> Callable[..., Awaitable[Running]]:
    return lambda **options: start(lambda clock: salesforce(clock, "sf-id", "sf-secret", **options))


async def test_all_is_well_at_every_system(tenant: Any, org: Any, sales: Any, look: Look) -> None:
    for system, running in (("ukg", await tenant()), ("okta", await org()), ("salesforce", await sales())):
        said = await look(system, running)
        assert not said.states(State.MISSING) and not said.states(State.UNKNOWN) and not said.states(State.WARN), said.text


# UKG Pro


async def test_a_right_that_is_lacking_is_named_as_the_screen_names_it_with_what_fails(tenant: Any, look: Look) -> None:
    running = await tenant()
    await running.do("rights", withdraw=["Employee Job History Details"])
    said = await look("ukg", running, JML_UKG_HISTORY="rest")
    found = said["right Employee Job History Details (View), for employee-job-history-details"]
    assert found.state is State.MISSING
    assert "moves keyed in ahead" in found.breaks and "Service Account Administration" in found.cure
    assert said.states(State.MISSING) == [found.what]


async def test_rights_it_should_not_have_are_warned_of_and_what_they_open_is_not_read(tenant: Any, look: Look) -> None:
    running = await tenant()
    rights = running.vendor.resources.access.rights
    serves = rights.serves
    rights.serves = lambda resource: resource in ("contacts", "direct-deposit", "pay-statements") or serves(resource)
    said = await look("ukg", running)
    assert said.states(State.WARN) == ["right Employee Contacts", "right Employee Direct Deposit", "right Employee Pay Statement"]
    assert not said.states(State.MISSING)
    entries = [entry for entry in running.simulator.journal.entries if "/personnel/" in entry.path]
    assert entries and all(entry.detail.get("rows", 0) == 0 for entry in entries)


async def test_nobody_is_read_where_people_are(tenant: Any, look: Look) -> None:
    running = await tenant()
    await running.do("add", people={"P1": {"first": "Ada", "last": "Quist", "hired": "2026-01-05", "company": "US01"}})
    await look("ukg", running)
    rows = [
        entry.detail.get("rows", 0)
        for entry in running.simulator.journal.entries
        if "-details" in entry.path and "company" not in entry.path
    ]
    assert rows and not any(rows)


async def test_a_wrong_password_and_a_wrong_customer_key_are_told_apart(tenant: Any, look: Look) -> None:
    running = await tenant()
    assert (await look("ukg", running, JML_UKG_PASSWORD="wrong"))["credentials"].state is State.MISSING
    wrong_key = await look("ukg", running, JML_UKG_CUSTOMER_KEY="wrong")
    assert wrong_key["customer API key"].state is State.MISSING
    assert "wrong" not in wrong_key.text


async def test_a_right_by_soap_is_tried_on_nobody(tenant: Any, look: Look) -> None:
    running = await tenant()
    await running.do("rights", withdraw=["Employee User Defined Fields"])
    said = await look("ukg", running, JML_UKG_FIELDS="soap", JML_UKG_ENDS="soap", JML_UKG_USER_KEY="user-key")
    assert said.states(State.MISSING) == ["right Employee User Defined Fields (View), by SOAP"]
    assert said["right Employee Employment Information (View), by SOAP"].state is State.OK


async def test_whether_addresses_may_be_written_is_tried_on_nobody_where_there_is_a_user_key(tenant: Any, look: Look) -> None:
    running = await tenant()
    await running.do("add", people={"P1": {"first": "Ada", "last": "Quist", "hired": "2026-01-05", "company": "US01"}})
    before = running.vendor.state()["people"]
    said = await look("ukg", running, JML_UKG_USER_KEY="user-key")
    assert said["right Employee Person (View), by SOAP"].state is State.OK
    assert said["right Employee Person (Edit), by SOAP"].state is State.OK
    assert running.vendor.state()["people"] == before
    await running.do("rights", withdraw=["Employee Person (Edit)"])
    said = await look("ukg", running, JML_UKG_USER_KEY="user-key")
    assert said.states(State.WARN) == ["right Employee Person (Edit), by SOAP"]
    assert "jml sink ukg" in said["right Employee Person (Edit), by SOAP"].breaks


async def test_a_code_of_the_policy_that_the_tenant_does_not_know_is_named(tenant: Any, look: Look) -> None:
    running = await tenant()
    rows = running.vendor.codes.jobs
    running.vendor.codes.jobs = lambda: [row for row in rows() if row["jobCode"] != "CRO"]
    said = await look("ukg", running)
    assert "CRO" in said["codes: jobs"].detail and said["codes: jobs"].state is State.WARN


async def test_a_clock_that_is_off_is_told_with_which_way_and_how_far(tenant: Any, org: Any, look: Look) -> None:
    for system, running in (("ukg", await tenant()), ("okta", await org())):
        running.clock.skew = timedelta(minutes=20)
        found = (await look(system, running))["clock"]
        assert found.state is State.MISSING
        assert "ahead of" in found.detail and ("20 min" in found.detail or "19 min" in found.detail)


# Okta


async def test_a_missing_attribute_is_named_with_what_to_deploy(org: Any, look: Look) -> None:
    said = await look("okta", await org(person_attribute=False))
    assert said.states(State.MISSING) == ["attribute ukgPersonId"]
    assert "ops/okta/ukgPersonId.json" in said["attribute ukgPersonId"].cure


async def test_what_is_deployed_is_what_is_missing(org: Any, look: Look) -> None:
    running = await org(person_attribute=False)
    body = json.loads((Path(__file__).parents[2] / "ops/okta/ukgPersonId.json").read_text())
    where, headers = f"{running.url}/api/v1/meta/schemas/user/default", {"Authorization": "SSWS okta-token"}
    async with aiohttp.ClientSession(headers=headers) as session, session.post(where, json=body) as answer:
        assert answer.status == 200
    assert (await look("okta", running))["attribute ukgPersonId"].state is State.OK


async def test_a_refused_token_is_told_and_nothing_more_is_asked(org: Any, look: Look) -> None:
    running = await org()
    said = await look("okta", running, JML_OKTA_TOKEN="wrong")
    assert said.states(State.MISSING) == ["credentials"]
    assert len(running.calls()) == 1 and "wrong" not in said.text


async def test_the_scope_that_was_not_granted_is_named(org: Any, look: Look, keys: Pair) -> None:
    running = await org()
    await running.do("register_client", client_id="0oaJML", public_key=keys.public, scopes=["okta.users.manage"])
    said = await look("okta", running, JML_OKTA_CLIENT_ID="0oaJML", JML_OKTA_PRIVATE_KEY=keys.private)
    assert said["scopes"].detail == "okta.groups.manage and okta.apps.manage and okta.logs.read is not granted"


async def test_without_the_right_to_see_the_schema_the_attribute_is_unknown_and_not_missing(org: Any, look: Look, keys: Pair) -> None:
    running = await org()
    await running.do("register_client", client_id="0oaJML", public_key=keys.public, scopes=list(SCOPES))
    said = await look("okta", running, JML_OKTA_CLIENT_ID="0oaJML", JML_OKTA_PRIVATE_KEY=keys.private)
    assert said.states(State.UNKNOWN) == ["attributes"] and not said.states(State.MISSING)


async def test_nothing_is_changed_and_nobody_is_read_at_okta(org: Any, look: Look) -> None:
    running = await org()
    before = running.vendor.state()
    await look("okta", running)
    assert running.vendor.state() == before
    read = [entry for entry in running.simulator.journal.entries if entry.status == 200]
    assert [entry.path for entry in read] == ["/api/v1/logs", "/api/v1/meta/schemas/user/default"]


# Salesforce


async def test_a_missing_permission_is_named_as_setup_names_it(sales: Any, look: Look) -> None:
    said = await look("salesforce", await sales(denied=("FreezeUsers",)))
    assert said.states(State.MISSING) == ["permission Freeze Users"]
    assert "cut off at once" in said["permission Freeze Users"].breaks


async def test_missing_fields_are_named_with_what_to_deploy(sales: Any, look: Look) -> None:
    said = await look("salesforce", await sales(lacks=("UKG_Person_Id__c", "Case.Original_Owner__c")))
    assert said.states(State.MISSING) == ["field User.UKG_Person_Id__c", "fields for leave"]
    assert "Case.Original_Owner__c" in said["fields for leave"].detail and "ops/salesforce" in said["fields for leave"].cure


async def test_licences_that_are_used_up_and_an_allowance_that_runs_out_are_told(sales: Any, look: Look) -> None:
    said = await look("salesforce", await sales(licences=3, daily_api_requests=60))
    assert said["licences"].state is State.WARN
    assert said["API allowance"].detail.endswith("of 60 calls left today")


async def test_a_refused_app_is_told_without_its_secret(sales: Any, look: Look) -> None:
    said = await look("salesforce", await sales(), JML_SALESFORCE_CLIENT_SECRET="wrong-secret")
    assert said.states(State.MISSING) == ["credentials"] and "wrong-secret" not in said.text


async def test_a_system_that_does_not_listen_hides_nothing_of_the_others(org: Any, policy: Policy) -> None:
    running = await org()
    env = {"JML_OKTA_URL": running.url, "JML_OKTA_TOKEN": "okta-token", "JML_UKG_URL": "http://127.0.0.1:9", "JML_UKG_USER": "u"}
    settings = load(env | {"JML_UKG_PASSWORD": "p", "JML_UKG_CUSTOMER_KEY": "k"})
    said = Said(await examine(["ukg", "okta", "salesforce"], settings, policy, lambda: datetime.now(UTC)))
    assert said.states(State.MISSING) == ["reachable", "settings"]
    assert sum(finding.system == "okta" and finding.state is State.OK for finding in said.findings) > 5


def test_the_status_is_1_where_something_is_missing_and_json_is_json(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("s3cr3t")
    file.chmod(0o644)
    monkeypatch.setenv("JML_OKTA_TOKEN_FILE", str(file))
    monkeypatch.setenv("JML_OKTA_URL", "http://127.0.0.1:9")
    result = CliRunner().invoke(command, ["okta", "--json"])
    assert result.exit_code == 1
    found = json.loads(result.output)
    assert [(one["system"], one["state"]) for one in found] == [("machine", "warn"), ("okta", "missing")]
    assert "s3cr3t" not in result.output


@pytest.mark.kafka
async def test_a_cluster_is_told_before_and_after_its_topics_are_made(kafka_bootstrap: str, policy: Policy) -> None:
    settings = load({"JML_KAFKA_BOOTSTRAP": kafka_bootstrap})
    cluster, topics = Cluster(settings.kafka), topics_of_files()
    missing = cluster.missing(topics)
    before = Said(await examine(["kafka"], settings, policy, lambda: datetime.now(UTC)))
    assert before["reachable"].state is State.OK and before["security"].state is State.OK
    assert not missing or (before["topics"].state is State.MISSING and "jml topics" in before["topics"].cure)
    cluster.create(resized(missing, 1))
    after = Said(await examine(["kafka"], settings, policy, lambda: datetime.now(UTC)))
    assert not after.states(State.MISSING) and after["rights of jml-sink-okta"].state is State.OK, after.text
