"""The whole product on one machine: broker, topics, simulators and every process, each supervised, in one home folder.

async with Stack(home) as stack:                # or start(), ready(), stop()
    stack.kill("lifecycle")                     # kill −9; back at once
    stack.arm("sink-okta", JML_CRASH_AT="after-call:1")
    stack.kill("sink-okta")                     # its next start dies after its first call
    await stack.ready()
"""

import asyncio
import os
import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import aiohttp

from runtime import jars, secret_files
from runtime.broker import Broker, BrokerError
from runtime.creating import Cluster
from runtime.keeper import Program
from runtime.settings import Settings, load
from runtime.supervise import HealthProbe, RunFileProbe, Supervisor, run_file
from runtime.topics import load as load_topics
from runtime.topics import resized

SIMULATORS: Final = "simulators"
BROKER: Final = "broker"
PROCESSES: Final[Mapping[str, tuple[str, ...]]] = {
    "poller": ("poller",),
    "lifecycle": ("lifecycle",),
    "company": ("company",),
    "cases": ("cases",),
    "sink-okta": ("sink", "okta"),
    "sink-salesforce": ("sink", "salesforce"),
    "sink-ukg": ("sink", "ukg"),
    "sink-notify": ("sink", "notify"),
}
"""Process → its subcommand of `jml`."""
UKG_USER: Final = "jml-service"
POLICY: Final = Path(__file__).resolve().parent.parent / "policy"
OURS: Final = (
    *("JML_UKG_", "JML_OKTA_", "JML_SALESFORCE_", "JML_MASTER_KEY", "JML_KAFKA_", "JML_HEALTH_", "JML_HOME"),
    *("JML_NOTIFY_", "JML_SMTP_", "JML_SLACK_", "JML_TEAMS_"),
)
"""Settings that this stack makes itself, or does without: nobody real is told of people who are not. What the environment says of them is
not meant for it."""


class BrokerProbe:
    """Whether the broker of this process answers; it needs no health server."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    async def ready(self, pid: int) -> bool:
        known = self._broker.running()
        return known is not None and known.pid == pid and await asyncio.to_thread(self._broker.answers)

    async def alive(self, pid: int) -> bool | None:
        return None


class Stack:
    """All processes of the product in one home folder.

    `env` is added to every process (JML_CLOCK_FILE, JML_POLICY_DIR …), `each` to the processes it names. `partitions` replaces the topic
    files' number where that is above one. `look`: seconds between looks at /live. `processes` are those to run. Where `env` names another
    cluster (JML_KAFKA_BOOTSTRAP), that one is used and no broker is started.
    """

    def __init__(
        self,
        home: Path,
        *,
        env: Mapping[str, str] | None = None,
        each: Mapping[str, Mapping[str, str]] | None = None,
        processes: Iterable[str] = tuple(PROCESSES),
        partitions: int | None = None,
        look: float = 5.0,
    ) -> None:
        self.home = home.absolute()
        self._given, self._each = dict(env or {}), dict(each or {})
        self._names, self._partitions = tuple(processes), partitions
        self.supervisor = Supervisor(self.home, look)
        self.run = self.home / "run"
        self.env: dict[str, str] = {}
        """What every process is given; complete after `start`."""

    async def __aenter__(self) -> Self:
        try:
            await self.start()
            await self.ready()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None) -> None:
        await self.stop()

    async def start(self) -> None:
        """Starts everything; returns when broker, topics and simulators are there. Raises BrokerError, TopicError, NotReady."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        policy = str(Path(inherited.get("JML_POLICY_DIR") or POLICY).absolute())
        self.env = {**inherited, "JML_HOME": str(self.home), "JML_POLICY_DIR": policy, "JML_UKG_USER": UKG_USER}
        self.env |= {**secret_files.make(self.run), **self._given}
        await self._broker()
        await self._topics()
        self._begin(SIMULATORS, (SIMULATORS, "all"), RunFileProbe(self.run, SIMULATORS), 1)
        await self.supervisor.ready((SIMULATORS,))
        self.env |= {f"JML_{name.upper()}_URL": url for name, url in self.simulators.items()}
        self._write_settings()
        for name in self._names:
            self.begin(name, PROCESSES[name])

    def begin(self, name: str, command: tuple[str, ...]) -> None:
        """Keeps one more process of the product running, like ("lifecycle-2", ("lifecycle", "--name", "lifecycle-2"))."""
        self._begin(name, command, HealthProbe(self.run, name), 2)

    async def ready(self, names: Iterable[str] | None = None, within: float = 120.0) -> None:
        """Returns when these processes (all) are at work; raises NotReady."""
        await self.supervisor.ready(names, within)

    async def stop(self) -> None:
        """Ends everything, the broker last. What was stored stays in the home folder."""
        await self.supervisor.stop()

    def kill(self, name: str) -> None:
        """kill −9; it is started again at once."""
        self.supervisor.kill(name)

    def arm(self, name: str, **env: str) -> None:
        """The next start of this process, and only that one, has these variables too."""
        self.supervisor.arm(name, **env)

    @property
    def settings(self) -> Settings:
        """As a process of this stack reads them."""
        return load(self.env)

    @property
    def simulators(self) -> dict[str, str]:
        """Simulator → URL."""
        said = run_file(self.run, SIMULATORS)
        return {name: f"http://127.0.0.1:{said[name]}" for name in ("ukg", "okta", "salesforce") if name in said}

    def url(self, name: str) -> str | None:
        """Where a process's health server listens; None while it does not."""
        mark = self.supervisor.keepers[name].mark
        said = run_file(self.run, name)
        return f"http://127.0.0.1:{said['port']}" if mark is not None and said.get("pid") == mark.pid and "port" in said else None

    async def ask(self, name: str, path: str = "/status", method: str = "GET") -> dict[str, Any] | None:
        """What a process's health server answers; None while it does not."""
        url = self.url(name)
        if url is None:
            return None
        try:
            timeout = aiohttp.ClientTimeout(total=60)
            async with aiohttp.ClientSession(timeout=timeout) as session, session.request(method, f"{url}{path}") as answer:
                found: dict[str, Any] = await answer.json()
                return found
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return None

    def look(self) -> list[str]:
        """Where a person finds what, one line each."""
        lines = [f"kafka            {self.env['JML_KAFKA_BOOTSTRAP']}"]
        lines += [f"{name:<16} {url}/_sim/state" for name, url in self.simulators.items()]
        urls = {name: self.url(name) for name in self.supervisor.keepers}
        lines += [f"{name:<16} {url}/status" for name, url in urls.items() if url and name not in (BROKER, SIMULATORS)]
        lines += [f"logs             {self.supervisor.logs}"]
        return [*lines, f"by hand          set -a; . {self.settings_file}; set +a; jml poll --once; jml audit tail"]

    @property
    def settings_file(self) -> Path:
        """The settings of this stack for a shell: places only, for secrets lie in files."""
        return self.run / "settings.env"

    def _write_settings(self) -> None:
        ours = {name: value for name, value in self.env.items() if name.startswith("JML_")}
        self.settings_file.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in sorted(ours.items())), encoding="utf-8")
        self.settings_file.chmod(0o600)

    async def _broker(self) -> None:
        if "JML_KAFKA_BOOTSTRAP" in self._given:
            return
        broker = Broker(self.home / "data" / "broker", self.run, load(self.env).paths.cache)
        if broker.running() is None:
            await asyncio.to_thread(_fetch, load(self.env).paths.cache)
            self._begin(BROKER, (BROKER, "run"), BrokerProbe(broker), 0)
            await self.supervisor.ready((BROKER,))
        known = broker.running()
        if known is None:
            raise BrokerError(f"the broker ended: see {self.supervisor.logs / 'broker.log'}")
        self.env["JML_KAFKA_BOOTSTRAP"] = known.bootstrap

    async def _topics(self) -> None:
        topics = load_topics()
        topics = resized(topics, self._partitions) if self._partitions else topics
        cluster = Cluster(self.settings.kafka)
        missing = await asyncio.to_thread(cluster.missing, topics)
        await asyncio.to_thread(cluster.create, missing)

    def _begin(self, name: str, command: tuple[str, ...], probe: Any, tier: int) -> None:
        env = {**self.env, **self._each.get(name, {})}
        # -P: a folder named `cli` beside the caller must not be taken for ours
        self.supervisor.begin(Program(name, (sys.executable, "-P", "-m", "cli.main", *command), env, probe, tier))


def _fetch(cache: Path) -> None:
    """Says at once, and not from a process that restarts, what keeps a broker from running here."""
    jars.java()
    jars.library(cache)
