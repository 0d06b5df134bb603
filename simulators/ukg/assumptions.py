"""What the reference leaves open about UKG Pro, each as a switch with its source: `[?]` is unknown there, `[INF]` inferred."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How this tenant behaves where the reference does not say.

    `zone`: IANA name of the server's local time, in which zoneless times are written and days begin (ukg.md §2.3, §6.5 [?]).
    `future_termination`: `when-effective`: the row keeps its status until the day after the last day, then turns T; `at-once`: T as soon
    as the dates are keyed, with a status start in the future (§3.3.3 [INF]).
    `termination_dates_ahead`: dates and reason of a future end show as soon as they are keyed; else only once it is effective (§3.3.3 [?]).
    `effective_moves_changed`: a dated change is stamped with the instant it takes effect, else with the time of keying (§6.5 [?]).
    `past_end`: a list with no rows, or a page past the end, is `[]` with 200 or a 404 (§2.2 [?]).
    `over_cap`: `per_Page` above the cap is cut to it (`clamp`) or refused with 400 (`refuse`) (§1.6, §5 [?]).
    `iso_filters`: change-time filters also take ISO date-times after the operator; the documentation shows MM-DD-YYYY only (§2.3).
    `bad_filter`: a date filter that cannot be read is refused with 400 (`refuse`) or ignored (`ignore`) (no source).
    `lists_everywhere`: comma lists in filters work on every resource, not only on those documented so (§2.3).
    `udf_moves_person`: changing a personnel user-defined field moves person-details' change time: both live in EmpPers (§1.10 [INF]).
    `home_follows_active`: home is the first record's company, while that is T the oldest other's (§2.12.2, §3.3.1 [INF]).
    `clears_leave`: going back from L to A empties leave reason and expected end (§1.9 [INF]: the reason is required exactly for L).
    `feed_lag`: hours by which employee-changes is late (§2.4, §3.3.5: up to 3).
    `feed_gate`: a new reading of employee-changes within 3 hours is served (`none`) or answered 429 (§2.4: asked for, not known to be
    enforced).
    `feed_end`: an `endDate` of employee-changes within the last 3 hours is accepted or refused with 400 (§2.9 [OBS] both).
    `missing_right`: a resource without the right answers 403 or an empty list (§3.3.12 [?]).
    `history_ahead`: job history shows a dated move as soon as it is keyed, else when it takes effect (§3.3.4 [INF]).
    `transfer_id`: a transfer to another company keeps the employeeId or brings a new one (§3.3.1 both).
    `rehire_id`: a rehire in the same company keeps the employeeId or brings a new one (§3.3.1 both).
    `import_delay`: seconds after which what the import tool took shows in production (§2.12 [3P]: workflow tables first).
    `ids_in_array`: employee-ids answers with its object inside an array, as the specification has it, or bare (§2.10 [?]).
    `webhook_events`: events that one change makes (§6.8 [?]: two are assumed).
    `webhook_allowance`: events a month that are free; later ones are not sent (§6.8 [?]).
    `webhook_header`: where the signature stands: hex HMAC-SHA256 of the body (§6.8 [3P]).
    `webhook_repeats`: how often the same event comes again (no source).
    `soap_token_life`: seconds that a login token holds (§1.3 [?]: a day is what one client assumes).
    `soap_expired`: an unknown or expired token is answered with a SOAP fault (`fault`) or with HasErrors inside 200 (`errors`) (§1.3 [?]).
    `soap_checks_key`: employee services compare the ClientAccessKey header (§3.3.10 [OBS, weak]).
    `soap_bare_value`: a query value without an operator means equal, or is refused (§1.6 [?]).
    `soap_405_every`: every n-th SOAP request is answered 405 (§1.7 [OBS: now and then]); 0: none.
    `soap_address`: the descriptions name the host as asked, or an internal one over plain http (§1.1, §3.2 [3P]).
    `soap_ssn`: an UpdatePerson without the SSN empties it, as it does every member of the whole object, or keeps it (§1.10 [INF] for
    user-defined fields, where the vendor says so).
    `mail_length`: longest work address that is taken; a longer one is a business error (no source: the column's width is not public).
    `cap`: largest `per_Page` (§2.2).
    `default_page`: rows without `per_Page` (§2.2).
    `padding`: width to which character columns are padded with blanks when filled (§2.9 [OBS] on employee-changes; here on details, [INF]).
    """

    zone: str = "UTC"
    future_termination: Literal["when-effective", "at-once"] = "when-effective"
    termination_dates_ahead: bool = True
    effective_moves_changed: bool = True
    past_end: Literal["[]", "404"] = "[]"
    over_cap: Literal["clamp", "refuse"] = "clamp"
    iso_filters: bool = True
    bad_filter: Literal["refuse", "ignore"] = "refuse"
    lists_everywhere: bool = False
    udf_moves_person: bool = True
    home_follows_active: bool = True
    clears_leave: bool = True
    feed_lag: float = 3.0
    feed_gate: Literal["none", "429"] = "none"
    feed_end: Literal["accept", "refuse"] = "accept"
    missing_right: Literal["403", "empty"] = "403"
    history_ahead: bool = True
    transfer_id: Literal["same", "new"] = "same"
    rehire_id: Literal["same", "new"] = "new"
    import_delay: float = 600.0
    ids_in_array: bool = True
    soap_token_life: float = 86_400.0
    soap_expired: Literal["fault", "errors"] = "fault"
    soap_checks_key: bool = True
    soap_bare_value: Literal["equal", "refused"] = "equal"
    soap_405_every: int = 0
    soap_address: Literal["as-asked", "internal"] = "as-asked"
    soap_ssn: Literal["emptied", "kept"] = "emptied"
    mail_length: int = 50
    webhook_events: int = 2
    webhook_allowance: int = 10_000
    webhook_header: str = "X-Ukg-Signature"
    webhook_repeats: int = 0
    cap: int = 10_000
    default_page: int = 100
    padding: Mapping[str, int] = field(
        default_factory=lambda: {"addressZipCode": 10, "workPhoneNumber": 40, "primaryWorkLocationCode": 6, "orgLevel2Code": 10}
    )

    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
