"""Everything up on this machine, as `make up` and `make down` do it."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from runtime.recorded import Recorded, read
from runtime.stack import PROCESSES

pytestmark = pytest.mark.kafka
ROOT = Path(__file__).resolve().parents[2]


class Home:
    """A home folder in which everything is up."""

    def __init__(self, path: Path) -> None:
        self.path, self.run = path, path / "run"
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("JML_")} | {"JML_HOME": str(path)}

    def jml(self, *words: str, expect: int = 0) -> str:
        command = [sys.executable, "-m", "cli.main", *words]
        said = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=self.env, check=False, timeout=300)
        assert said.returncode == expect, said.stdout + said.stderr
        return said.stdout + said.stderr

    def take_settings(self) -> None:
        """As a person does who works by hand."""
        for line in (self.run / "settings.env").read_text().splitlines():
            name, _, value = line.partition("=")
            self.env[name] = value.strip("'")

    @property
    def known(self) -> Recorded:
        return read(self.run)

    def ask(self, system: str, path: str, body: Any = None) -> Any:
        port = json.loads((self.run / "simulators.json").read_text())[system]
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/_sim/{path}", data=data, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    one = Home(tmp_path_factory.mktemp("home"))
    one.jml("up", "--background", "--empty", "--partitions", "2")
    one.take_settings()
    yield one
    one.jml("down")


def until(true: Callable[[], Any], within: float, what: str) -> Any:
    end = time.monotonic() + within
    while not (found := true()):
        assert time.monotonic() < end, f"not within {within} s: {what}"
        time.sleep(0.05)
    return found


def test_every_process_runs_and_a_second_up_only_says_where(home: Home) -> None:
    assert set(home.known.living) == {*PROCESSES, "broker", "simulators"}
    said = home.jml("up", "--background", "--empty")
    assert said.startswith("runs already")
    assert all(name in said for name in PROCESSES)


def test_one_hired_in_ukg_is_in_okta_after_one_look(home: Home) -> None:
    fields = {"firstName": "Adele", "lastName": "Ashby", "companyCode": "US01"}
    home.ask("ukg", "do/add", {"people": {"P1": fields}})
    assert "facts published" in home.jml("poll", "--once")
    until(lambda: any(user["profile"].get("lastName") == "Ashby" for user in _users(home)), 30, "Adele is in Okta")


def _users(home: Home) -> list[dict[str, Any]]:
    users = home.ask("okta", "state")["users"]
    return list(users.values()) if isinstance(users, dict) else users


def test_one_that_is_killed_is_at_work_again_in_under_fifteen_seconds(home: Home, say: Callable[[str], None]) -> None:
    before = home.known.children["lifecycle"]
    begun = time.monotonic()
    os.kill(before.pid, 9)
    until(lambda: home.known.children.get("lifecycle", before) != before, 10, "another process")
    until(lambda: _is_ready(home, "lifecycle"), 15, "ready again")
    say(f"lifecycle: at work {time.monotonic() - begun:.1f} s after kill -9")


def _is_ready(home: Home, name: str) -> bool:
    said = json.loads((home.run / f"{name}.json").read_text())
    mark = home.known.children.get(name)
    if mark is None or said["pid"] != mark.pid:
        return False
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{said['port']}/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_refused_credentials_are_status_one_with_the_cure(home: Home) -> None:
    wrong = home.path / "wrong"
    wrong.write_text("mistyped")
    right, home.env["JML_UKG_PASSWORD_FILE"] = home.env["JML_UKG_PASSWORD_FILE"], str(wrong)
    try:
        assert "check JML_UKG_USER and JML_UKG_PASSWORD" in home.jml("poll", "--once", expect=1)
    finally:
        home.env["JML_UKG_PASSWORD_FILE"] = right


def test_down_leaves_nothing_running(home: Home) -> None:
    marks = [home.known.supervisor, *home.known.children.values()]
    home.jml("down")
    assert not any(mark.lives() for mark in marks if mark)
    assert home.jml("down") == "nothing runs\n"
