"""The ways that are set up."""

from datetime import timedelta

from domain.deliveries import Flood
from runtime.settings import Notify
from sinks.notify.channel import Channel
from sinks.notify.hooks import Slack, Teams
from sinks.notify.mail import Mail


def channels_from(settings: Notify) -> dict[str, Channel]:
    """Every channel by name; one that is not set up serves nobody. Raises SettingError."""
    made: tuple[Channel, ...] = (Mail(settings), Slack(settings), Teams(settings))
    return {channel.name: channel for channel in made}


def flood_from(settings: Notify) -> Flood:
    """When many messages become one."""
    return Flood(many=settings.many, span=timedelta(seconds=settings.span))
