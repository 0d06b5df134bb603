"""A page that failed, is garbled or leads back is never taken for the end of a list."""

from typing import Any

import pytest

from runtime.settings import load
from sinks.okta.classify import trouble_of
from sinks.okta.client import Client, Said
from sinks.target import Later, Unknown

HOST = "https://x.okta.com/api/v1"


async def read(answers: dict[str, Said]) -> list[Said]:
    client = Client(load({"JML_OKTA_URL": "https://x.okta.com", "JML_OKTA_TOKEN": "t"}).okta, lambda *_: None)

    async def call(_method: str, path: str, _body: Any = None) -> Said:
        return answers[path]

    client.call = call  # type: ignore[method-assign]
    return [said async for said in client.pages("/groups")]


async def test_pages_are_followed_to_the_one_that_names_no_next() -> None:
    said = await read({"/groups": Said(200, {}, [1], f"{HOST}/groups?after=2"), "/groups?after=2": Said(200, {}, [2])})
    assert [one.body for one in said] == [[1], [2]] and not any(trouble_of(one) for one in said)


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        (Said(429, {}, {"errorCode": "E0000047"}), Later),
        (Said(503, {}, None), Unknown),
        (Said(200, {}, None, garbled=True), Unknown),
        (Said(200, {}, {"errorCode": "E0000009"}), Unknown),
        (Said(200, {}, None), Unknown),
        (Said(200, {}, [2], f"{HOST}/groups?after=2"), Unknown),
        (Said(200, {}, [2], "https://elsewhere.example/login"), Unknown),
        (Said(302, {}, None), Unknown),
    ],
)
async def test_whatever_is_no_page_is_trouble(second: Said, kind: type) -> None:
    said = await read({"/groups": Said(200, {}, [1], f"{HOST}/groups?after=2"), "/groups?after=2": second})
    assert len(said) == 2 and trouble_of(said[0]) is None and isinstance(trouble_of(said[1]), kind)
