"""What `jml setup` asks for, by system and by way to log in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `is_file`: a path is given, and what lies there is meant."""

    variable: str
    text: str
    secret: bool = False
    default: str | None = None
    is_file: bool = False


Way = tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class System:
    """What is always asked, then what belongs to the way that is chosen."""

    always: Way
    ways: Mapping[str, Way] = field(default_factory=dict)

    def variables(self) -> set[str]:
        """Every variable that may be asked for."""
        return {asked.variable for way in (self.always, *self.ways.values()) for asked in way}


def _secret(variable: str, text: str) -> Asked:
    return Asked(variable, text, secret=True)


def _key(variable: str) -> Asked:
    return Asked(variable, "private key (path of the PEM file)", is_file=True)


SYSTEMS: Final[Mapping[str, System]] = {
    "kafka": System(
        (Asked("JML_KAFKA_BOOTSTRAP", "brokers, host:port,…", default="127.0.0.1:9092"),),
        {
            "none": (),
            "password": (
                Asked("JML_KAFKA_SECURITY", "security", default="SASL_SSL"),
                Asked("JML_KAFKA_MECHANISM", "mechanism", default="SCRAM-SHA-512"),
                Asked("JML_KAFKA_USER", "user"),
                _secret("JML_KAFKA_PASSWORD", "password"),
            ),
        },
    ),
    "ukg": System(
        (
            Asked("JML_UKG_URL", "service host, https://…"),
            Asked("JML_UKG_USER", "service account"),
            _secret("JML_UKG_PASSWORD", "its password"),
            _secret("JML_UKG_CUSTOMER_KEY", "customer API key"),
        ),
        {"rest": (), "rest and soap": (_secret("JML_UKG_USER_KEY", "the account's user API key"),)},
    ),
    "okta": System(
        (Asked("JML_OKTA_URL", "organisation, https://…okta.com"),),
        {
            "key": (Asked("JML_OKTA_CLIENT_ID", "client id of the service app"), _key("JML_OKTA_PRIVATE_KEY")),
            "token": (_secret("JML_OKTA_TOKEN", "API token"),),
        },
    ),
    "salesforce": System(
        (Asked("JML_SALESFORCE_URL", "My Domain, https://….my.salesforce.com"), _secret("JML_SALESFORCE_CLIENT_ID", "consumer key")),
        {
            "secret": (_secret("JML_SALESFORCE_CLIENT_SECRET", "consumer secret"),),
            "key": (Asked("JML_SALESFORCE_USER", "username of the integration user"), _key("JML_SALESFORCE_PRIVATE_KEY")),
        },
    ),
}
