"""A real broker as platforms run it: TLS, SCRAM, PLAIN, OAUTHBEARER, client certificates, an authorizer that allows nothing by itself."""

import contextlib
import os
import secrets
import shlex
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from runtime import jars
from runtime.broker import FLAGS, LOG4J, free_port
from runtime.kafka import admin
from runtime.settings import Kafka, load
from tests.runtime.authority import Authority

ADMIN = "admin"
PLAINLY = "jml-sink-okta"
"""Who may log in by PLAIN; the others by SCRAM."""
OPERATIONS = {
    "Read": AclOperation.READ,
    "Write": AclOperation.WRITE,
    "Create": AclOperation.CREATE,
    "Describe": AclOperation.DESCRIBE,
    "DescribeConfigs": AclOperation.DESCRIBE_CONFIGS,
}
PLAIN_LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
SCRAM_LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule"
OAUTH_LOGIN = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule"
PROPERTIES = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=LOGIN://127.0.0.1:{login},TOKEN://127.0.0.1:{token},CERT://127.0.0.1:{cert},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=LOGIN://127.0.0.1:{login},TOKEN://127.0.0.1:{token},CERT://127.0.0.1:{cert}
controller.listener.names=CONTROLLER
inter.broker.listener.name=LOGIN
listener.security.protocol.map=CONTROLLER:PLAINTEXT,LOGIN:SASL_SSL,TOKEN:SASL_SSL,CERT:SSL
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.login.sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN
listener.name.login.scram-sha-512.sasl.jaas.config={scram} required username="admin" password="{password}";
listener.name.login.plain.sasl.jaas.config={plain} required {plainly};
listener.name.token.sasl.enabled.mechanisms=OAUTHBEARER
listener.name.token.oauthbearer.sasl.jaas.config={oauth} required unsecuredLoginStringClaim_sub="broker";
listener.name.cert.ssl.client.auth=required
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={authority}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:admin;User:ANONYMOUS
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
"""


@dataclass(frozen=True, slots=True)
class Secured:
    """The broker's three doors, and whom it trusts. `password` is everybody's."""

    login: int
    token: int
    cert: int
    authority: Authority
    folder: Path
    password: str

    def env(self, user: str, **changed: str) -> dict[str, str]:
        """The settings of a client that logs in by SCRAM."""
        return {
            "JML_KAFKA_BOOTSTRAP": f"127.0.0.1:{self.login}",
            "JML_KAFKA_SECURITY": "SASL_SSL",
            "JML_KAFKA_USER": user,
            "JML_KAFKA_PASSWORD_FILE": str(self.folder / "password"),
            "JML_KAFKA_CA_FILE": str(self.authority.file),
            **changed,
        }

    def kafka(self, user: str, **changed: str) -> Kafka:
        return load(self.env(user, **changed)).kafka

    def users(self, names: Iterable[str]) -> None:
        """Makes them, for SCRAM."""
        info, client = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), admin(self.kafka(ADMIN))
        wanted = [UserScramCredentialUpsertion(name, info, self.password.encode()) for name in names]
        for future in client.alter_user_scram_credentials(wanted).values():
            future.result()

    def grant(self, lines: Iterable[str]) -> None:
        """What lines of kafka-acls.sh say."""
        client = admin(self.kafka(ADMIN))
        for future in client.create_acls([binding for line in lines for binding in _bindings(line)]).values():
            future.result()

    def revoke(self, line: str) -> None:
        client = admin(self.kafka(ADMIN))
        filters = [AclBindingFilter(*_parts(binding)) for binding in _bindings(line)]
        for future in client.delete_acls(filters).values():
            assert future.result(), f"there was no such right: {line}"


def _bindings(line: str) -> list[AclBinding]:
    words = shlex.split(line)
    said = [(words[at], words[at + 1]) for at in range(len(words) - 1) if words[at].startswith("--")]
    given = dict(said)
    kind = ResourceType.GROUP if "--group" in given else ResourceType.TOPIC
    operations = [OPERATIONS[value] for name, value in said if name == "--operation"]
    where = kind, given.get("--group") or given["--topic"], ResourcePatternType.LITERAL
    return [AclBinding(*where, given["--allow-principal"], "*", operation, AclPermissionType.ALLOW) for operation in operations]


def _parts(binding: AclBinding) -> tuple[object, ...]:
    where = binding.restype, binding.name, binding.resource_pattern_type
    return (*where, binding.principal, binding.host, binding.operation, binding.permission_type)


@contextmanager
def secured_broker(folder: Path) -> Iterator[Secured]:
    """One broker in this folder, until the end of the block."""
    authority = Authority(folder, "authority")
    ports = {name: free_port() for name in ("login", "token", "cert", "controller")}
    password = secrets.token_urlsafe(12)
    (folder / "password").write_text(password, encoding="utf-8")
    config = folder / "server.properties"
    config.write_text(_properties(folder, authority, ports, password), encoding="utf-8")
    (folder / "log4j.properties").write_text(LOG4J, encoding="utf-8")
    java = [jars.java(), *FLAGS, f"-Dlog4j.configuration=file:{folder / 'log4j.properties'}"]
    java += ["-Dorg.apache.kafka.disallowed.login.modules=", "-cp", f"{jars.library(load(os.environ).paths.cache)}/*"]
    _format(java, config, password)
    with (folder / "broker.log").open("wb") as out:
        child = subprocess.Popen([*java, "kafka.Kafka", str(config)], stdout=out, stderr=out, start_new_session=True)
    found = Secured(ports["login"], ports["token"], ports["cert"], authority, folder, password)
    try:
        _await(found, child)
        yield found
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGTERM)
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()


def _properties(folder: Path, authority: Authority, ports: Mapping[str, int], password: str) -> str:
    certificate, key = authority.signed("broker")
    keystore = folder / "broker.pem"
    keystore.write_bytes(key.read_bytes() + certificate.read_bytes())
    logins = {"scram": SCRAM_LOGIN, "plain": PLAIN_LOGIN, "oauth": OAUTH_LOGIN}
    plainly = f'user_{PLAINLY}="{password}"'
    files = {"keystore": keystore, "authority": authority.file, "data": folder / "data"}
    return PROPERTIES.format(**ports, **logins, **files, password=password, plainly=plainly)


def _format(java: list[str], config: Path, password: str) -> None:
    command = [*java, "kafka.tools.StorageTool", "format", "--cluster-id=MkU3OEVBNTcwNTJENDM2Qk", "-c", str(config)]
    command += ["--add-scram", f"SCRAM-SHA-512=[name={ADMIN},password={password}]"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _await(found: Secured, child: "subprocess.Popen[bytes]") -> None:
    client = admin(found.kafka(ADMIN))
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert child.poll() is None, (found.folder / "broker.log").read_text()[-3000:]
        with contextlib.suppress(KafkaException):
            client.list_topics(timeout=1)
            return
    raise AssertionError((found.folder / "broker.log").read_text()[-3000:])
