"""simple-salesforce, unmodified, over plain HTTP by a requests adapter (salesforce.md §1.3, way A)."""

import asyncio
from urllib.parse import urlsplit, urlunsplit

import pytest
import requests
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceMalformedRequest, SalesforceResourceNotFound


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
