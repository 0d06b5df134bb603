"""`jml setup`: asked without echo, tried at once, kept where only the service reads it."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

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


def setup(folder: Path, *given: str, **env: str) -> Result:
    return CliRunner().invoke(command, ["--system", "okta", "--folder", str(folder)], input="\n".join(given) + "\n", env=env)


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
