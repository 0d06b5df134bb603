"""The local broker's life: start, find, keep, wipe, stop."""

from pathlib import Path

import pytest

from runtime.broker import Broker, BrokerError
from runtime.creating import Cluster
from runtime.settings import load
from runtime.topics import Topic

pytestmark = pytest.mark.kafka
TOPIC = Topic("t-kept", 1)


def has_topic(bootstrap: str) -> bool:
    return not Cluster(load({"JML_KAFKA_BOOTSTRAP": bootstrap}).kafka).missing([TOPIC])


def test_a_broker_keeps_its_data_until_it_is_wiped(tmp_path: Path) -> None:
    broker = Broker(tmp_path / "data", tmp_path / "run", load().paths.cache)
    try:
        first = broker.start()
        assert broker.running() == first
        assert broker.start() == first
        with pytest.raises(BrokerError, match="jml broker stop"):
            broker.start(wipe=True)
        Cluster(load({"JML_KAFKA_BOOTSTRAP": first.bootstrap}).kafka).create([TOPIC])
        assert broker.stop()

        second = broker.start()
        assert second.port == first.port
        assert has_topic(second.bootstrap)
        broker.stop()

        assert not has_topic(broker.start(wipe=True).bootstrap)
    finally:
        broker.stop()
    assert broker.running() is None
    assert not broker.stop()


def test_a_run_file_of_another_process_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "broker.json").write_text('{"pid": 1, "port": 9092}')
    assert Broker(tmp_path / "data", tmp_path / "run", tmp_path).running() is None


def test_a_taken_port_is_said(tmp_path: Path, kafka_bootstrap: str) -> None:
    port = int(kafka_bootstrap.rpartition(":")[2])
    with pytest.raises(BrokerError, match=f"port {port} is taken"):
        Broker(tmp_path / "data", tmp_path / "run", load().paths.cache).start(port=port)
