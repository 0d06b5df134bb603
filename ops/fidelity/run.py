"""`make fidelity`: okta-sdk-python's own integration tests, of the pinned version, live against the Okta simulator.

Fetches the source distribution through pip, starts the simulator on a free port with a quick business clock, runs the modules in scope and
prints what came of them. Status 1 when a test in scope fails, or one that stands in the table of the known passes.
"""

import json
import os
import subprocess
import sys
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from ops.fidelity.dpop import prepare
from ops.fidelity.known import MODULES, OUTSIDE, TESTS

ROOT: Final = Path(__file__).resolve().parents[2]
HOME: Final = ROOT / ".jml" / "fidelity"
TOKEN: Final = "00fidelity"
RATE: Final = 60.0
"""Business seconds a machine second: the suite compares times of calls that lie milliseconds apart."""


def main() -> int:
    suite = fetched(version())
    with simulator() as url:
        prepare(suite, url, TOKEN)
        report = run(suite, url)
    return told(report, suite)


def version() -> str:
    """The pinned one."""
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        if line.startswith("okta=="):
            return line.split("==")[1].split()[0]
    raise SystemExit("fidelity: requirements.lock names no okta: run make lock")


def fetched(wanted: str) -> Path:
    """The unpacked source distribution."""
    folder = HOME / f"okta-{wanted}"
    if folder.is_dir():
        return folder
    HOME.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--no-binary", "okta"]
    subprocess.run([*command, f"okta=={wanted}", "-d", str(HOME)], check=True)
    with tarfile.open(HOME / f"okta-{wanted}.tar.gz") as archive:
        archive.extractall(HOME, filter="data")
    return folder


@contextmanager
def simulator() -> Iterator[str]:
    """The simulator in a process of its own, as anybody would start it."""
    home, clock = HOME / "home", HOME / "clock.json"
    now = time.time_ns() // 1000
    clock.write_text(json.dumps({"business": now, "machine": now, "rate": RATE}))
    environment = {**os.environ, "JML_HOME": str(home), "JML_CLOCK_FILE": str(clock)}
    command = [sys.executable, "-m", "cli.main", "simulators", "okta", "--token", TOKEN, "--no-rate-limits", "--no-lag"]
    command += ["--set", "person_attribute=false"]
    child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        line = child.stdout.readline()
        if not line.startswith("okta "):
            raise SystemExit("fidelity: the simulator did not start; its words are above")
        yield line.split()[1]
    finally:
        child.terminate()
        child.wait(10)


def run(suite: Path, url: str) -> Path:
    """Runs the modules in scope; returns the report in JUnit's form."""
    report = HOME / "report.xml"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OKTA_", "PYTEST_", "JML_"))}
    environment |= {
        "HOME": str(HOME / "home"),
        "MOCK_TESTS": "false",
        "OKTA_CLIENT_ORGURL": url,
        "OKTA_CLIENT_TOKEN": TOKEN,
        "OKTA_TESTING_TESTINGDISABLEHTTPSCHECK": "true",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent / "stubs"), str(suite)]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "live", "-p", "pytest_asyncio.plugin", "-p", "no:cacheprovider"]
    command += [
        "-o",
        "addopts=",
        "-o",
        "asyncio_default_fixture_loop_scope=class",
        "--rootdir",
        str(suite),
        "--tb=short",
        f"--junitxml={report}",
    ]
    places = [f"tests/integration/{name}.py" for name in MODULES]
    log = HOME / "pytest.log"
    with log.open("w") as out:
        subprocess.run([*command, *places], cwd=suite, env=environment, stdout=out, stderr=subprocess.STDOUT, check=False)
    return report


def told(report: Path, suite: Path) -> int:
    """Prints the tables; returns the exit status."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    failed, passed = {}, set()
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        module, name = str(case.get("classname")).split(".")[-2], str(case.get("name"))
        outcome = next((kind for kind in ("failure", "error", "skipped") if case.find(kind) is not None), "passed")
        counts[module]["known" if outcome in {"failure", "error"} and name in TESTS else outcome] += 1
        if outcome in {"failure", "error"}:
            failed[name] = module
        elif outcome == "passed":
            passed.add(name)
    _say(f"{'module':34} {'passed':>7} {'known':>6} {'skipped':>8} {'failed':>7}")
    for module in MODULES:
        row = counts[module]
        _say(f"{module:34} {row['passed']:>7} {row['known']:>6} {row['skipped']:>8} {row['failure'] + row['error']:>7}")
    _say("\nknown, with reasons")
    for name in sorted(failed.keys() & TESTS.keys()):
        _say(f"  {failed[name]}::{name}: {TESTS[name]}")
    _say("\nout of scope")
    for path in sorted(suite.glob("tests/integration/test_*.py")):
        if path.stem not in MODULES:
            _say(f"  {path.stem}: {_about(path.stem)}")
    return _verdict(sorted(failed.keys() - TESTS.keys()), sorted(passed & TESTS.keys()), failed)


def _verdict(unexpected: list[str], cured: list[str], failed: dict[str, str]) -> int:
    for name in unexpected:
        _say(f"fidelity: {failed[name]}::{name} fails: see {(HOME / 'pytest.log').relative_to(ROOT)}")
    for name in cured:
        _say(f"fidelity: {name} passes: strike it from TESTS in ops/fidelity/known.py")
    return 1 if unexpected or cured else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _about(module: str) -> str:
    found = [told for start, told in OUTSIDE.items() if module.removeprefix("test_").startswith(start)]
    return found[0] if found else "not looked at"


if __name__ == "__main__":
    sys.exit(main())
