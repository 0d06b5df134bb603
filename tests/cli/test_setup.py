"""`jml setup`: asked without echo, tried at once, kept where only the service reads it."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from cli.asking import SYSTEMS
from cli.doctor import SECRETS
from cli.setup import command
from runtime.settings import load
from simulators.kernel.server import Simulator, serve
from simulators.okta import okta
from sinks.okta.package import SCOPES
from sinks.salesforce.probe import COVER, ON_LEAVE, PERMISSIONS
from tests.clients.conftest import Now, Pair, keys

__all__ = ["keys"]
OPS = Path(__file__).parents[2] / "ops"


@pytest.fixture
def org(keys: Pair) -> Iterator[str]:
    """An Okta that listens in a thread of its own, for the command runs a loop of its own."""
    loop, started = asyncio.new_event_loop(), threading.Event()
    found: dict[str, Any] = {}

    async def begin() -> None:
        clock = Now()
        vendor = okta(clock, "okta-token")
        body = {"client_id": "0oaJML", "public_key": keys.public, "scopes": list(SCOPES)}
        await vendor.verbs()["register_client"](body)
        found["runner"], found["port"] = await serve(Simulator(vendor, clock), 0)
        started.set()

    def run() -> None:
        loop.create_task(begin())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(10)
    yield f"http://127.0.0.1:{found['port']}"
    asyncio.run_coroutine_threadsafe(found["runner"].cleanup(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


def setup(folder: Path, *given: str, system: str = "okta", **env: str) -> Result:
    return CliRunner().invoke(command, ["--system", system, "--folder", str(folder)], input="\n".join(given) + "\n", env=env)


def settings_of(folder: Path) -> dict[str, str]:
    lines = (folder / "settings.env").read_text().splitlines()
    return {name: value.strip("\"'") for name, _, value in (line.partition("=") for line in lines)}


def test_a_secret_is_tried_and_kept_in_a_file_that_only_its_owner_reads(org: str, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    result = setup(folder, org, "token", "okta-token")
    assert result.exit_code == 0, result.output
    assert "credentials: token (SSWS)" in result.output and "okta-token" not in result.output
    file = folder / "okta-token"
    assert file.read_text() == "okta-token"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert "okta-token" not in "".join(value for name, value in settings_of(folder).items() if not name.endswith("_FILE"))
    assert load(settings_of(folder)).okta.token.reveal() == "okta-token"


def test_a_refused_secret_is_told_and_asked_for_again(org: str, tmp_path: Path) -> None:
    result = setup(tmp_path, org, "token", "mistyped", "y", org, "token", "okta-token")
    assert result.exit_code == 0, result.output
    assert "MISSING  credentials: refused (E0000011)" in result.output and "mistyped" not in result.output
    assert load(settings_of(tmp_path)).okta.token.reveal() == "okta-token"


def test_the_name_of_a_variable_is_kept_instead_of_what_it_holds(org: str, tmp_path: Path) -> None:
    result = setup(tmp_path, org, "token", "$VAULT_OKTA", VAULT_OKTA="okta-token")
    assert result.exit_code == 0, result.output
    assert settings_of(tmp_path)["JML_OKTA_TOKEN"] == "$VAULT_OKTA"
    assert [path.name for path in tmp_path.iterdir()] == ["settings.env"]


def test_another_way_to_log_in_leaves_nothing_of_the_first(org: str, tmp_path: Path, keys: Pair) -> None:
    pem = tmp_path / "key.pem"
    pem.write_text(keys.private)
    folder = tmp_path / "kept"
    setup(folder, org, "token", "okta-token")
    result = setup(folder, org, "key", "0oaJML", str(pem))
    assert result.exit_code == 0, result.output
    assert "credentials: private key" in result.output
    assert sorted(path.name for path in folder.iterdir()) == ["okta-private-key", "settings.env"]
    okta = load(settings_of(folder)).okta
    assert okta.client_id == "0oaJML" and not okta.token and okta.private_key.reveal().strip() == keys.private.strip()


def test_a_variable_that_is_not_set_is_named(org: str, tmp_path: Path) -> None:
    result = setup(tmp_path, org, "token", "$NOBODY_SET_THIS")
    assert result.exit_code == 1 and "$NOBODY_SET_THIS is not set here" in result.output


def test_a_mail_server_and_webhooks_are_asked_for_and_each_secret_lies_in_a_file(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:  # somebody who listens is all that a webhook is asked for
        slack = f"http://127.0.0.1:{server.getsockname()[1]}/services/T/B/slackword"
        given = ["", slack, "$VAULT_SLACK", "", "", "", ""]
        result = setup(tmp_path, *given, system="notify", VAULT_SLACK=slack)
    assert result.exit_code == 0, result.output
    assert (
        "slack of IT: reachable" in result.output
        and "channels of managers and cover reps: none" in result.output
        and "slackword" not in result.output
    )
    assert (tmp_path / "slack-it").read_text() == slack
    assert sorted(path.name for path in tmp_path.iterdir()) == ["settings.env", "slack-it"]
    assert settings_of(tmp_path)["JML_SLACK_SECURITY"] == "$VAULT_SLACK"


def test_a_mail_server_that_is_not_there_is_told_and_its_password_is_kept_all_the_same(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    given = ["127.0.0.1", port, "none", "jml", "mailword", "jml@halden.example", "it@halden.example", "", "", *[""] * 6, "n"]
    result = setup(tmp_path, *given, system="notify")
    assert result.exit_code == 0, result.output
    assert "MISSING  mail server: does not answer" in result.output and "mailword" not in result.output
    notify = load(settings_of(tmp_path)).notify
    assert (notify.host, notify.password.reveal(), notify.it, notify.hr) == ("127.0.0.1", "mailword", "it@halden.example", "")


def test_kafkas_authority_password_and_certificate_are_asked_for(tmp_path: Path) -> None:
    pem = tmp_path / "ca.pem"
    pem.write_text("not read before a connection is made")
    folder, nobody = tmp_path / "kept", "127.0.0.1:1"
    login = [nobody, "password", "SASL_SSL", "SCRAM-SHA-512", "jml", "kafkaword", str(pem), "", "n"]
    result = setup(folder, *login, system="kafka")
    assert result.exit_code == 0, result.output
    kafka = load(settings_of(folder)).kafka
    assert (kafka.user, kafka.password.reveal(), kafka.ca_file) == ("jml", "kafkaword", str(pem))

    paths = [str(pem), str(pem), "keyword", str(pem)]
    result = setup(folder, nobody, "certificate", "SSL", *paths, "", "n", system="kafka")
    assert result.exit_code == 0, result.output
    kafka = load(settings_of(folder)).kafka
    assert (kafka.security, kafka.cert_file, kafka.key_password.reveal(), kafka.user) == ("SSL", str(pem), "keyword", "")
    assert sorted(path.name for path in folder.iterdir()) == ["kafka-key-password", "settings.env"]
    assert "keyword" not in result.output


def test_a_value_that_cannot_be_is_told_with_its_cure_and_asked_for_again(tmp_path: Path) -> None:
    wrong = ["127.0.0.1:1", "password", "SASL_SSL", "SCRAM-SHA-512", "jml", "kafkaword", str(tmp_path / "nowhere.pem"), "", "n"]
    result = setup(tmp_path / "kept", *wrong, system="kafka")
    assert result.exit_code == 0, result.output
    assert "JML_KAFKA_CA_FILE names no file" in result.output


def test_every_secret_there_is_can_be_given() -> None:
    asked = {variable for system in SYSTEMS.values() for variable in system.variables()}
    assert {name for name in SECRETS if name not in asked} == {"JML_MASTER_KEY"}, "the master key is made, not asked for"


def test_rights_are_told_by_the_names_of_the_systems_screens() -> None:
    said = CliRunner().invoke(command, ["rights"]).output
    for name in ("Employee Person Details (View)", "Employee Direct Deposit", "okta.groups.manage", "Freeze Users", "jml topics acls"):
        assert name in said


def test_what_is_to_be_deployed_is_copied_whole(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["metadata", "--to", str(tmp_path)])
    assert result.exit_code == 0 and "sf project deploy start" in result.output
    assert (tmp_path / "salesforce/package.xml").exists() and (tmp_path / "okta/ukgPersonId.json").exists()


def test_the_package_holds_every_field_and_the_permission_set_every_right() -> None:
    space = {"m": "http://soap.sforce.com/2006/04/metadata"}
    package = ElementTree.parse(OPS / "salesforce/package.xml")
    members = {each.text for each in package.findall(".//m:members", space)} - {"jml_integration"}
    objects = {
        f"{file.stem}.{each.text}"
        for file in (OPS / "salesforce/objects").glob("*.object")
        for each in ElementTree.parse(file).findall("m:fields/m:fullName", space)
    }
    permitted = ElementTree.parse(OPS / "salesforce/permissionsets/jml_integration.permissionset")
    assert members == objects == {each.text for each in permitted.findall("m:fieldPermissions/m:field", space)}
    assert {f"User.{ON_LEAVE}", *(f"Case.{name}" for name in COVER)} <= members
    assert set(PERMISSIONS) <= {each.text for each in permitted.findall("m:userPermissions/m:name", space)}
