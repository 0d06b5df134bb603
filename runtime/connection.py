"""How each client library is told to speak to the cluster, and how its errors are named."""

import logging
import ssl
from collections.abc import Callable
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

from runtime.kafka_settings import OAUTH, Kafka
from runtime.tokens import Provider, tokens_of

LIBRDKAFKA: Final = logging.getLogger("confluent_kafka")
"""Give it to every client: without it librdkafka writes its own lines to standard error, one a second in an outage."""


def confluent_settings(kafka: Kafka) -> dict[str, Any]:
    """Connection settings for confluent-kafka (librdkafka names). Raises TokenRefused."""
    settings: dict[str, Any] = {"bootstrap.servers": kafka.bootstrap, "security.protocol": kafka.security}
    if kafka.security == "SASL_SSL":
        settings |= {"sasl.mechanism": kafka.mechanism} | _login(kafka)
    if kafka.security == "PLAINTEXT":
        return settings
    files = {"ssl.ca.location": kafka.ca_file, "ssl.certificate.location": kafka.cert_file, "ssl.key.location": kafka.key_file}
    settings |= {name: value for name, value in files.items() if value}
    return settings | ({"ssl.key.password": kafka.key_password.reveal()} if kafka.key_password else {})


def _login(kafka: Kafka) -> dict[str, Any]:
    if kafka.mechanism == OAUTH:
        tokens = tokens_of(kafka)
        tokens.get()  # raises TokenRefused; librdkafka would wait for ten seconds and not say why
        return {"oauth_cb": tokens.for_librdkafka}
    return {"sasl.username": kafka.user, "sasl.password": kafka.password.reveal()}


def _tls(kafka: Kafka) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=kafka.ca_file or None)
    if kafka.cert_file:
        context.load_cert_chain(kafka.cert_file, kafka.key_file, kafka.key_password.reveal() or None)
    return context


def aiokafka_settings(kafka: Kafka) -> dict[str, Any]:
    """Connection settings for aiokafka."""
    settings: dict[str, Any] = {"bootstrap_servers": kafka.bootstrap, "security_protocol": kafka.security}
    if kafka.security != "PLAINTEXT":
        settings["ssl_context"] = _tls(kafka)
    if kafka.security == "SASL_SSL":
        settings["sasl_mechanism"] = kafka.mechanism
        if kafka.mechanism == OAUTH:
            settings["sasl_oauth_token_provider"] = Provider(tokens_of(kafka))
        else:
            settings |= {"sasl_plain_username": kafka.user, "sasl_plain_password": kafka.password.reveal()}
    return settings


def faust_settings(kafka: Kafka) -> dict[str, Any]:
    """Connection settings for `faust.App`."""
    import faust

    settings: dict[str, Any] = {"broker": ";".join(f"kafka://{server}" for server in kafka.bootstrap.split(","))}
    if kafka.security == "SSL":
        settings["broker_credentials"] = faust.SSLCredentials(_tls(kafka))
    elif kafka.security == "SASL_SSL" and kafka.mechanism == OAUTH:
        settings["broker_credentials"] = faust.OAuthCredentials(oauth_cb=Provider(tokens_of(kafka)), ssl_context=_tls(kafka))
    elif kafka.security == "SASL_SSL":
        settings["broker_credentials"] = faust.SASLCredentials(
            mechanism=kafka.mechanism, username=kafka.user, password=kafka.password.reveal(), ssl_context=_tls(kafka)
        )
    return settings


def admin(kafka: Kafka, heard: Callable[[KafkaError], None] | None = None) -> AdminClient:
    """A client for topics and groups; `heard` is told what calls would only time out for."""
    return AdminClient(confluent_settings(kafka) | {"log_level": 3, "error_cb": heard or _unheard}, logger=LIBRDKAFKA)


def _unheard(_error: KafkaError) -> None:
    """Calls say what went wrong."""


def reason_of(error: KafkaError | BaseException) -> str:
    """A short name for logs and metrics; carries no value of any record."""
    if isinstance(error, KafkaException):
        error = error.args[0]
    return error.name() if isinstance(error, KafkaError) else type(error).__name__
