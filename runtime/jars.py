"""The jars of the local broker: pinned in ops/kafka/pom.xml, fetched once by Maven, kept in a cache that checkouts share."""

import fcntl
import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

POM: Final = Path(__file__).resolve().parent.parent / "ops" / "kafka" / "pom.xml"
OTHER: Final = "or set JML_KAFKA_BOOTSTRAP to use another broker"
FETCH_SECONDS: Final = 300


class BrokerError(Exception):
    """The local broker cannot do what was asked; the text names the place and the cure."""


def java() -> str:
    """The java program; raises BrokerError where there is none of version 17 or later."""
    program = shutil.which("java")
    if program is None:
        raise BrokerError(f"java is missing: install the Debian package openjdk-17-jre-headless (or default-jre-headless), {OTHER}")
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    if found is None or int(found[1]) < 17:
        raise BrokerError(f"java is older than 17: install the Debian package openjdk-17-jre-headless, {OTHER}")
    return program


def library(cache: Path) -> Path:
    """The folder that holds all jars, fetched where it is missing; raises BrokerError."""
    wanted = cache / f"kafka-{hashlib.sha256(POM.read_bytes()).hexdigest()[:12]}"
    with _alone(cache):
        if not wanted.is_dir():
            _fetch(wanted)
    return wanted


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """One process at a time fills the cache."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "kafka.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(wanted: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise BrokerError(f"mvn is missing, and it fetches Kafka's jars: install the Debian package maven, {OTHER}")
    part = wanted.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={part}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=FETCH_SECONDS)
    except subprocess.TimeoutExpired:
        raise BrokerError(
            f"mvn did not fetch Kafka's jars within {FETCH_SECONDS} s: check the network or Maven's settings.xml, {OTHER}"
        ) from None
    if done.returncode or not any(part.glob("kafka_2.13-*.jar")):
        last = next((line for line in done.stdout.splitlines() if line.startswith("[ERROR]")), "no error line")
        raise BrokerError(f"mvn could not fetch Kafka's jars ({last[:200]}): check the network or Maven's settings.xml, {OTHER}")
    part.replace(wanted)
