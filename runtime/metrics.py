"""Every metric there is (observability.md §3.1). Names and labels are a closed list; labels never hold ids of people.

Processes take what they need from here; each process has one registry, served by `runtime.health`.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector

REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

CALL_BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds; one vendor call."""
CHANGE_BUCKETS: Final = (1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 14400, 86400)
"""Seconds; from HR's change to the target's acknowledgement. 30 and 300 are promises to keep, so they are edges."""


def _counter(name: str, text: str, *labels: str) -> Counter:
    return Counter(name, text, labels, registry=REGISTRY)


def _gauge(name: str, text: str, *labels: str) -> Gauge:
    return Gauge(name, text, labels, registry=REGISTRY)


HR_EVENTS: Final = _counter("jml_hr_events_total", "Changes seen in HR.", "kind", "source")
ACTIONS: Final = _counter("jml_actions_total", "Actions settled at a target.", "system", "action", "outcome")
ACTION_SECONDS: Final = Histogram(
    "jml_action_duration_seconds", "From intent to settlement.", ("system", "action"), buckets=CALL_BUCKETS, registry=REGISTRY
)
CHANGE_SECONDS: Final = Histogram(
    "jml_change_latency_seconds",
    "From the reading that first showed HR's change to each action's answer.",
    ("system",),
    buckets=CHANGE_BUCKETS,
    registry=REGISTRY,
)
API_REQUESTS: Final = _counter("jml_api_requests_total", "Calls to a vendor, by answer.", "system", "operation", "code")
API_LEFT: Final = _gauge("jml_api_rate_limit_remaining", "What the vendor's headers say is left.", "system", "bucket")
API_THROTTLED: Final = _counter("jml_api_throttled_seconds_total", "Time spent waiting because a vendor asked for it.", "system")
REVIEW_ITEMS: Final = _gauge("jml_review_items", "What waits for a person.", "queue")
REVIEW_OLDEST: Final = _gauge("jml_review_oldest_age_seconds", "How long the oldest of them has waited.", "queue")
REVIEW_DECISIONS: Final = _counter("jml_review_decisions_total", "Decided by a person.", "queue", "decision")
ORDERS: Final = _counter(
    "jml_orders_total", "Orders of operators, by what became of them: accepted, lapsed, or why they were refused.", "kind", "result"
)
DEAD_LETTERS: Final = _counter("jml_dead_letters_total", "Records parked.", "stage", "reason")
RETRIES: Final = _counter("jml_retries_total", "Work tried again.", "stage")
HOLDS: Final = _counter("jml_mass_termination_holds_total", "Times the brake stopped a mass change.")
NOTICES: Final = _counter("jml_notices_total", "Attempts to deliver a notice, by what became of them.", "kind", "channel", "outcome")
NOTICES_PENDING: Final = _gauge("jml_notices_pending", "Notices that are not delivered yet.", "kind", "channel")
LAG: Final = _gauge("jml_consumer_lag_records", "Records not applied yet.", "topic", "partition")
LAG_SECONDS: Final = _gauge("jml_consumer_lag_seconds", "Age of the oldest record not applied yet; 0 where there is none.", "topic")
LAST_EVENT: Final = _gauge("jml_last_processed_event_timestamp_seconds", "Timestamp of the last record applied.", "topic")
REBALANCES: Final = _counter("jml_rebalances_total", "Times partitions were dealt anew.")
GATE_SECONDS: Final = _gauge("jml_gate_seconds", "How long partitions assigned last took to open for work; alarm above 5.")
DRIFT: Final = _gauge("jml_reconciliation_drift", "Differences found between policy and a target.", "system", "kind")
ALERTS: Final = _gauge("jml_alerts_open", "Alerts that stand.", "kind")
DUE: Final = _gauge("jml_due_items", "Work that is due and not done.")
IN_FLIGHT: Final = _gauge("jml_in_flight_items", "Work begun and not done.")
BUILD: Final = _gauge("jml_build_info", "1, with the version.", "version", "revision")
CONFIG: Final = _gauge("jml_config_hash_info", "1, with the hash of the policy in force.", "hash")
