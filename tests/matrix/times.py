"""When these tests take place."""

from datetime import UTC, datetime

NOON = datetime(2026, 7, 2, 12, tzinfo=UTC)
