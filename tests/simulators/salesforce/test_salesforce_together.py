"""Graphs, trees, batches, and what may not be done in one transaction."""

ROLE = "/services/data/v66.0/sobjects"


def sub(reference, sobject, body, method="POST"):
    return {"referenceId": reference, "method": method, "url": f"{ROLE}/{sobject}", "body": body}


async def test_a_graph_is_all_or_nothing_and_graphs_do_not_touch_each_other(org):
    good = {
        "graphId": "g",
        "compositeRequest": [sub("a", "Account", {"Name": "A"}), sub("c", "Contact", {"LastName": "C", "AccountId": "@{a.id}"})],
    }
    bad = {"graphId": "b", "compositeRequest": [sub("a", "Account", {"Name": "B"}), sub("c", "Contact", {})]}
    status, body, _ = await org.call("POST", "/composite/graph", {"graphs": [good, bad]})
    assert status == 200 and [one["isSuccessful"] for one in body["graphs"]] == [True, False]
    codes = [part["body"][0]["errorCode"] for part in body["graphs"][1]["graphResponse"]["compositeResponse"]]
    assert codes == ["PROCESSING_HALTED", "REQUIRED_FIELD_MISSING"]
    assert (await org.query("SELECT Name FROM Account"))[1]["totalSize"] == 1


async def test_too_many_graphs_are_refused_and_14_failures_stop_the_rest(org):
    one = {"graphId": "g", "compositeRequest": [sub("a", "Account", {})]}
    assert (await org.call("POST", "/composite/graph", {"graphs": [one] * 76}))[0] == 400
    _, body, _ = await org.call("POST", "/composite/graph", {"graphs": [one] * 15})
    codes = [one["graphResponse"]["compositeResponse"][0]["body"][0]["errorCode"] for one in body["graphs"]]
    assert codes == ["REQUIRED_FIELD_MISSING"] * 14 + ["PROCESSING_HALTED"]


async def test_users_and_tasks_do_not_mix_in_one_transaction(org):
    user = await org.person("P1")
    task = sub("t", "Task", {"Subject": "Welcome"})
    off = sub("u", f"User/{user}", {"IsActive": False}, "PATCH")
    title = sub("u", f"User/{user}", {"Title": "AE"}, "PATCH")
    _, body, _ = await org.call("POST", "/composite", {"allOrNone": True, "compositeRequest": [task, off]})
    error = body["compositeResponse"][1]["body"][0]
    assert error["errorCode"] == "MIXED_DML_OPERATION" and error["message"].endswith(": User, original object: Task")
    _, body, _ = await org.call("POST", "/composite", {"allOrNone": True, "compositeRequest": [task, title]})
    assert [one["httpStatusCode"] for one in body["compositeResponse"]] == [201, 204]
    _, body, _ = await org.call("POST", "/composite", {"compositeRequest": [task, off]})
    assert [one["httpStatusCode"] for one in body["compositeResponse"]] == [201, 204]
    await org.do("assume", collated_is_one_transaction=True)
    _, body, _ = await org.call("POST", "/composite", {"compositeRequest": [task, sub("u", f"User/{user}", {"IsActive": True}, "PATCH")]})
    assert [one["httpStatusCode"] for one in body["compositeResponse"]] == [201, 400]


async def test_a_tree_makes_children_with_their_parents_or_nothing(org):
    child = {"attributes": {"type": "Contact", "referenceId": "c"}, "LastName": "C"}
    account = {"attributes": {"type": "Account", "referenceId": "a"}, "Name": "A", "Contacts": {"records": [child]}}
    status, body, _ = await org.call("POST", "/composite/tree/Account", {"records": [account]})
    assert status == 201 and not body["hasErrors"] and [one["referenceId"] for one in body["results"]] == ["a", "c"]
    assert (await org.query("SELECT Account.Name FROM Contact"))[1]["records"][0]["Account"]["Name"] == "A"
    broken = account | {"Contacts": {"records": [child | {"LastName": None}]}}
    status, body, _ = await org.call("POST", "/composite/tree/Account", {"records": [broken]})
    assert (status, body["hasErrors"], [one["referenceId"] for one in body["results"]]) == (400, True, ["c"])
    assert (await org.query("SELECT Id FROM Account"))[1]["totalSize"] == 1


async def test_a_batch_counts_each_request(org):
    wanted = [{"method": "GET", "url": "v66.0/limits"}, {"method": "GET", "url": "v66.0/sobjects/Foo"}]
    _, body, headers = await org.call("POST", "/composite/batch", {"batchRequests": wanted})
    assert body["hasErrors"] and [one["statusCode"] for one in body["results"]] == [200, 404]
    assert headers["Sforce-Limit-Info"].startswith("api-usage=2/")


async def test_a_reference_id_of_other_signs_fails_the_whole_request(org):
    both = [sub("fine", "Account", {"Name": "A"}), sub("not-fine", "Account", {"Name": "B"})]
    status, body, _ = await org.call("POST", "/composite", {"compositeRequest": both})
    told = "must start with a letter or a number, and it can contain only letters, numbers and underscores ('_')."
    assert (status, body[0]["message"]) == (400, f"Provided referenceId ('not-fine') {told}")
    assert (await org.query("SELECT COUNT() FROM Account"))[1]["totalSize"] == 0
