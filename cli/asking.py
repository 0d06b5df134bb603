"""What `jml setup` asks for, by system and by way to log in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `is_file`: a path is given, and what lies there is meant; `is_path`: the path itself is.

    With an empty `default` it may stay empty. `after`: only asked where that variable was given.
    """

    variable: str
    text: str
    secret: bool = False
    default: str | None = None
    is_file: bool = False
    is_path: bool = False
    after: str | None = None


Way = tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class System:
    """What is always asked, then what belongs to the way that is chosen."""

    always: Way
    ways: Mapping[str, Way] = field(default_factory=dict)
    optional: Way = ()

    def way(self, kind: str | None) -> Way:
        """What is asked beside `always`: what belongs to a way, then what may stay empty."""
        return (*(self.ways[kind] if kind else ()), *self.optional)

    def variables(self) -> set[str]:
        """Every variable that may be asked for."""
        return {asked.variable for way in (self.always, *self.ways.values(), self.optional) for asked in way}


def _secret(variable: str, text: str, after: str | None = None) -> Asked:
    return Asked(variable, text, secret=True, after=after)


def _key(variable: str) -> Asked:
    return Asked(variable, "private key (path of the PEM file)", is_file=True)


def _if_any(variable: str, text: str, after: str | None = None, default: str = "") -> Asked:
    return Asked(variable, text, default=default, after=after)


def _secret_if_any(variable: str, text: str, after: str | None = None) -> Asked:
    return Asked(variable, text, secret=True, default="", after=after)


CA: Final = Asked("JML_KAFKA_CA_FILE", "PEM file of the brokers' authority (empty: the system's)", default="", is_path=True)
ROOMS: Final = {"IT": "IT", "SECURITY": "security", "HR": "HR"}
MAIL: Final = (
    _if_any("JML_SMTP_HOST", "mail server (empty: no notice goes by mail)"),
    _if_any("JML_SMTP_PORT", "its port", "JML_SMTP_HOST", "587"),
    _if_any("JML_SMTP_TLS", "starttls or tls", "JML_SMTP_HOST", "starttls"),
    _if_any("JML_SMTP_USER", "user there (empty: it asks for none)", "JML_SMTP_HOST"),
    _secret("JML_SMTP_PASSWORD", "its password", "JML_SMTP_USER"),
    Asked("JML_SMTP_FROM", "mail address that notices come from", after="JML_SMTP_HOST"),
    *(_if_any(f"JML_NOTIFY_{room}", f"mail address of {name} (empty: none)", "JML_SMTP_HOST") for room, name in ROOMS.items()),
)
HOOKS: Final = tuple(
    _secret_if_any(f"JML_{chat.upper()}_{room}", f"{chat} webhook of {name} (empty: none)")
    for chat in ("Slack", "Teams")
    for room, name in ROOMS.items()
)


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
                CA,
            ),
            "certificate": (
                Asked("JML_KAFKA_SECURITY", "security", default="SSL"),
                Asked("JML_KAFKA_CERT_FILE", "PEM file of the client's certificate", is_path=True),
                Asked("JML_KAFKA_KEY_FILE", "PEM file of its private key", is_path=True),
                _secret_if_any("JML_KAFKA_KEY_PASSWORD", "the key's password (empty: it has none)"),
                CA,
            ),
            "token": (
                Asked("JML_KAFKA_SECURITY", "security", default="SASL_SSL"),
                Asked("JML_KAFKA_MECHANISM", "mechanism", default="OAUTHBEARER"),
                Asked("JML_KAFKA_USER", "client id"),
                _secret("JML_KAFKA_PASSWORD", "client secret"),
                Asked("JML_KAFKA_TOKEN_URL", "token endpoint, https://…"),
                _if_any("JML_KAFKA_TOKEN_SCOPE", "scope (empty: none)"),
                CA,
            ),
        },
        (
            _if_any("JML_KAFKA_REGISTRY_URL", "schema registry, https://… (empty: none)"),
            _if_any("JML_KAFKA_REGISTRY_USER", "user there (empty: it asks for none)", "JML_KAFKA_REGISTRY_URL"),
            _secret("JML_KAFKA_REGISTRY_PASSWORD", "its password", "JML_KAFKA_REGISTRY_USER"),
        ),
    ),
    "ukg": System(
        (
            Asked("JML_UKG_URL", "service host, https://…"),
            Asked("JML_UKG_USER", "service account"),
            _secret("JML_UKG_PASSWORD", "its password"),
            _secret("JML_UKG_CUSTOMER_KEY", "customer API key"),
        ),
        {"rest": (), "rest and soap": (_secret("JML_UKG_USER_KEY", "the account's user API key"),)},
        (_secret_if_any("JML_UKG_WEBHOOK_SECRET", "secret of UKG's webhooks (empty: none are taken)"),),
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
    "notify": System((), optional=(*MAIL, *HOOKS)),
}
