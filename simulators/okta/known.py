"""A difference that is none of ours: where it is, what it looks like, and why."""

import re
from typing import Final, NamedTuple

from simulators.okta.replay import Difference

ANY: Final = ""


class Known(NamedTuple):
    """Part of a cassette's name ("" is any), endpoint (None: any), pattern that each of its reasons matches, and why."""

    cassette: str
    endpoint: str | None
    pattern: str
    reason: str

    def explains(self, one: Difference) -> bool:
        here = self.cassette in one.cassette and self.endpoint in {None, one.endpoint}
        return here and all(re.search(self.pattern, text) for text in one.reasons)
