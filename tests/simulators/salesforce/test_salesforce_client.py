"""simple-salesforce, unmodified, over plain HTTP by a requests adapter (salesforce.md §1.3, way A)."""

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
import requests
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceMalformedRequest, SalesforceResourceNotFound

from tests.simulators.salesforce.test_salesforce_bearer import keys, private, public
from tests.simulators.salesforce.test_salesforce_together import sub

OPPORTUNITY = {"Name": "O", "StageName": "Prospecting", "CloseDate": "2026-06-01", "AccountId": "@{a.id}"}


class ToHttp(requests.adapters.HTTPAdapter):
    """Sends what is meant for https to the org."""

    def __init__(self, base):
        super().__init__()
        self.host = urlsplit(base).netloc

    def send(self, request, **kw):
        url = urlsplit(request.url)
        request.url = urlunsplit(("http", self.host, url.path, url.query, ""))
        kw["timeout"] = kw.get("timeout") or (3, 30)
        return super().send(request, **kw)


def client(base, secret="secret"):
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", ToHttp(base))
    return Salesforce(consumer_key="key", consumer_secret=secret, domain="halden.my", session=session, version="66.0")


def life_of_a_user(base, given):
    sf = client(base)
    assert {"User", "Task", "PermissionSetAssignment"} <= {one["name"] for one in sf.describe()["sobjects"]} and sf.User.describe()[
        "name"
    ] == "User"
    made = sf.User.create(given | {"UKG_Person_Id__c": "P1"})
    assert made["success"]
    assert sf.User.update(made["id"], {"Title": "AE"}) == 204
    assert sf.User.upsert("UKG_Person_Id__c/P1", {"Title": "RSM"}) == 200
    assert sf.User.get_by_custom_id("UKG_Person_Id__c", "P1")["Title"] == "RSM"
    login = sf.query(f"SELECT Id FROM UserLogin WHERE UserId = '{made['id']}'")["records"][0]
    assert sf.UserLogin.update(login["Id"], {"IsFrozen": True}) == 204
    rows = sf.restful("composite/sobjects", method="POST", json={"records": [{"attributes": {"type": "Account"}, "Name": "A"}] * 200})
    assert sum(row["success"] for row in rows) == 200
    assert sf.api_usage["api-usage"].total == 605000
    assert len(list(sf.query_all_iter("SELECT Id FROM Account"))) == 200
    assert sf.limits()["DailyApiRequests"]["Max"] == 605000
    with pytest.raises(SalesforceMalformedRequest) as refused:
        sf.User.create({})
    assert refused.value.content[0]["errorCode"] == "REQUIRED_FIELD_MISSING"
    with pytest.raises(SalesforceResourceNotFound):
        sf.User.get("005dM0000009999")
    return sf


async def test_the_client_lives_a_users_life(org):
    await asyncio.to_thread(life_of_a_user, org.base, await org.body("Ng"))


async def test_the_client_logs_in_again_when_its_session_has_expired(org):
    sf = await asyncio.to_thread(client, org.base)
    org.clock.move(hours=3)
    found = await asyncio.to_thread(sf.query, "SELECT Id FROM User")
    assert found["totalSize"] == 2
    statuses = [(entry["operation"], entry["status"]) for entry in await org.journal()]
    assert statuses[-3:] == [("read", 401), ("login", 200), ("read", 200)]


async def test_the_client_says_when_its_credentials_are_refused(org):
    with pytest.raises(SalesforceAuthenticationFailed):
        await asyncio.to_thread(client, org.base, "wrong")


def jwt_client(base, key):
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", ToHttp(base))
    name = "integration@halden.example"
    return Salesforce(username=name, consumer_key="key", privatekey=key, domain="login", session=session, version="66.0")


async def test_the_client_logs_in_by_signed_assertion(org_of):
    org = await org_of(certificate=public(keys()[0]))
    sf = await asyncio.to_thread(jwt_client, org.base, private(keys()[0]))
    assert (await asyncio.to_thread(sf.query, "SELECT Id FROM User"))["totalSize"] == 2


def many_ways(base, user):
    sf = client(base)
    rows = [{"Name": f"A{number}", "AccountNumber": str(number)} for number in range(3)]
    done = sf.bulk2.Account.insert(records=rows, wait=0.01)
    assert [(one["numberRecordsProcessed"], one["numberRecordsFailed"]) for one in done] == [(3, 0)]
    job = done[0]["job_id"]
    assert len(sf.bulk2.Account.get_successful_records(job).splitlines()) == 4
    assert sf.bulk2.Account.get_failed_records(job).splitlines()[1:] == []
    pages = list(sf.bulk2.Account.query("SELECT Id, Name FROM Account", max_records=2))
    assert sum(len(page.splitlines()) - 1 for page in pages) == 3
    assert len(sf.query_all("SELECT Id FROM Account")["records"]) == 3
    graph = {"graphId": "g", "compositeRequest": [sub("a", "Account", {"Name": "G"}), sub("o", "Opportunity", OPPORTUNITY)]}
    answer = sf.restful("composite/graph", method="POST", json={"graphs": [graph]})
    assert answer["graphs"][0]["isSuccessful"], answer
    both = {
        "compositeRequest": [sub("t", "Task", {"Subject": "x", "OwnerId": user}), sub("f", "FeedItem", {"ParentId": user, "Body": "y"})]
    }
    parts = sf.restful("composite", method="POST", json=both)["compositeResponse"]
    assert [one["httpStatusCode"] for one in parts] == [201, 201]
    body = {"records": [{"attributes": {"type": "User"}, "UKG_Person_Id__c": "P1", "Title": "AE"}]}
    assert sf.restful("composite/sobjects/User/UKG_Person_Id__c", method="PATCH", json=body)[0]["success"]
    now = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    assert user in sf.User.updated(now - timedelta(hours=1), now + timedelta(hours=1))["ids"]
    assert sf.Account.deleted(now - timedelta(hours=1), now + timedelta(hours=1))["deletedRecords"] == []
    assert (
        sf.oauth2("userinfo")["user_id"]
        == sf.query("SELECT Id FROM User WHERE Username = 'integration@halden.example'")["records"][0]["Id"]
    )


async def test_the_client_does_it_many_ways(org):
    await asyncio.to_thread(many_ways, org.base, await org.person("P1"))
