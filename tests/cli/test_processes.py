"""Commands that are processes: what they say when a setting is missing, before they touch Kafka."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UKG = {"JML_UKG_URL": "https://ukg.example", "JML_UKG_USER": "svc", "JML_UKG_PASSWORD": "p", "JML_UKG_CUSTOMER_KEY": "k"}
KEY = base64.b64encode(b"k" * 32).decode()


def jml(home: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JML_")}
    given = {**clean, "JML_HOME": str(home), "JML_KAFKA_BOOTSTRAP": "127.0.0.1:9", **env}
    command = [sys.executable, "-m", "cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=given, check=False, timeout=60)


@pytest.mark.parametrize(
    ("words", "env", "says"),
    [
        (("poll", "--once"), {}, "JML_UKG_URL is not set"),
        (("poll", "--once"), {"JML_UKG_URL": "https://ukg.example"}, "JML_UKG_USER is not set"),
        (("company",), {}, "JML_MASTER_KEY is not set: set JML_MASTER_KEY or JML_MASTER_KEY_FILE"),
        (("company",), {"JML_MASTER_KEY": "short"}, "JML_MASTER_KEY is not base64"),
        (("sink", "okta"), {"JML_MASTER_KEY": KEY}, "JML_OKTA_URL is not set"),
        (("sink", "salesforce"), {"JML_MASTER_KEY": KEY}, "JML_SALESFORCE_URL is not set"),
        (("sink", "ukg"), {"JML_MASTER_KEY": KEY}, "JML_UKG_URL is not set"),
        (("sink", "ukg"), {"JML_MASTER_KEY": KEY, **UKG}, "JML_UKG_USER_KEY is not set: set JML_UKG_USER_KEY or JML_UKG_USER_KEY_FILE"),
        (("lifecycle",), {"JML_CRASH_AT": "somewhere"}, "JML_CRASH_AT is point:nth"),
        (("cases",), {"JML_HEALTH_PORT": "many"}, "JML_HEALTH_PORT is wrong"),
        (("lifecycle",), {"JML_POLICY_DIR": "nowhere"}, "nowhere: is no folder"),
    ],
)
def test_a_missing_or_wrong_setting_is_one_line_with_its_cure(
    tmp_path: Path, words: tuple[str, ...], env: dict[str, str], says: str
) -> None:
    said = jml(tmp_path, *words, **env)
    assert said.returncode == 1
    assert says in said.stderr
    assert said.stderr.startswith("jml: ")
    assert said.stderr.count("\n") == 1


def test_one_look_takes_one_kind_of_look_only(tmp_path: Path) -> None:
    said = jml(tmp_path, "poll", "--once", "--person", "P1")
    assert said.returncode == 2
    assert said.stderr.startswith("jml: give one of --once, --since, --person: see ")
    assert "give one like" in jml(tmp_path, "poll", "--since", "yesterday").stderr


def test_secrets_are_made_once_and_nobody_else_may_read_them(tmp_path: Path) -> None:
    first, again = jml(tmp_path, "secrets"), jml(tmp_path, "secrets")
    assert first.stdout == again.stdout
    files = [Path(line.partition("=")[2]) for line in first.stdout.splitlines()]
    assert len(files) == 7
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert files[0].parent.stat().st_mode & 0o777 == 0o700
    assert len({file.read_bytes() for file in files}) == 7


def test_down_without_up_ends_nothing(tmp_path: Path) -> None:
    assert jml(tmp_path, "down").stdout == "nothing runs\n"
