"""The settings of Kafka: the cluster, how to log in to it, and the schema registry beside it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from runtime.setting import Of, Secret, SettingError, choice, hidden, is_loopback, seconds, servers, url

OAUTH: Final = "OAUTHBEARER"


@dataclass(frozen=True, slots=True)
class Kafka:
    """The cluster and how to speak to it."""

    bootstrap: Annotated[
        str,
        Of(
            "JML_KAFKA_BOOTSTRAP",
            "Brokers to begin with, host:port,…. Default: the local broker of `jml broker`.",
            "127.0.0.1:9092",
            servers,
        ),
    ]
    security: Annotated[
        str,
        Of(
            "JML_KAFKA_SECURITY",
            "PLAINTEXT for a local broker, else SASL_SSL or SSL.",
            "PLAINTEXT",
            choice("PLAINTEXT", "SSL", "SASL_SSL"),
        ),
    ]
    mechanism: Annotated[
        str,
        Of(
            "JML_KAFKA_MECHANISM",
            "How to log in under SASL_SSL. SCRAM never sends the password.",
            "SCRAM-SHA-512",
            choice("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN", OAUTH),
        ),
    ]
    user: Annotated[str, Of("JML_KAFKA_USER", "User name under SASL_SSL; the client id with OAUTHBEARER.")]
    password: Annotated[Secret, hidden("JML_KAFKA_PASSWORD", "Password under SASL_SSL; the client secret with OAUTHBEARER.")]
    ca_file: Annotated[
        str, Of("JML_KAFKA_CA_FILE", "PEM file of the authority that signed the brokers' certificates. Default: the system's.")
    ]
    cert_file: Annotated[str, Of("JML_KAFKA_CERT_FILE", "PEM file of this client's own certificate, where the brokers ask for one.")]
    key_file: Annotated[str, Of("JML_KAFKA_KEY_FILE", "PEM file of the certificate's private key.")]
    key_password: Annotated[Secret, hidden("JML_KAFKA_KEY_PASSWORD", "Password of the private key, where it has one.")]
    token_url: Annotated[
        str, Of("JML_KAFKA_TOKEN_URL", "Token endpoint for OAUTHBEARER (client credentials), https outside loopback.", "", url)
    ]
    token_scope: Annotated[str, Of("JML_KAFKA_TOKEN_SCOPE", "Scope to ask for there. Default: none.")]
    session: Annotated[
        float,
        Of(
            "JML_KAFKA_SESSION",
            "Seconds of silence after which a worker's partitions are given away: how long a dead worker's work stands still.",
            "10",
            seconds,
        ),
    ]
    registry: Annotated[
        str,
        Of(
            "JML_KAFKA_REGISTRY_URL",
            "Schema registry, https outside loopback; records are then written in Confluent's wire format. Default: none.",
            "",
            url,
        ),
    ]
    registry_user: Annotated[str, Of("JML_KAFKA_REGISTRY_USER", "User name at the registry, where it asks for one.")]
    registry_password: Annotated[Secret, hidden("JML_KAFKA_REGISTRY_PASSWORD", "Password at the registry.")]


def check(kafka: Kafka) -> None:
    """Raises SettingError for settings that do not go together."""
    if kafka.security == "SASL_SSL":
        _check_login(kafka)
    _check_files(kafka)
    if kafka.security == "PLAINTEXT":
        hosts = [server.rpartition(":")[0].strip("[]") for server in kafka.bootstrap.split(",")]
        if not all(is_loopback(host) for host in hosts) and kafka.user:
            raise SettingError("JML_KAFKA_USER is set but JML_KAFKA_SECURITY is PLAINTEXT: set JML_KAFKA_SECURITY=SASL_SSL")


def _check_login(kafka: Kafka) -> None:
    if not kafka.user:
        raise SettingError("JML_KAFKA_USER is not set: set JML_KAFKA_USER")
    if not kafka.password:
        raise SettingError("JML_KAFKA_PASSWORD is not set: set JML_KAFKA_PASSWORD or JML_KAFKA_PASSWORD_FILE")
    if kafka.mechanism == OAUTH and not kafka.token_url:
        raise SettingError("JML_KAFKA_TOKEN_URL is not set: with OAUTHBEARER, set it to the token endpoint")


def _check_files(kafka: Kafka) -> None:
    for variable, path in (("CA", kafka.ca_file), ("CERT", kafka.cert_file), ("KEY", kafka.key_file)):
        if path and not Path(path).is_file():
            cure = ", or unset it for the system's authorities" if variable == "CA" else ""
            raise SettingError(f"JML_KAFKA_{variable}_FILE names no file: give the path of a PEM file{cure}")
    if bool(kafka.cert_file) != bool(kafka.key_file):
        missing = "KEY" if kafka.cert_file else "CERT"
        raise SettingError(f"JML_KAFKA_{missing}_FILE is not set: a certificate needs JML_KAFKA_CERT_FILE and JML_KAFKA_KEY_FILE")
    if kafka.cert_file and kafka.security == "PLAINTEXT":
        raise SettingError("JML_KAFKA_CERT_FILE is set but JML_KAFKA_SECURITY is PLAINTEXT: set JML_KAFKA_SECURITY=SSL")
