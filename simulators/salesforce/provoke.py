"""Known errors, brought about one by one: what the table of error bodies quotes is what the org must say (salesforce.md §6.5)."""

from collections.abc import Awaitable, Callable
from typing import Any

from simulators.salesforce import verbs
from simulators.salesforce.errors import AGGREGATE_TOO_MANY, Refusal, locked
from simulators.salesforce.faulty import TOO_MANY
from simulators.salesforce.users import licence_of
from simulators.salesforce.vendor import Salesforce

Ask = Callable[..., Awaitable[tuple[int, Any]]]
NAME = "ng@halden.example.halden"
PLACES = {"TimeZoneSidKey": "America/New_York", "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US", "EmailEncodingKey": "UTF-8"}


def complete(vendor: Salesforce) -> dict[str, Any]:
    """The body of a create of a user that lacks nothing."""
    profile = verbs.named(vendor.org, "Profile", "Halden Sales User")
    return {"Username": NAME, "LastName": "Ng", "Email": "ng@halden.example", "Alias": "ng", "ProfileId": profile} | PLACES


async def missing_all_user_fields(_vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    return await ask("POST", "sobjects/User", {})


async def duplicate_username(vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    vendor.org.taken.add(NAME)
    return await ask("POST", "sobjects/User", complete(vendor))


async def license_limit(vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    body = complete(vendor)
    seats = licence_of(vendor.org, body["ProfileId"])
    assert seats is not None
    vendor.org.store.change("UserLicense", seats, {"TotalLicenses": 0})
    return await ask("POST", "sobjects/User", body)


async def row_lock(_vendor: Salesforce, _ask: Ask) -> tuple[int, Any]:
    return 400, locked("001XXXXXXXXXXXXXX").body()


async def daily_limit(vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    vendor.dispatch.usage.calls.extend([vendor.clock.now()] * vendor.dispatch.usage.most(vendor.org))
    return await ask("GET", "limits")


async def concurrent_limit(_vendor: Salesforce, _ask: Ask) -> tuple[int, Any]:
    return 403, Refusal("REQUEST_LIMIT_EXCEEDED", TOO_MANY, None, 403).body()


async def session(vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    vendor.sessions.open.clear()
    return await ask("GET", "limits")


async def inactive_owner(vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    made = verbs.seed_user(vendor.org, {"username": NAME, "active": False})
    return await ask("POST", "sobjects/Case", {"Subject": "x", "OwnerId": made["id"]})


async def mixed_dml(vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    rows = [{"attributes": {"type": "User"}} | complete(vendor), {"attributes": {"type": "Account"}, "Name": "x"}]
    status, body = await ask("POST", "composite/sobjects", {"records": rows})
    first = body[0]["errors"][0]
    return status, [{"message": first["message"], "errorCode": first["statusCode"], "fields": first["fields"]}]


async def _blocked(vendor: Salesforce, ask: Ask, block: str) -> tuple[int, Any]:
    made = verbs.seed_user(vendor.org, {"username": NAME})
    vendor.org.blocks[made["id"]] = [block]
    return await ask("PATCH", f"sobjects/User/{made['id']}", {"IsActive": False})


async def hierarchy_deactivate(vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    status, body = await _blocked(vendor, ask, "hierarchy-field")
    return status, [{"message": body[0]["message"].replace("Mentor__c", "<Field>")}]


async def web_to_lead_deactivate(vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    status, body = await _blocked(vendor, ask, "web-to-lead")
    return status, [{"message": body[0]["message"]}]


async def aggregate_too_many(_vendor: Salesforce, _ask: Ask) -> tuple[int, Any]:
    return 400, Refusal("EXCEEDED_ID_LIMIT", AGGREGATE_TOO_MANY, None).body()


async def not_found(_vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    return await ask("GET", "sobjects/Foo")


async def bad_external_id_field(_vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    return await ask("PATCH", "sobjects/Account/Namez/x", {})


async def invalid_field(_vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    status, body = await ask("POST", "sobjects/Account", {"foo": 1})
    return status, [body[0] | {"message": body[0]["message"].replace("Account", "Bar")}]


async def invalid_type_query(_vendor: Salesforce, ask: Ask) -> tuple[int, Any]:
    return await ask("GET", "query?q=select%20count()%20from%20XYZZY")


WAYS: dict[str, Callable[[Salesforce, Ask], Awaitable[tuple[int, Any]]]] = {
    way.__name__: way
    for way in (
        missing_all_user_fields,
        duplicate_username,
        license_limit,
        row_lock,
        daily_limit,
        concurrent_limit,
        session,
        inactive_owner,
        mixed_dml,
        hierarchy_deactivate,
        web_to_lead_deactivate,
        aggregate_too_many,
        not_found,
        bad_external_id_field,
        invalid_field,
        invalid_type_query,
    )
}
