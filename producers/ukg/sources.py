"""Which sources are read beside the rows, as the settings say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from producers.ukg.beside import Beside, RestAhead, RestEnds, RestFields, Source
from producers.ukg.beside_soap import SoapEnds, SoapFields, SoapTerminations
from producers.ukg.door import Kinds
from producers.ukg.extras import FieldNames
from producers.ukg.rest import UkgRest
from producers.ukg.soap import UkgSoap
from runtime.settings import Ukg


@asynccontextmanager
async def soap_of(settings: Ukg, cache: Path | None = None) -> AsyncIterator[UkgSoap | None]:
    """A SOAP client where a setting asks for one. `cache`: the folder in which descriptions are kept; None: in memory."""
    if "soap" not in (settings.fields, settings.ends, settings.terminations):
        yield None
        return
    async with UkgSoap(settings, cache) as soap:
        yield soap


def beside_of(settings: Ukg, rest: UkgRest, kinds: Kinds, soap: UkgSoap | None = None) -> Beside:
    """Everything that this tenant grants and this company wants."""
    zone: tzinfo = ZoneInfo(settings.zone)
    names = FieldNames(settings.contract_end, settings.leave_cover, settings.sales_plan)
    found: dict[tuple[str, str], Source] = {
        ("fields", "rest"): RestFields(rest, names, zone),
        ("ends", "rest"): RestEnds(rest, kinds, zone),
        ("history", "rest"): RestAhead(rest, zone),
    }
    if soap is not None:
        found |= {
            ("fields", "soap"): SoapFields(soap, names, zone),
            ("ends", "soap"): SoapEnds(soap, kinds),
            ("terminations", "soap"): SoapTerminations(soap),
        }
    return Beside([source for (what, where), source in found.items() if getattr(settings, what) == where])
