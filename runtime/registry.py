"""The schema registry of the platform, where one is configured: records are then written with its ids, and both forms are read always.

Schemas are registered when a process starts, every version under `<topic>-value`; what a registry knows already gets the same id again.
"""

import base64
import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from fastavro.schema import fingerprint, to_parsing_canonical_form

from runtime.kafka_settings import Kafka
from runtime.ports import Trouble
from runtime.tokens import trust
from runtime.topics import Topic, load
from schemas.codec import Version, versions
from schemas.confluent import framed, unframed

ASK: Final = 5.0
TYPE: Final = "application/vnd.schemaregistry.v1+json"
PLACE: Final = "the schema registry of JML_KAFKA_REGISTRY_URL"


class RegistryError(Exception):
    """The registry cannot be reached, or will not have a schema; the text names the setting and the cure."""


class Registry:
    """Its two calls that are needed. Each waits for the answer, at most a few seconds, and raises RegistryError."""

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka
        self._headers = {"Content-Type": TYPE, "Accept": TYPE}
        if kafka.registry_user:
            secret = base64.b64encode(f"{kafka.registry_user}:{kafka.registry_password.reveal()}".encode()).decode()
            self._headers["Authorization"] = f"Basic {secret}"

    def register(self, subject: str, version: Version) -> int:
        """The id of this version; the same each time."""
        path = f"/subjects/{urllib.parse.quote(subject, safe='')}/versions"
        answer = self._ask(path, {"schema": json.dumps(version.source)}, f"{version.name}.v{version.number} for {subject}")
        return int((answer or {})["id"])

    def fingerprint(self, number: int) -> bytes | None:
        """The fingerprint of the schema of this id; None where the registry knows no such id."""
        answer = self._ask(f"/schemas/ids/{number}", None, f"schema {number}")
        if answer is None:
            return None
        return bytes.fromhex(fingerprint(to_parsing_canonical_form(json.loads(answer["schema"])), "CRC-64-AVRO"))

    def _ask(self, path: str, content: dict[str, str] | None, what: str) -> Any:
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self._kafka.registry + path, body, self._headers)  # https or loopback: settings see to it
        try:
            with urllib.request.urlopen(request, timeout=ASK, context=trust(self._kafka)) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code == 404 and content is None:
                return None
            raise RegistryError(_why(refused.code, what)) from None
        except (OSError, ValueError) as exc:
            raise RegistryError(f"{PLACE} cannot be reached ({type(exc).__name__}): check the address and that it is up") from None


def _why(status: int, what: str) -> str:
    if status in (401, 403):
        return f"{PLACE} refuses {what} ({status}): check JML_KAFKA_REGISTRY_USER, its password and its right to write subjects"
    if status in (409, 422):
        return f"{PLACE} refuses {what} ({status}): somebody else's schema lies there, or its compatibility is stricter than FULL"
    return f"{PLACE} does not take {what} ({status}): see its log"


class Wire:
    """How records lie on the cluster: with the registry's ids. For any thread."""

    def __init__(self, registry: Registry, topics: Iterable[Topic]) -> None:
        """Registers everything. Raises RegistryError."""
        self._registry, self._lock = registry, threading.Lock()
        self._ids: dict[tuple[str, bytes], int] = {}
        self._known: dict[int, bytes | None] = {}
        every = versions()
        for topic in topics:
            for version in every:
                if version.name == topic.schema:
                    number = registry.register(f"{topic.name}-value", version)
                    self._ids[topic.name, version.fingerprint] = number
                    self._known[number] = version.fingerprint

    def out(self, topic: str, value: bytes | None) -> bytes | None:
        """As it is sent."""
        return framed(value, lambda mark: self._ids.get((topic, mark)))

    def into(self, value: bytes | None) -> bytes | None:
        """As it is read. An id that is not known yet is asked for; raises Trouble where the registry cannot be reached then."""
        return unframed(value, self._fingerprint)

    def _fingerprint(self, number: int) -> bytes | None:
        with self._lock:
            if number not in self._known:
                try:
                    self._known[number] = self._registry.fingerprint(number)
                except RegistryError as unknown:
                    raise Trouble(str(unknown)) from None
            return self._known[number]


class Plain(Wire):
    """No registry: records lie as they are."""

    def __init__(self) -> None:
        """Nothing to register."""

    def out(self, topic: str, value: bytes | None) -> bytes | None:
        return value

    def into(self, value: bytes | None) -> bytes | None:
        return value


@lru_cache(maxsize=8)
def wire_of(kafka: Kafka) -> Wire:
    """How this cluster's records lie; registers the schemas the first time. Raises RegistryError."""
    return Wire(Registry(kafka), load()) if kafka.registry else Plain()
