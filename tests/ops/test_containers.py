"""Dockerfile, docker-compose.yml and what they refer to. No engine runs here, so every reference is looked up."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from cli.main import jml
from runtime import secret_files
from runtime.settings import described, load
from runtime.stack import PROCESSES

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if str(service["image"]).startswith("jml:")}
INSTRUCTIONS = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD"}


def known_variables() -> set[str]:
    names = {setting.variable for setting in described()}
    return {name.removesuffix("[_FILE]") for name in names} | {name.replace("[_FILE]", "_FILE") for name in names}


def dockerfile() -> Iterator[tuple[str, str]]:
    """Instruction and arguments, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    for line in filter(str.strip, text.splitlines()):
        instruction, _, arguments = line.partition(" ")
        yield instruction, arguments


def image_env() -> dict[str, str]:
    pairs = [pair for instruction, arguments in dockerfile() if instruction == "ENV" for pair in arguments.split()]
    return dict(pair.split("=", 1) for pair in pairs)


def test_every_process_of_the_product_is_a_service() -> None:
    assert set(PROCESSES) <= set(OURS)
    assert {"kafka", "topics", "simulators", "prometheus", "grafana"} <= set(SERVICES)
    assert {name: tuple(SERVICES[name]["command"]) for name in PROCESSES} == dict(PROCESSES)


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_is_one_that_jml_takes(name: str) -> None:
    command, words = jml, list(SERVICES[name]["command"])
    found: click.Command | None = command
    context = click.Context(jml)
    while isinstance(found, click.Group) and words:
        found = found.get_command(context, words.pop(0))
    assert found is not None
    assert found.make_context(name, words)


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_variable_is_a_setting_and_its_value_is_taken(name: str) -> None:
    given = {key: str(value) for key, value in SERVICES[name].get("environment", {}).items()}
    assert set(given) <= known_variables()
    plain = {key: value for key, value in {**image_env(), **given}.items() if not key.endswith("_FILE")}
    load(plain)


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_secret_that_is_read_is_mounted_declared_and_made(name: str) -> None:
    service = SERVICES[name]
    read = {key: value for key, value in service.get("environment", {}).items() if key.endswith("_FILE")}
    assert {value.removeprefix("/run/secrets/") for value in read.values()} == set(service.get("secrets", []))
    for key, value in read.items():
        file = COMPOSE["secrets"][value.removeprefix("/run/secrets/")]["file"]
        assert file == f"./.jml/run/secrets/{secret_files.FILES[key]}"


def test_everything_a_service_leans_on_is_there() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES, f"{name} depends on {other}"
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other], f"{other} has no health check"
        network = service.get("network_mode", "")
        assert not network or network.removeprefix("service:") in SERVICES
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith("./") else source in COMPOSE["volumes"], f"{name}: {source}"


def test_every_process_is_asked_how_it_does_and_has_a_minute_to_leave() -> None:
    for name in PROCESSES:
        *_, script, process = SERVICES[name]["healthcheck"]["test"]
        assert (ROOT / script.removeprefix("/app/")).is_file()
        assert process == name
        assert SERVICES[name]["stop_grace_period"] == "60s"
        assert SERVICES[name]["init"], "the check may not end process 1"


def test_plain_http_goes_to_loopback_only_and_ports_are_not_shared_twice() -> None:
    together = [service for service in OURS.values() if service.get("network_mode") == "service:simulators"]
    ports = [service["environment"]["JML_HEALTH_PORT"] for service in together]
    assert len(ports) == len(set(ports)) == 4
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published
    assert all(str(port).startswith("127.0.0.1:") for port in published)


def test_prometheus_asks_every_process_where_it_listens() -> None:
    (job,) = yaml.safe_load((ROOT / "ops/prometheus/prometheus.yml").read_text())["scrape_configs"]
    asked = {entry["labels"]["process"]: entry["targets"] for entry in job["static_configs"]}
    assert set(asked) == set(PROCESSES)
    for name, targets in asked.items():
        host = SERVICES[name].get("network_mode", f"service:{name}").removeprefix("service:")
        port = SERVICES[name]["environment"].get("JML_HEALTH_PORT", image_env()["JML_HEALTH_PORT"])
        assert targets == [f"{host}:{port}"]


def test_the_dockerfile_copies_what_exists_and_begins_as_it_must() -> None:
    lines = list(dockerfile())
    assert lines[0][0] == "FROM"
    assert {instruction for instruction, _ in lines} <= INSTRUCTIONS
    stages = [arguments.split(" AS ")[1] for instruction, arguments in lines if instruction == "FROM" and " AS " in arguments]
    for instruction, arguments in lines:
        if instruction != "COPY":
            continue
        *sources, _target = arguments.split()
        if sources[0].startswith("--from="):
            assert sources[0].removeprefix("--from=") in stages
        else:
            assert all((ROOT / source).exists() for source in sources), arguments


def test_the_image_holds_every_package_and_the_command() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    copied = {arguments.split()[0].rstrip("/") for instruction, arguments in dockerfile() if instruction == "COPY"}
    packages = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert packages | {"policy", "ops"} <= copied
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied - {"--from=packages"} <= let_in
    assert dict(dockerfile())["ENTRYPOINT"] == '["jml"]'
    assert "jml" in project["project"]["scripts"]
    assert {name for name in image_env() if name.startswith("JML_")} <= known_variables()


def test_no_file_of_the_packaging_names_a_host_or_a_registry() -> None:
    for name in ("Dockerfile", "docker-compose.yml", "Makefile", "requirements.lock", ".ci/run", "ops/setup/java.sh", "pyproject.toml"):
        text = (ROOT / name).read_text()
        assert not re.search(r"--(index-url|extra-index-url|trusted-host|find-links)[ =]\S*[:/]", text), name
    images = [service["image"] for service in SERVICES.values()]
    assert all(re.fullmatch(r"([a-z0-9-]+/)?[a-z0-9-]+:[\w.-]+", image) for image in images)
