"""What Kafka's clients report when a cluster will not have this process, as a sentence that names the setting and the cure.

librdkafka tells of refused credentials and certificates to its error callback only: calls just time out (kafka.md §7).
"""

import os
import sys
from collections.abc import Callable
from typing import Final

from confluent_kafka import KafkaError

from runtime.kafka_settings import OAUTH, Kafka

LOST_KAFKA: Final = 70
"""Exit status of a process that Kafka refused for good."""
UNTRUSTED: Final = ("certificate verify failed", "verify failed", "self-signed", "self signed")
UNWANTED: Final = ("ssl/tls alert", "certificate required", "bad certificate")
"""What TLS says of this side's certificate; under TLS 1.3 when the connection seems to stand, so as a transport error."""
BROKEN_TLS: Final = frozenset({KafkaError._SSL, KafkaError._TRANSPORT})
AUTHENTICATION: Final = frozenset({KafkaError._AUTHENTICATION, KafkaError.SASL_AUTHENTICATION_FAILED})
FORBIDDEN: Final = frozenset(
    {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.GROUP_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED}
)
ACLS: Final = "grant what `jml topics acls` prints"


def refusal(error: KafkaError, kafka: Kafka) -> str | None:
    """The sentence, where waiting will not help; None for what may pass."""
    text = error.str().lower()
    if error.code() in BROKEN_TLS:
        return _about_certificates(text, kafka)
    if error.code() in AUTHENTICATION:
        return _about_login(text, kafka)
    if error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED:
        return f"this process lacks a right on a topic of Kafka at {kafka.bootstrap} ({error.name()}): {ACLS}"
    return f"Kafka at {kafka.bootstrap} has given this client up ({error.name()}): start the process again" if error.fatal() else None


def _about_certificates(text: str, kafka: Kafka) -> str | None:
    if any(word in text for word in UNTRUSTED):
        where = kafka.ca_file and f" (now {kafka.ca_file})"
        return (
            f"the certificate of Kafka at {kafka.bootstrap} is not signed by an authority trusted here: "
            f"set JML_KAFKA_CA_FILE to the PEM file of the one that signed it{where}"
        )
    if any(word in text for word in UNWANTED):
        return (
            f"Kafka at {kafka.bootstrap} does not accept this client's certificate: set JML_KAFKA_CERT_FILE and JML_KAFKA_KEY_FILE "
            "to one that its authority signed"
        )
    return None


def _about_login(text: str, kafka: Kafka) -> str:
    if kafka.mechanism == OAUTH:
        why = " (no token was given)" if "jml_kafka_token_url" in text else ""
        return (
            f"Kafka at {kafka.bootstrap} does not accept the token of {kafka.user!r}{why}: "
            "check JML_KAFKA_TOKEN_URL, JML_KAFKA_USER, JML_KAFKA_PASSWORD and JML_KAFKA_TOKEN_SCOPE"
        )
    return (
        f"Kafka at {kafka.bootstrap} does not accept {kafka.user!r} with the password given, by {kafka.mechanism}: "
        "check JML_KAFKA_USER, JML_KAFKA_PASSWORD and JML_KAFKA_MECHANISM"
    )


class Complaints:
    """An `error_cb` that keeps the first refusal, for a caller that would otherwise see a timeout."""

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka
        self.refused: str | None = None

    def __call__(self, error: KafkaError) -> None:
        self.refused = self.refused or refusal(error, self._kafka)


def fatal(kafka: Kafka) -> Callable[[KafkaError], None]:
    """An `error_cb` for processes: a refusal is one line on standard error, and the end with status 70."""

    def end(error: KafkaError) -> None:
        if sentence := refusal(error, kafka):
            sys.stderr.flush()
            os.write(2, f"jml: {sentence}\n".encode())
            os._exit(LOST_KAFKA)

    return end
