"""Tokens, sessions, versions, limits."""

import base64


async def token(org, **form):
    async with org.http.post(f"{org.base}/services/oauth2/token", data=form) as answer:
        return answer.status, await answer.json(), answer.headers


async def test_client_credentials_in_the_body_or_by_basic_open_a_session(org):
    status, body, headers = await token(org, grant_type="client_credentials", client_id="key", client_secret="secret")
    assert status == 200
    assert body["access_token"].startswith("00D") and "!" in body["access_token"]
    assert set(body) >= {"id", "issued_at", "instance_url", "signature", "access_token", "token_type", "scope"}
    assert "Sforce-Limit-Info" not in headers
    basic = base64.b64encode(b"key:secret").decode()
    async with org.http.post(
        f"{org.base}/services/oauth2/token", data={"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
    ) as answer:
        assert answer.status == 200


async def test_a_wrong_secret_an_unknown_client_and_another_grant_are_refused_with_an_object(org):
    status, body, _ = await token(org, grant_type="client_credentials", client_id="key", client_secret="no")
    assert (status, body["error"]) == (400, "invalid_client")
    _, body, _ = await token(org, grant_type="client_credentials", client_id="who", client_secret="secret")
    assert body["error"] == "invalid_client_id"
    _, body, _ = await token(org, grant_type="password", username="a", password="b")
    assert body["error"] == "unsupported_grant_type"


async def test_a_call_without_a_session_is_401_with_a_list_body(org):
    org.headers["Authorization"] = "Bearer 00Dno!no"
    status, body, _ = await org.call("GET", "/limits")
    assert (status, body) == (401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}])


async def test_a_session_dies_of_two_idle_hours_and_lives_by_use(org):
    for _ in range(3):
        org.clock.move(minutes=110)
        assert (await org.call("GET", "/limits"))[0] == 200
    org.clock.move(minutes=121)
    assert (await org.call("GET", "/limits"))[0] == 401
    await org.login()
    assert (await org.call("GET", "/limits"))[0] == 200


async def test_a_revoked_credential_ends_sessions_and_gives_no_new_one_until_restored(org):
    await org.do("revoke_token")
    assert (await org.call("GET", "/limits"))[0] == 401
    assert (await token(org, grant_type="client_credentials", client_id="key", client_secret="secret"))[0] == 400
    await org.do("restore_token")
    await org.login()
    assert (await org.call("GET", "/limits"))[0] == 200


async def test_a_call_turned_away_at_the_door_is_no_write(org):
    await org.do("revoke_token")
    await org.call("POST", "/sobjects/User", {})
    entry = (await org.journal())[-1]
    assert (entry["operation"], entry["write"], entry["status"]) == ("create", False, 401)


async def test_versions_are_listed_without_a_session_and_retired_ones_are_gone(org):
    _, body, headers = await org.call("GET", "/services/data")
    assert body[0] == {"label": "Summer '14", "url": "/services/data/v31.0", "version": "31.0"}
    assert body[-1]["version"] == "68.0" and "Sforce-Limit-Info" not in headers
    assert (await org.call("GET", "/services/data/v30.0/limits"))[0] == 410
    assert (await org.call("GET", "/services/data/v99.0/limits"))[0] == 404
    assert (await org.call("GET", "/nothing"))[1] == [{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}]


async def test_every_answer_says_how_many_calls_are_used_and_the_count_rolls_over_a_day(org_of):
    org = await org_of(daily_api_requests=3, session_timeout=None)
    for used in (1, 2, 3):
        _, _, headers = await org.call("GET", "/limits")
        assert headers["Sforce-Limit-Info"] == f"api-usage={used}/3"
    status, body, _ = await org.call("GET", "/limits")
    assert (status, body) == (403, [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}])
    org.clock.move(hours=25)
    assert (await org.call("GET", "/limits"))[1]["DailyApiRequests"] == {"Max": 3, "Remaining": 2}


async def test_a_token_that_is_given_back_opens_nothing_more(org):
    token = org.headers["Authorization"].removeprefix("Bearer ")
    _, known, _ = await org.call("GET", "/services/data/v66.0")
    _, who, _ = await org.call("GET", "/services/oauth2/userinfo")
    assert known["identity"] == who["sub"]
    async with org.http.post(f"{org.base}/services/oauth2/revoke", data={"token": token}) as answer:
        assert (answer.status, await answer.read()) == (200, b"")
    assert (await org.call("GET", "/limits"))[1][0]["errorCode"] == "INVALID_SESSION_ID"
    async with org.http.get(f"{org.base}/services/oauth2/revoke", params={"token": token}) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "invalid_token")


async def test_a_header_that_holds_no_session_is_told_from_a_session_that_is_over(org):
    for given, code in (
        ("Bearer 00D!gone", "INVALID_SESSION_ID"),
        ("OAuth gone", "INVALID_SESSION_ID"),
        ("OAuth", "INVALID_AUTH_HEADER"),
        ("Basic eDp5", "INVALID_AUTH_HEADER"),
    ):
        org.headers["Authorization"] = given
        status, body, _ = await org.call("GET", "/limits")
        assert (status, body[0]["errorCode"]) == (401, code)
    org.headers.clear()
    assert (await org.call("GET", "/limits"))[1][0]["errorCode"] == "INVALID_SESSION_ID"
