"""`jml doctor notify`: who can be told, and what stands in the way."""

from runtime.finding import State
from runtime.settings import load
from schemas.policy import load_policy
from sinks.notify.probe import Probe
from tests.notify.desk import POLICY, mailing
from tests.notify.receivers import Hooks, Post


async def found(env: dict[str, str]) -> dict[str, tuple[State, str]]:
    probe = Probe(load({"JML_NOTIFY_TIMEOUT": "2", **env}).notify, load_policy(POLICY))
    return {finding.what: (finding.state, finding.detail + finding.cure) async for finding in probe.findings()}


async def test_with_nothing_set_up_it_says_who_is_told_nothing_and_what_to_set() -> None:
    said = await found({})
    assert {state for state, _ in said.values()} == {State.WARN}
    assert "JML_SLACK_SECURITY" in said["channels of security"][1] and "JML_SMTP_HOST" in said["channels of managers and cover reps"][1]


async def test_what_is_set_up_is_tried_without_a_message_to_anybody() -> None:
    async with Post() as post, Hooks() as hooks:
        said = await found(
            mailing(post.port)
            | {"JML_SLACK_IT": f"{hooks.url}/hush", "JML_TEAMS_IT": f"{hooks.url}/hush", "JML_NOTIFY_HR": "hr@halden.example"}
        )
        assert post.letters == [] and hooks.bodies == []
    assert {state for state, _ in said.values()} == {State.OK}
    assert {"mail server", "slack of IT", "teams of IT"} <= set(said) and "hush" not in str(said)


async def test_a_server_that_is_away_or_does_not_encrypt_is_named() -> None:
    async with Post() as post:
        env = mailing(post.port)
        state, text = (await found(env | {"JML_SMTP_TLS": "starttls"}))["mail server"]
        assert state is State.MISSING and "JML_SMTP_TLS" in text
    assert (await found(env))["mail server"][0] is State.MISSING
