"""A real Apache Kafka for development and tests: one KRaft node from the published jars (kafka.md §1), on loopback."""

import base64
import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from runtime import jars
from runtime.health import write_run_file
from runtime.jars import BrokerError

__all__ = ["Broker", "BrokerError", "Running"]

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 20.0
FLAGS: Final = ("-Xmx512m", "-Xms256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
LOG4J: Final = """log4j.rootLogger=WARN, c
log4j.appender.c=org.apache.log4j.ConsoleAppender
log4j.appender.c.layout=org.apache.log4j.PatternLayout
log4j.appender.c.layout.ConversionPattern=[%d] %p %m (%c)%n
"""
PROPERTIES: Final = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=2097152
log.cleaner.backoff.ms=500
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A broker that answers."""

    pid: int
    port: int

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    client = AdminClient({"bootstrap.servers": f"127.0.0.1:{port}", "log_level": 0, "error_cb": lambda _error: None})
    try:
        client.list_topics(timeout=1)
    except KafkaException:
        return False
    return True


class Broker:
    """The broker whose data lies in `home` and whose run file is `<run>/broker.json`."""

    def __init__(self, home: Path, run: Path, cache: Path) -> None:
        self.home, self._run_dir, self._cache = home.absolute(), run.absolute(), cache.absolute()

    def running(self) -> Running | None:
        """The broker that was started here and still lives, or None."""
        try:
            known = json.loads((self._run_dir / "broker.json").read_text(encoding="utf-8"))
            pid, port = int(known["pid"]), int(known["port"])
            return Running(pid, port) if self._is_ours(pid) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def answers(self) -> bool:
        """Whether it runs and takes requests; asks it, which may take a second."""
        known = self.running()
        return known is not None and _answers(known.port)

    def start(self, *, port: int = 0, wipe: bool = False) -> Running:
        """Starts it in the background, returns when it answers; one that runs already is left alone. Raises BrokerError."""
        known = self.running()
        if known is not None:
            if wipe:
                raise BrokerError("the broker runs: stop it with `jml broker stop` before wiping its data")
            if port not in (0, known.port):
                raise BrokerError(f"the broker runs on port {known.port}: stop it with `jml broker stop` to move it")
            return known
        command = self._prepared(port, wipe)
        chosen = self._port
        with (self.home / "broker.log").open("ab") as out:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, cwd=self.home
            )
        write_run_file(self._run_dir, "broker", {"pid": child.pid, "port": chosen})
        self._await_answer(child, chosen)
        return Running(child.pid, chosen)

    def run(self, *, port: int = 0, wipe: bool = False) -> None:
        """Becomes the broker: this process is replaced by Java, for a supervisor to watch. Raises BrokerError before that."""
        if self.running() is not None:
            raise BrokerError("the broker runs already: stop it with `jml broker stop`")
        command = self._prepared(port, wipe)
        write_run_file(self._run_dir, "broker", {"pid": os.getpid(), "port": self._port})
        os.chdir(self.home)
        os.execv(command[0], command)

    def stop(self) -> bool:
        """Ends it cleanly; False where none ran. Raises BrokerError where it does not end."""
        known = self.running()
        if known is None:
            return False
        for number, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(known.pid, number)
            if self._gone(known.pid, patience):
                (self._run_dir / "broker.json").unlink(missing_ok=True)
                return True
        raise BrokerError(f"the broker (pid {known.pid}) does not end: end that process by hand")

    @property
    def _port(self) -> int:
        return int(self._ports()["port"])

    def _prepared(self, port: int, wipe: bool) -> list[str]:
        """The command that is the broker, its data formatted."""
        program, library = jars.java(), jars.library(self._cache)
        if wipe:
            shutil.rmtree(self.home / "data", ignore_errors=True)
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "log4j.properties").write_text(LOG4J, encoding="utf-8")
        self._choose_ports(port)
        config = self.home / "server.properties"
        config.write_text(PROPERTIES.format(**self._ports(), data=self.home / "data"), encoding="utf-8")
        base = [program, *FLAGS, f"-Dlog4j.configuration=file:{self.home / 'log4j.properties'}", "-cp", f"{library}/*"]
        self._format(base, config)
        return [*base, "kafka.Kafka", str(config)]

    def _ports(self) -> dict[str, int]:
        ports: dict[str, int] = json.loads((self.home / "ports.json").read_text(encoding="utf-8"))
        return ports

    def _choose_ports(self, port: int) -> None:
        """Keeps the ports of the last start where they are free: clients find the broker where they left it."""
        place = self.home / "ports.json"
        kept: dict[str, Any] = json.loads(place.read_text(encoding="utf-8")) if place.is_file() else {}
        if port and not _is_free(port):
            raise BrokerError(f"port {port} is taken: choose another with --port, or leave it out for a free one")
        chosen = port or kept.get("port") or 0
        ports = {
            "port": chosen if chosen and _is_free(chosen) else free_port(),
            "controller": kept["controller"] if kept and _is_free(kept["controller"]) else free_port(),
        }
        place.write_text(json.dumps(ports), encoding="utf-8")

    def _format(self, base: list[str], config: Path) -> None:
        if (self.home / "data" / "meta.properties").is_file():
            return
        cluster = base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()
        # `--cluster-id=`: an id that begins with a dash would be read as an option (kafka.md §1)
        command = [*base, "kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "-c", str(config), "--ignore-formatted"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=START_SECONDS)
        if done.returncode:
            raise BrokerError(f"formatting the data folder failed ({_last_line(done.stdout + done.stderr)}): try --wipe")

    def _await_answer(self, child: "subprocess.Popen[bytes]", port: int) -> None:
        end = time.monotonic() + START_SECONDS
        while not _answers(port):
            if child.poll() is not None:
                raise BrokerError(f"the broker ended at once ({self._complaint()}): see broker.log beside its data, or try --wipe")
            if time.monotonic() > end:
                child.kill()
                raise BrokerError(f"the broker did not answer within {START_SECONDS:.0f} s: see broker.log beside its data")

    def _complaint(self) -> str:
        text = (self.home / "broker.log").read_text(encoding="utf-8", errors="replace")[-20_000:]
        return next((line[:200] for line in text.splitlines() if "Exception" in line or "ERROR" in line), _last_line(text))

    def _is_ours(self, pid: int) -> bool:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except FileNotFoundError:
            return _exists(pid) if not Path("/proc/self").exists() else False
        return b"kafka.Kafka" in command and str(self.home).encode() in command

    def _gone(self, pid: int, patience: float) -> bool:
        end = time.monotonic() + patience
        while self._is_ours(pid):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"
