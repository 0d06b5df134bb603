"""Which sources are read beside the rows, as the settings say."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from producers.ukg.beside import Beside, RestAhead, RestEnds, RestFields, Source
from producers.ukg.door import Kinds
from producers.ukg.extras import FieldNames
from producers.ukg.rest import UkgRest
from runtime.settings import Ukg


def beside_of(settings: Ukg, rest: UkgRest, kinds: Kinds) -> Beside:
    """Everything that this tenant grants and this company wants."""
    zone: tzinfo = ZoneInfo(settings.zone)
    sources: list[Source] = []
    if settings.fields == "rest":
        sources.append(RestFields(rest, names_of(settings), zone))
    if settings.ends == "rest":
        sources.append(RestEnds(rest, kinds, zone))
    if settings.history == "rest":
        sources.append(RestAhead(rest, zone))
    return Beside(sources)


def names_of(settings: Ukg) -> FieldNames:
    return FieldNames(settings.contract_end, settings.leave_cover, settings.sales_plan)
