"""`jml simulators`: real servers in a process of their own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def begin(home: Path, *words: str) -> tuple[subprocess.Popen[bytes], dict[str, int]]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JML_")}
    child = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "simulators", *words],
        env={**clean, "JML_HOME": str(home)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    file, end = home / "run" / "simulators.json", time.monotonic() + 20
    while child.poll() is None and time.monotonic() < end:
        if file.exists() and (said := json.loads(file.read_text()))["pid"] == child.pid:
            return child, said
        time.sleep(0.02)
    child.kill()
    raise AssertionError(child.communicate()[1].decode())


@pytest.fixture
def all_three(tmp_path: Path) -> Iterator[tuple[Path, dict[str, int]]]:
    child, said = begin(tmp_path)
    yield tmp_path, said
    child.send_signal(signal.SIGTERM)
    assert child.wait(10) == 0


def status(url: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        return answer.code


def test_all_three_listen_and_ask_for_the_secrets_of_their_home(all_three: tuple[Path, dict[str, int]]) -> None:
    home, said = all_three
    assert len({said[name] for name in ("ukg", "okta", "salesforce")}) == 3
    token = (home / "run" / "secrets" / "okta-token").read_text()
    users = f"http://127.0.0.1:{said['okta']}/api/v1/users?limit=1"
    assert status(users, Authorization=f"SSWS {token}") == 200
    assert status(users, Authorization="SSWS guessed") == 401


def test_they_are_found_again_on_the_ports_they_had(tmp_path: Path) -> None:
    places = []
    for _ in range(2):
        child, said = begin(tmp_path)
        child.terminate()
        child.wait(10)
        places.append({name: said[name] for name in ("ukg", "okta", "salesforce")})
    assert places[0] == places[1]


def test_one_alone_takes_the_port_it_is_given(tmp_path: Path) -> None:
    child, first = begin(tmp_path, "okta")
    child.terminate()
    child.wait(10)
    child, said = begin(tmp_path, "okta", "--port", str(first["okta"]))
    child.terminate()
    child.wait(10)
    assert said == {"pid": child.pid, "okta": first["okta"]}
