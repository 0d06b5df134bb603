"""Settings of what reaches people: mail server, addresses, webhooks."""

from dataclasses import dataclass
from typing import Annotated

from runtime.setting import Of, Secret, choice, count, hidden, hook, mail, port, seconds


@dataclass(frozen=True, slots=True)
class Notify:
    """How people are told. What is empty is not used; the policy's notices.csv says who is told of what."""

    host: Annotated[str, Of("JML_SMTP_HOST", "Mail server; without it no notice goes by mail.")]
    port: Annotated[int, Of("JML_SMTP_PORT", "Its port: 587 for starttls, 465 for tls as a rule.", "587", port)]
    tls: Annotated[
        str,
        Of("JML_SMTP_TLS", "How the connection is encrypted; none is for loopback only.", "starttls", choice("starttls", "tls", "none")),
    ]
    user: Annotated[str, Of("JML_SMTP_USER", "User at the mail server, where it asks for one.")]
    password: Annotated[Secret, hidden("JML_SMTP_PASSWORD", "Its password.")]
    sender: Annotated[str, Of("JML_SMTP_FROM", "Mail address that notices come from.", "", mail)]
    it: Annotated[str, Of("JML_NOTIFY_IT", "Mail address of IT.", "", mail)]
    security: Annotated[str, Of("JML_NOTIFY_SECURITY", "Mail address of security.", "", mail)]
    hr: Annotated[str, Of("JML_NOTIFY_HR", "Mail address of HR.", "", mail)]
    slack_it: Annotated[Secret, Of("JML_SLACK_IT", "Incoming webhook of IT's channel in Slack.", "", hook, True)]
    slack_security: Annotated[Secret, Of("JML_SLACK_SECURITY", "Incoming webhook of security's channel in Slack.", "", hook, True)]
    slack_hr: Annotated[Secret, Of("JML_SLACK_HR", "Incoming webhook of HR's channel in Slack.", "", hook, True)]
    teams_it: Annotated[Secret, Of("JML_TEAMS_IT", "Workflow webhook of IT's channel in Teams.", "", hook, True)]
    teams_security: Annotated[Secret, Of("JML_TEAMS_SECURITY", "Workflow webhook of security's channel in Teams.", "", hook, True)]
    teams_hr: Annotated[Secret, Of("JML_TEAMS_HR", "Workflow webhook of HR's channel in Teams.", "", hook, True)]
    many: Annotated[
        int, Of("JML_NOTIFY_MANY", "So many notices to one recipient by one channel within the span become one message.", "5", count)
    ]
    span: Annotated[float, Of("JML_NOTIFY_SPAN", "Seconds of that span.", "60", seconds)]
    timeout: Annotated[float, Of("JML_NOTIFY_TIMEOUT", "Seconds that one message may take, connection and answer included.", "10", seconds)]
