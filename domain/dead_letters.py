"""A record that could not be handled: what is kept so that a person can look at it and send it again."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One record set aside, with the reason.

    `stage` is the process that gave up; `topic`, `partition` and `offset` name the record it was reading (a row of the poller: its source,
    -1, -1). `reason` is a stable code or redacted text, `field` the field at fault. `payload` is the value as it lay on one of our own
    topics (sealed and allow-listed already) or the allow-listed projection of a row; None when even that cannot be kept.
    """

    id: str
    stage: str
    topic: str
    partition: int
    offset: int
    reason: str
    at: datetime
    person: str | None = None
    field: str | None = None
    payload: bytes | None = None
