"""A token endpoint that gives unsecured tokens (RFC 7519 §6), as Kafka's own validator for development takes them."""

import base64
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def _part(content: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


class _Endpoint(BaseHTTPRequestHandler):
    secret = ""

    def do_POST(self) -> None:
        asked = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        client, _, secret = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode().partition(":")
        if secret != self.secret or asked["grant_type"] != ["client_credentials"]:
            self._answer(401, {"error": "invalid_client"})
            return
        now = int(time.time())
        claims: dict[str, object] = {"sub": client, "iat": now, "exp": now + 300, "scope": asked.get("scope", [""])[0]}
        self._answer(200, {"access_token": f"{_part({'alg': 'none'})}.{_part(claims)}.", "token_type": "Bearer", "expires_in": 300})

    def _answer(self, status: int, content: dict[str, object]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing between the tests' lines."""


@contextmanager
def token_endpoint(secret: str) -> Iterator[str]:
    """Its URL, until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Endpoint", (_Endpoint,), {"secret": secret}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/token"
    finally:
        server.shutdown()
        server.server_close()
