"""Every setting of every process, from the environment, typed and checked once at the start.

Each field says its variable, meaning, unit, default and reason; `described()` lists them for the documentation. A secret may be given in
the variable itself or, better, as the path of a file in `<VARIABLE>_FILE`. A wrong value raises `SettingError`, which names the variable
and the cure and never the value of a secret.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Final, TypeVar, get_type_hints

from runtime import kafka_settings
from runtime.kafka_settings import Kafka
from runtime.notify_settings import Notify
from runtime.setting import (
    Described,
    Of,
    Secret,
    SettingError,
    choice,
    count,
    folder,
    hidden,
    port,
    seconds,
    some_of,
    url,
    zone,
)

__all__ = ["Described", "Kafka", "Notify", "Secret", "SettingError", "Settings", "described", "load", "needed"]


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a process keeps things."""

    home: Annotated[Path, Of("JML_HOME", "Folder of everything that is not code: data, logs, run files.", ".jml", Path)]
    cache: Annotated[Path, Of("JML_CACHE", "Folder of downloaded jars, shared by checkouts.", "~/.cache/jml", folder)]

    @property
    def run(self) -> Path:
        """Pids and chosen ports, one JSON file a process."""
        return self.home / "run"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def data(self) -> Path:
        """Tables (one folder a process) and the local broker's log."""
        return self.home / "data"


@dataclass(frozen=True, slots=True)
class Clock:
    """Business time."""

    file: Annotated[str, Of("JML_CLOCK_FILE", "Clock file shared with the simulators, for development. Default: the machine's time.")]


@dataclass(frozen=True, slots=True)
class Health:
    """The HTTP server of every process."""

    host: Annotated[str, Of("JML_HEALTH_HOST", "Address to listen on; 0.0.0.0 in a container.", "127.0.0.1")]
    port: Annotated[int, Of("JML_HEALTH_PORT", "Port of the health server; 0 takes a free one (see run/<process>.json).", "0", port)]
    stuck: Annotated[
        float,
        Of(
            "JML_HEALTH_STUCK",
            "Seconds without progress, while records wait, after which /live says no; more than the longest call.",
            "60",
            seconds,
        ),
    ]


@dataclass(frozen=True, slots=True)
class Ukg:
    """UKG Pro's REST interface."""

    url: Annotated[str, Of("JML_UKG_URL", "Service host, https outside loopback.", "", url)]
    user: Annotated[str, Of("JML_UKG_USER", "Service account.")]
    password: Annotated[Secret, hidden("JML_UKG_PASSWORD", "Its password.")]
    customer_key: Annotated[Secret, hidden("JML_UKG_CUSTOMER_KEY", "Value of the US-Customer-Api-Key header.")]
    zone: Annotated[str, Of("JML_UKG_ZONE", "IANA zone of the dates UKG writes without one (its servers' local time).", "UTC", zone)]
    user_key: Annotated[
        Secret, hidden("JML_UKG_USER_KEY", "The service account's user API key, for what is read by SOAP and for writing work addresses.")
    ]
    fields: Annotated[
        str,
        Of(
            "JML_UKG_FIELDS",
            "Where user-defined fields are read: rest shows personnel and international ones, soap the company's too.",
            "rest",
            choice("rest", "soap", "none"),
        ),
    ]
    ends: Annotated[
        str,
        Of(
            "JML_UKG_ENDS",
            "Where expected ends of leaves and contracts are read: rest answers with pay in the row (dropped unread), soap without.",
            "rest",
            choice("rest", "soap", "none"),
        ),
    ]
    terminations: Annotated[
        str,
        Of(
            "JML_UKG_TERMINATIONS",
            "Where a leaver's last day and rehire flag are read: rest has them in the row; soap asks EmployeeTermination besides.",
            "rest",
            choice("rest", "soap"),
        ),
    ]
    history: Annotated[
        str,
        Of(
            "JML_UKG_HISTORY",
            "Whether job history is read, for moves keyed in ahead. It answers with pay in the row, so it is asked for by hand.",
            "none",
            choice("rest", "none"),
        ),
    ]
    feed: Annotated[
        str,
        Of(
            "JML_UKG_CHANGE_FEED",
            "Whether employee-changes is read every three hours, as a second opinion on what changed (right: EmployeeExport).",
            "none",
            choice("rest", "none"),
        ),
    ]
    webhook_secret: Annotated[
        Secret, hidden("JML_UKG_WEBHOOK_SECRET", "Secret of UKG's webhooks; without it none are taken. POST /ukg is their path.")
    ]
    webhook_host: Annotated[str, Of("JML_UKG_WEBHOOK_HOST", "Address to take webhooks on; 0.0.0.0 in a container.", "127.0.0.1")]
    webhook_port: Annotated[int, Of("JML_UKG_WEBHOOK_PORT", "Port to take webhooks on; 0 takes a free one.", "0", port)]
    webhook_header: Annotated[
        str, Of("JML_UKG_WEBHOOK_HEADER", "Header with the HMAC-SHA256 of the body, in hex or base64.", "X-Ukg-Signature")
    ]
    contract_end: Annotated[
        str,
        Of("JML_UKG_FIELD_CONTRACT_END", "Label of that user-defined field, or its slot, like EepUdField05.", "Contract end"),
    ]
    leave_cover: Annotated[str, Of("JML_UKG_FIELD_LEAVE_COVER", "Label or slot of the cover rep's employee number.", "Leave cover")]
    sales_plan: Annotated[str, Of("JML_UKG_FIELD_SALES_PLAN", "Label or slot of the compensation plan.", "Sales plan")]


@dataclass(frozen=True, slots=True)
class Okta:
    """The Okta organisation."""

    url: Annotated[str, Of("JML_OKTA_URL", "Organisation URL, https outside loopback.", "", url)]
    token: Annotated[Secret, hidden("JML_OKTA_TOKEN", "API token (SSWS); or the client id and private key of a service app.")]
    client_id: Annotated[str, Of("JML_OKTA_CLIENT_ID", "Client id of the service app, instead of a token.")]
    private_key: Annotated[Secret, hidden("JML_OKTA_PRIVATE_KEY", "The service app's RSA private key, PEM. DPoP is used where Okta asks.")]
    key_id: Annotated[str, Of("JML_OKTA_KEY_ID", "The key's id (kid), where the service app has several keys.")]


@dataclass(frozen=True, slots=True)
class Salesforce:
    """The Salesforce organisation."""

    url: Annotated[str, Of("JML_SALESFORCE_URL", "My Domain URL, https outside loopback.", "", url)]
    client_id: Annotated[Secret, hidden("JML_SALESFORCE_CLIENT_ID", "Consumer key of the connected app.")]
    client_secret: Annotated[
        Secret, hidden("JML_SALESFORCE_CLIENT_SECRET", "Consumer secret (client credentials flow); or user and private key (JWT bearer).")
    ]
    user: Annotated[str, Of("JML_SALESFORCE_USER", "Username of the integration user (JWT bearer flow).")]
    private_key: Annotated[
        Secret, hidden("JML_SALESFORCE_PRIVATE_KEY", "RSA private key, PEM, of the certificate that the connected app holds (JWT bearer).")
    ]


@dataclass(frozen=True, slots=True)
class Policy:
    """What operations people edit."""

    folder: Annotated[Path, Of("JML_POLICY_DIR", "Folder of the policy's YAML and CSV.", "policy", Path)]
    operators: Annotated[str, Of("JML_OPERATORS_FILE", "A further file of operators, beside the policy's operators.csv.")]


@dataclass(frozen=True, slots=True)
class Seal:
    """The key that wraps every person's key."""

    master_key: Annotated[Secret, hidden("JML_MASTER_KEY", "Master key of the seal.")]


@dataclass(frozen=True, slots=True)
class Log:
    """Logging."""

    level: Annotated[str, Of("JML_LOG_LEVEL", "Least severe log line kept.", "INFO", choice("DEBUG", "INFO", "WARNING", "ERROR"))]


@dataclass(frozen=True, slots=True)
class Sinks:
    """What keeps a target from being written."""

    refusals: Annotated[
        int,
        Of(
            "JML_SINK_REFUSALS",
            "So many people refused for good by a target within ten minutes put it into quarantine: then it is at fault, not they.",
            "20",
            count,
        ),
    ]
    maintenance: Annotated[
        frozenset[str],
        Of(
            "JML_SINK_MAINTENANCE",
            "Targets that are not to be written now: okta, salesforce, ukg, several with a comma. Work waits.",
            "",
            some_of("okta", "salesforce", "ukg"),
        ),
    ]


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, by group."""

    kafka: Kafka
    paths: Paths
    clock: Clock
    health: Health
    ukg: Ukg
    okta: Okta
    salesforce: Salesforce
    notify: Notify
    sinks: Sinks
    policy: Policy
    seal: Seal
    log: Log


GROUPS: Final[Mapping[str, type]] = {f.name: f.type for f in fields(Settings) if isinstance(f.type, type)}
T = TypeVar("T")


def load(env: Mapping[str, str] | None = None) -> Settings:
    """Reads all groups; raises SettingError for the first wrong value."""
    source = os.environ if env is None else env
    settings = Settings(**{name: _group(kind, source) for name, kind in GROUPS.items()})
    kafka_settings.check(settings.kafka)
    return settings


def needed(value: Secret | str, variable: str) -> str:
    """The value of a setting this process cannot do without; raises SettingError where it is empty."""
    text = value.reveal() if isinstance(value, Secret) else value
    if not text:
        also = f" or {variable}_FILE" if isinstance(value, Secret) else ""
        raise SettingError(f"{variable} is not set: set {variable}{also}")
    return text


def described() -> Iterator[Described]:
    """Every setting in order, for help texts and documentation."""
    for kind in GROUPS.values():
        for each in _places(kind).values():
            yield Described(f"{each.variable}[_FILE]" if each.secret else each.variable, each.default, each.text)


def _group(kind: type[T], env: Mapping[str, str]) -> T:
    return kind(**{name: place.value(env) for name, place in _places(kind).items()})


def _places(kind: type) -> dict[str, Of]:
    return {name: hint.__metadata__[0] for name, hint in get_type_hints(kind, include_extras=True).items()}
