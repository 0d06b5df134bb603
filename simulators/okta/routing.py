"""What a path stands for, and what each call is named in the product's words."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from simulators.kernel.server import Call
from simulators.okta.ask import Answer, Ask
from simulators.okta.errors import Problem, no_method, no_path
from simulators.okta.org import Org

Handler = Callable[[Org, Ask], Answer]
Namer = Callable[[Org, Ask], str]


@dataclass(frozen=True, slots=True)
class Route:
    """`path` below /api/v1, `{name}` for one segment. `operation` is the action, fixed or told from the call; None is a read."""

    method: str
    path: str
    handler: Handler
    operation: str | Namer | None = None

    def match(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """The ids in the path, or None when the path is another."""
        steps = self.path.strip("/").split("/")
        if len(steps) != len(segments):
            return None
        at: dict[str, str] = {}
        for step, segment in zip(steps, segments, strict=True):
            if step.startswith("{"):
                at[step.strip("{}")] = segment
            elif step != segment:
                return None
        return at

    def call(self, org: Org, ask: Ask) -> Call:
        """The call's name; `subject` is the user's id where the path (or the body of an assignment) names one that exists."""
        operation = self.operation(org, ask) if callable(self.operation) else self.operation
        return Call(operation or "read", operation is not None, _subject(org, ask, operation))


class Table:
    """Routes by the number of segments and the first of them; literal paths stand before those with names."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes: Final = defaultdict[tuple[int, str], list[Route]](list)
        for route in routes:
            steps = route.path.strip("/").split("/")
            self._routes[len(steps), steps[0]].append(route)

    def find(self, method: str, segments: tuple[str, ...]) -> tuple[Route, dict[str, str]]:
        """The route of a call; raises 404 E0000008 or 405 E0000022."""
        other_method = False
        for route in self._routes.get((len(segments), segments[0] if segments else ""), ()):
            at = route.match(segments)
            if at is None:
                continue
            if route.method == method:
                return route, at
            other_method = True
        raise no_method() if other_method else no_path()


def _subject(org: Org, ask: Ask, operation: str | None) -> str | None:
    given = ask.at.get("user")
    if operation == "assign-app" and given is None:
        try:
            given = str(ask.body().get("id", ""))
        except Problem:
            return None
    user = org.find(given) if given else None
    return user.id if user else None
