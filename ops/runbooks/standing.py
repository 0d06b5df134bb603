"""What stands now: alerts that are on and cases that are open, ids and codes only.

set -a; . .jml/run/settings.env; set +a; .venv/bin/python ops/runbooks/standing.py
"""

import sys
from collections.abc import Iterable, Iterator

from confluent_kafka import KafkaException

from domain.proposals import Alert, Case
from runtime.kafka import reason_of
from runtime.settings import SettingError, load
from scenarios.kafka_log import KafkaLog
from schemas.codec import decode_as


def alerts(values: Iterable[bytes]) -> Iterator[str]:
    """One line per alert whose last record says that it is on, in order of kind; `values` as they lie on the log."""
    last = {(alert.kind, alert.key): alert for alert in (decode_as(Alert, value) for value in values)}
    for (kind, key), alert in sorted(last.items()):
        if alert.on:
            yield " ".join(part for part in (kind, key, f"since {alert.since.isoformat()}", *alert.ids) if part)


def cases(values: Iterable[bytes]) -> Iterator[str]:
    """One line per case whose last record opens it, by person."""
    last = {case.id: case for case in (decode_as(Case, value) for value in values)}
    for case in sorted(last.values(), key=lambda case: (case.person, case.kind, case.field)):
        if case.open:
            yield " ".join(part for part in (case.person, case.kind, case.field, case.detail, f"since {case.at.isoformat()}") if part)


def main() -> int:
    """Prints both; status 0 where nothing stands, 1 where something does, 2 where the cluster cannot be read."""
    try:
        log = KafkaLog(load().kafka)
        found = [*alerts(_values(log, "jml-alerts")), *cases(_values(log, "jml-cases"))]
    except SettingError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    except KafkaException as wrong:
        sys.stderr.write(f"the cluster cannot be read ({reason_of(wrong)}): check JML_KAFKA_BOOTSTRAP\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in found) or "nothing stands\n")
    return 1 if found else 0


def _values(log: KafkaLog, topic: str) -> Iterator[bytes]:
    return (seen.value for seen in log.records(topic) if seen.value is not None)


if __name__ == "__main__":
    sys.exit(main())
