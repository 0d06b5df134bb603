"""A schema registry: Confluent's REST semantics for subjects, versions and ids, over real HTTP."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.schema import parse


@dataclass
class Store:
    """One id per schema, whatever the subject; versions per subject; backward compatibility with the latest."""

    user: str = ""
    password: str = ""
    url: str = ""
    schemas: list[str] = field(default_factory=list)
    subjects: dict[str, list[int]] = field(default_factory=dict)

    def register(self, subject: str, schema: str) -> tuple[int, dict[str, Any]]:
        canonical = json.dumps(json.loads(schema), sort_keys=True)
        held = self.subjects.get(subject, [])
        known = self.schemas.index(canonical) + 1 if canonical in self.schemas else None
        if known not in held and held and not _reads(canonical, self.schemas[held[-1] - 1]):
            return 409, {"error_code": 409, "message": "Schema being registered is incompatible with an earlier schema"}
        if known is None:
            self.schemas.append(canonical)
            known = len(self.schemas)
        if known not in held:
            self.subjects.setdefault(subject, []).append(known)
        return 200, {"id": known}

    def schema(self, number: int) -> tuple[int, dict[str, Any]]:
        if not 1 <= number <= len(self.schemas):
            return 404, {"error_code": 40403, "message": "Schema not found"}
        return 200, {"schema": self.schemas[number - 1]}


def _reads(reader: str, writer: str) -> bool:
    result = ReaderWriterCompatibilityChecker().get_compatibility(parse(reader), parse(writer))
    return result.compatibility is SchemaCompatibilityType.compatible


class _Handler(BaseHTTPRequestHandler):
    store: Store

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        found = re.fullmatch(r"/subjects/([^/]+)/versions", self.path)
        self._answer(*(self.store.register(found[1], content["schema"]) if found else (404, {"error_code": 404})))

    def do_GET(self) -> None:
        found = re.fullmatch(r"/schemas/ids/(\d+)", self.path)
        self._answer(*(self.store.schema(int(found[1])) if found else (404, {"error_code": 404})))

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        wanted = base64.b64encode(f"{self.store.user}:{self.store.password}".encode()).decode()
        if self.store.user and self.headers["Authorization"] != f"Basic {wanted}":
            status, content = 401, {"error_code": 401, "message": "Unauthorized"}
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing between the tests' lines."""


@contextmanager
def schema_registry(user: str = "", password: str = "") -> Iterator[Store]:
    """A registry at `url`, until the end of the block."""
    store = Store(user, password)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"store": store}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    store.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
