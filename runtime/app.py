"""The Faust app every worker stands on, with the settings and the small repairs that kafka.md measured (§3.2, §5, §6)."""

import logging
import os
import threading
from typing import Any, Final

import faust
from faust.transport.drivers import aiokafka as driver

from runtime.kafka import faust_settings
from runtime.safe import StrictTable
from runtime.settings import Settings

LOGGER: Final = logging.getLogger("faust.app")
REBALANCE: Final = 20.0
"""Seconds a rebalance waits for unfinished records; half of it is the longest that one record or call may take."""
PRODUCE: Final = 8.0
"""Seconds a record may wait for the broker: less than the session, so that a worker cut off from Kafka does not write later."""
FETCH_WAIT: Final = 200
"""Milliseconds the broker may hold an empty fetch. Faust's fixed 1,500 delay records of partitions outside the pending fetch by as much."""
LAST_WORDS: Final = 10.0
"""Seconds a crashed worker has to leave; with the broker away it took Faust a minute (kafka.md §6)."""
LARGEST: Final = 8 << 20
"""Bytes of a record: a row lies in the table together with all that its last record said, of which a manager's change says much."""


class _Thread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]  # faust has no types for mypy
    logger = LOGGER

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT
        return consumer


class _Consumer(driver.Consumer):  # type: ignore[misc]  # faust has no types for mypy
    logger = LOGGER

    def _new_consumer_thread(self) -> Any:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    async def seek_to_committed(self) -> Any:
        """Also where nothing was committed yet: to the first record there is.

        aiokafka leaves such a partition where it is, and a worker that goes on through a rebalance may have fetched from it already;
        Faust then drops what was fetched, and those records would be read by nobody.
        """
        committed = await super().seek_to_committed()
        sources = [tp for tp, offset in committed.items() if not offset and tp.topic not in self.app.tables.changelog_topics]
        for tp, first in (await self.earliest_offsets(*sources) if sources else {}).items():
            await self._seek(tp, first)
        return committed


class _Transport(driver.Transport):  # type: ignore[misc]  # faust has no types for mypy
    logger = LOGGER
    Consumer = _Consumer


class _App(faust.App):  # type: ignore[misc]  # faust has no types for mypy
    """An app that is gone soon after a crash, whatever hangs."""

    logger = LOGGER

    def _crash(self, reason: BaseException) -> None:
        if not self._crashed.is_set():
            last = threading.Timer(LAST_WORDS, os._exit, (1,))
            last.daemon = True
            last.start()
        super()._crash(reason)

    def _new_transport(self) -> Any:
        return _Transport(self.conf.broker_consumer, self)


def make_app(name: str, process: str, settings: Settings) -> Any:
    kafka, tables = settings.kafka, settings.paths.data / "tables" / process
    tables.mkdir(parents=True, exist_ok=True)
    return _App(
        name,
        **faust_settings(kafka),
        store="rocksdb://",
        datadir=str(tables),
        Table=StrictTable,
        processing_guarantee="at_least_once",
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        consumer_group_instance_id=process,
        broker_session_timeout=kafka.session,
        broker_heartbeat_interval=kafka.session / 10,
        broker_rebalance_timeout=REBALANCE,
        broker_commit_interval=1.0,
        producer_request_timeout=min(PRODUCE, kafka.session - 2),
        producer_max_request_size=LARGEST,
        consumer_max_fetch_size=LARGEST,
        worker_redirect_stdouts=False,
        web_enabled=False,
    )
