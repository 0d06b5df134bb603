"""The command: quick help, errors that name place and cure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


def jml(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments], capture_output=True, text=True, cwd=ROOT, env={**os.environ, **env}, check=False
    )


def test_help_names_every_command() -> None:
    said = jml("--help")
    assert said.returncode == 0
    assert all(name in said.stdout for name in COMMANDS)


def test_help_loads_no_vendor_package() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cli.main", "--help"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert not any(name in done.stderr for name in ("okta", "faust", "confluent_kafka", "aiohttp"))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_has_help(name: str) -> None:
    said = jml(name, "--help")
    assert said.returncode == 0, said.stderr
    assert said.stdout.count("\n") > 3


def test_a_mistyped_command_is_usage(tmp_path: Path) -> None:
    said = jml("brokr")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("jml: ")
    assert "--help" in said.stderr
    assert said.stderr.count("\n") == 1


def test_a_missing_java_is_one_line_with_the_package_to_install(tmp_path: Path) -> None:
    said = jml("broker", "start", PATH=str(tmp_path), JML_HOME=str(tmp_path))
    assert said.returncode == 1
    assert "openjdk-17-jre-headless" in said.stderr
    assert "JML_KAFKA_BOOTSTRAP" in said.stderr
    assert said.stderr.count("\n") == 1


def test_a_missing_maven_is_one_line_with_the_package_to_install(tmp_path: Path) -> None:
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"17.0.15\"' >&2\n")
    java.chmod(0o755)
    said = jml("broker", "start", PATH=f"{tmp_path}:/bin-without-maven", JML_HOME=str(tmp_path / "h"), JML_CACHE=str(tmp_path / "c"))
    assert said.returncode == 1
    assert "Debian package maven" in said.stderr


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    said = jml("broker", "status", JML_HEALTH_PORT="many")
    assert (said.returncode, said.stderr) == (1, "jml: JML_HEALTH_PORT is wrong: give a port number from 0 to 65535; 0 takes a free one\n")


def test_no_broker_is_said_with_the_cure(tmp_path: Path) -> None:
    said = jml("broker", "status", JML_HOME=str(tmp_path))
    assert said.returncode == 1
    assert "jml broker start" in said.stderr
