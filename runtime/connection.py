"""How each client library is told to speak to the cluster, and how its errors are named."""

import logging
import os
import ssl
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

from runtime.settings import Kafka

LIBRDKAFKA: Final = logging.getLogger("confluent_kafka")
"""Give it to every client: without it librdkafka writes its own lines to standard error, one a second in an outage."""
LOST_KAFKA: Final = 70
"""Exit status of a process that Kafka refused for good."""


def confluent_settings(kafka: Kafka) -> dict[str, Any]:
    """Connection settings for confluent-kafka (librdkafka names)."""
    settings: dict[str, Any] = {"bootstrap.servers": kafka.bootstrap, "security.protocol": kafka.security}
    if kafka.security == "SASL_SSL":
        settings |= {"sasl.mechanism": kafka.mechanism, "sasl.username": kafka.user, "sasl.password": kafka.password.reveal()}
    if kafka.ca_file and kafka.security != "PLAINTEXT":
        settings["ssl.ca.location"] = kafka.ca_file
    return settings


def _tls(kafka: Kafka) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=kafka.ca_file or None)


def aiokafka_settings(kafka: Kafka) -> dict[str, Any]:
    """Connection settings for aiokafka."""
    settings: dict[str, Any] = {"bootstrap_servers": kafka.bootstrap, "security_protocol": kafka.security}
    if kafka.security != "PLAINTEXT":
        settings["ssl_context"] = _tls(kafka)
    if kafka.security == "SASL_SSL":
        settings |= {
            "sasl_mechanism": kafka.mechanism,
            "sasl_plain_username": kafka.user,
            "sasl_plain_password": kafka.password.reveal(),
        }
    return settings


def faust_settings(kafka: Kafka) -> dict[str, Any]:
    """Connection settings for `faust.App`."""
    import faust

    settings: dict[str, Any] = {"broker": ";".join(f"kafka://{server}" for server in kafka.bootstrap.split(","))}
    if kafka.security == "SASL_SSL":
        settings["broker_credentials"] = faust.SASLCredentials(
            mechanism=kafka.mechanism, username=kafka.user, password=kafka.password.reveal(), ssl_context=_tls(kafka)
        )
    elif kafka.security == "SSL":
        settings["broker_credentials"] = faust.SSLCredentials(_tls(kafka))
    return settings


def admin(kafka: Kafka) -> AdminClient:
    """A client for topics and groups."""
    return AdminClient(confluent_settings(kafka) | {"log_level": 3}, logger=LIBRDKAFKA)


def reason_of(error: KafkaError | BaseException) -> str:
    """A short name for logs and metrics; carries no value of any record."""
    if isinstance(error, KafkaException):
        error = error.args[0]
    return error.name() if isinstance(error, KafkaError) else type(error).__name__


def die(error: KafkaError) -> None:
    """librdkafka reports refused credentials and fatal states here only; sends would just time out (kafka.md §7)."""
    refused = {KafkaError._AUTHENTICATION, KafkaError.SASL_AUTHENTICATION_FAILED, KafkaError.TOPIC_AUTHORIZATION_FAILED}
    if error.fatal() or error.code() in refused:
        os.write(2, f"Kafka refused this process for good: {error.name()}. Check JML_KAFKA_USER, its password and its rights.\n".encode())
        os._exit(LOST_KAFKA)
