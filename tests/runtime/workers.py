"""Worker processes for tests: started, asked, killed."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from runtime.creating import Cluster
from runtime.settings import load
from runtime.topics import Topic

ROOT = Path(__file__).resolve().parents[2]


def until(true: Callable[[], Any], within: float, what: str) -> float:
    """Waits until `true()`; returns the seconds it took."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > within:
            raise AssertionError(f"not within {within} s: {what}")
        time.sleep(0.02)
    return time.monotonic() - begun


class Process:
    """One worker under its own name in a folder."""

    def __init__(self, name: str, home: Path, bootstrap: str, module: str, prefix: str = "t") -> None:
        self.name, self.home = name, home
        self._module = module
        self._env = {**os.environ, "JML_KAFKA_BOOTSTRAP": bootstrap, "JML_HOME": str(home), "T_PREFIX": prefix}
        self._child: subprocess.Popen[bytes] | None = None
        self.log = home / f"{name}.log"

    def start(self) -> "Process":
        (self.home / "run" / f"{self.name}.json").unlink(missing_ok=True)
        with self.log.open("ab") as out:
            self._child = subprocess.Popen([sys.executable, "-m", self._module, self.name], env=self._env, cwd=ROOT, stdout=out, stderr=out)
        return self

    def kill(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        assert self._child is not None
        self._child.terminate()
        return self._child.wait(timeout=30)

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    def ended(self) -> int | None:
        assert self._child is not None
        return self._child.poll()

    def ask(self, path: str) -> tuple[int, str]:
        """Status and text of a health answer; (0, "") while there is nobody."""
        try:
            port = json.loads((self.home / "run" / f"{self.name}.json").read_text())["port"]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as exc:
            return exc.code, exc.read().decode()
        except (OSError, ValueError, KeyError):
            return 0, ""

    def ready(self) -> bool:
        return self.ask("/ready")[0] == 200

    def status(self) -> dict[str, Any]:
        return json.loads(self.ask("/status")[1] or "{}")


def make_topics(bootstrap: str, names: Iterable[str], partitions: int) -> None:
    """Plain topics, those that end in -changelog compacted."""
    kafka = load({"JML_KAFKA_BOOTSTRAP": bootstrap}).kafka
    policies = {name: "compact" if name.endswith("-changelog") else "delete" for name in names}
    Cluster(kafka).create(Topic(name, partitions, {"cleanup.policy": policy}) for name, policy in policies.items())
