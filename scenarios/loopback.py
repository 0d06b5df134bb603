"""The simulated systems in this process, over real HTTP on loopback, and the settings that lead to them."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from scenarios.play_clock import PlayClock
from simulators.kernel.server import Simulator, Vendor, serve
from simulators.okta import okta
from simulators.salesforce import salesforce
from simulators.ukg import ukg

SECRET: Final = "for-loopback-only"


async def simulators(clock: PlayClock) -> tuple[list[web.AppRunner], dict[str, int]]:
    """Starts all three; what is to be cleaned up, and their ports."""
    vendors: list[Vendor] = [ukg(clock, "svc", SECRET, SECRET, user_key=SECRET), okta(clock, SECRET), salesforce(clock, "client", SECRET)]
    runners, ports = [], {}
    for vendor in vendors:
        runner, ports[vendor.name] = await serve(Simulator(vendor, clock), 0)
        runners.append(runner)
    return runners, ports


def environment(home: str, ports: Mapping[str, int]) -> dict[str, str]:
    """Settings of a product that talks to them."""
    urls = {f"JML_{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in ports.items()}
    secrets = ("JML_UKG_PASSWORD", "JML_UKG_CUSTOMER_KEY", "JML_UKG_USER_KEY", "JML_OKTA_TOKEN", "JML_SALESFORCE_CLIENT_SECRET")
    own = {"JML_HOME": home, "JML_UKG_HISTORY": "rest", "JML_UKG_USER": "svc", "JML_SALESFORCE_CLIENT_ID": "client"}
    return {**urls, **dict.fromkeys(secrets, SECRET), **own}
