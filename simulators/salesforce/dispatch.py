"""One request to the operation behind its path, also from inside a composite."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulators.salesforce import chatter, composite, graph, identity, rest, rows, versions
from simulators.salesforce.bulk import Jobs
from simulators.salesforce.errors import Refusal, not_found
from simulators.salesforce.flows import Flows
from simulators.salesforce.org import Org
from simulators.salesforce.paging import Cursors
from simulators.salesforce.usage import Usage
from simulators.salesforce.wire import Answer, Ask, refused


@dataclass(slots=True)
class Dispatch:
    """What an org remembers beside its records: calls used, pages left, jobs, flows, posts of the hour."""

    org: Org
    usage: Usage = field(default_factory=Usage)
    cursors: Cursors = field(default_factory=Cursors)
    jobs: Jobs = field(default_factory=Jobs)
    flows: Flows = field(default_factory=Flows)
    posted: deque[datetime] = field(default_factory=deque)

    def serve(self, ask: Ask) -> Answer:
        """Never raises Refusal."""
        try:
            return self._at(ask)
        except Refusal as error:
            return refused(error)

    def _at(self, ask: Ask) -> Answer:
        match ask.parts:
            case ():
                return Answer(200, versions.resources(ask.version, identity.address(self.org, self.org.me)))
            case ("limits",):
                return Answer(200, self.usage.limits(self.org, self.jobs.batches))
            case ("limits", "recordCount"):
                return self._counts(ask)
            case ("query" | "queryAll", *_):
                return self.cursors.handle(self.org, ask)
            case ("sobjects", *_):
                return rest.handle(self.org, ask)
            case ("jobs", *_):
                return self.jobs.handle(self.org, ask)
            case ("actions", *_):
                return self.flows.handle(self.org, ask)
            case ("chatter", *_):
                return chatter.handle(self.org, ask, self.posted)
            case ("quickActions", "NewTask", "defaultValues"):
                nothing = dict.fromkeys(("Subject", "ActivityDate", "WhoId", "WhatId"))
                body = {"attributes": {"type": "Task"}} | nothing | {"OwnerId": self.org.me, "Status": "Not Started"}
                return Answer(200, body, {"Last-Modified": self.org.since})
        return self._composite(ask)

    def _composite(self, ask: Ask) -> Answer:
        match ask.parts:
            case ("composite", "sobjects", *_):
                return rows.handle(self.org, ask)
            case ("composite", "graph"):
                return graph.handle(self.org, ask, self.serve)
            case ("composite", "tree", *_):
                return graph.tree(self.org, ask)
            case ("composite", "batch"):
                return graph.batch(ask, self.serve, self._count)
            case ("composite",):
                return composite.handle(self.org, ask, self.serve)
        raise not_found()

    @property
    def _count(self) -> Callable[[], None]:
        return lambda: self.usage.count(self.org)

    def _counts(self, ask: Ask) -> Answer:
        """`limits/recordCount?sObjects=Account,Case`: all objects without the parameter; unknown ones are left out."""
        wanted = {name.lower() for name in ask.query.get("sObjects", "").split(",") if name} or set(self.org.objects)
        found: list[dict[str, Any]] = [
            {"count": len(self.org.table(one.name).rows), "name": one.name} for name, one in self.org.objects.items() if name in wanted
        ]
        return Answer(200, {"sObjects": found})
