"""`actions/custom/flow`: autolaunched flows by name, and the standard action chatterPost (salesforce.md §4)."""

from dataclasses import dataclass, field
from typing import Any

from simulators.salesforce import dml
from simulators.salesforce.errors import Refusal, bad_json, not_allowed, not_found
from simulators.salesforce.org import Org
from simulators.salesforce.wire import Answer, Ask

MOST_INPUTS = 200


@dataclass(slots=True)
class Flows:
    """The active flows by API name, each with the outputs it gives and the message it fails with, if it fails; and who called them."""

    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[dict[str, Any]] = field(default_factory=list)

    def handle(self, org: Org, ask: Ask) -> Answer:
        """Raises Refusal."""
        match ask.parts[1:]:
            case ():
                return Answer(200, {kind: f"/services/data/v{ask.version}/actions/{kind}" for kind in ("standard", "custom")})
            case ("custom", "flow"):
                return Answer(200, {"actions": [self._listed(ask, name) for name in sorted(self.known)]})
            case ("custom", "flow", name) if name in self.known:
                return self._described(ask, name) if ask.method in ("GET", "HEAD") else self._run(org, ask, name)
            case ("standard", "chatterPost") if ask.method == "POST":
                return self._each(org, ask, "chatterPost", lambda given: _post(org, given))
        raise not_found()

    def _listed(self, ask: Ask, name: str) -> dict[str, str]:
        return {
            "label": name.replace("_", " "),
            "name": name,
            "type": "FLOW",
            "url": f"/services/data/v{ask.version}/actions/custom/flow/{name}",
        }

    def _described(self, ask: Ask, name: str) -> Answer:
        return Answer(200, self._listed(ask, name) | {"standard": False, "inputs": [], "outputs": [], "targetEntityName": None})

    def _run(self, org: Org, ask: Ask, name: str) -> Answer:
        flow = self.known[name]

        def one(given: dict[str, Any]) -> dict[str, Any]:
            self.calls.append({"flow": name, "inputs": given, "at": org.now()})
            if flow.get("fails"):
                raise Refusal("CANNOT_EXECUTE_FLOW_TRIGGER", str(flow["fails"]))
            done = {"Flow__InterviewGuid": f"{len(self.calls):032x}", "Flow__InterviewStatus": "Finished"}
            return dict(flow.get("outputs", {})) | done

        return self._each(org, ask, name, one)

    def _each(self, org: Org, ask: Ask, name: str, do: Any) -> Answer:
        """Every input by itself; a failed one makes the whole answer a 400 whose list tells which."""
        if ask.method != "POST":
            raise not_allowed(ask.method, "GET,HEAD,POST")
        inputs = ask.json().get("inputs")
        if not isinstance(inputs, list) or not inputs or len(inputs) > MOST_INPUTS:
            raise bad_json("inputs must be a list of 1 to 200 objects")
        results = [_result(name, do, given) for given in inputs]
        failed = any(not one["isSuccess"] for one in results)
        return Answer(org.open_points.flow_failure_status if failed else 200, results)


def _result(name: str, do: Any, given: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {"actionName": name, "errors": None, "invocationId": None, "isSuccess": True, "outputValues": None}
    try:
        body["outputValues"] = do(given)
    except Refusal as error:
        body |= {"errors": error.row(), "isSuccess": False}
    return body | {"sortOrder": -1, "version": 1}


def _post(org: Org, given: dict[str, Any]) -> dict[str, Any]:
    subject = org.row("User", str(given.get("subjectNameOrId"))) or next(
        iter(org.table("User").having("Username", given.get("subjectNameOrId"))), None
    )
    parent = subject["Id"] if subject else given.get("subjectNameOrId")
    return {"feedItemId": dml.insert(org, org.objects["feeditem"], {"ParentId": parent, "Body": given.get("text")})}
