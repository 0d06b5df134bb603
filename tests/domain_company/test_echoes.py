"""A work address that is her login is the product's own word come back from HR, and says nothing new (cases.md A23)."""

from datetime import timedelta

from domain.facts import Sealed
from domain.proposals import Proposal
from tests.domain_company.town import NOON, Town, proposal

LOPEZ, CHEN = Sealed(first=b"Maria", last=b"Lopez"), Sealed(first=b"Maria", last=b"Chen")
OLD, NEW, OWN = b"maria.lopez@halden.example", b"Maria.Chen@halden.example", b"m@elsewhere.example"


def with_mail(names: Sealed, mail: bytes | None) -> Sealed:
    return Sealed(first=names.first, last=names.last, mail=mail)


def said(version: int, names: Sealed, mail: bytes | None) -> Proposal:
    return proposal("P", version=version, sealed=with_mail(names, mail), at=NOON + timedelta(hours=version))


def town(mail: bytes | None = None) -> Town:
    found = Town()
    found.hear(proposal("P", baseline=True, sealed=with_mail(LOPEZ, mail)))
    return found


def test_her_login_as_hrs_address_is_announced_to_nobody() -> None:
    here = town()
    before = len(here.told)
    here.hear(said(2, LOPEZ, OLD))
    assert len(here.told) == before
    assert here.people["P"].sealed.mail is None
    assert here.notices == []


def test_a_new_name_beside_our_own_old_address_is_a_new_login_and_no_address_of_hrs() -> None:
    here = town()
    here.hear(said(2, LOPEZ, OLD), said(3, CHEN, OLD))
    assert here.logins()["P"] == "maria.chen@halden.example"
    assert here.people["P"].sealed == CHEN
    before = len(here.told)
    here.hear(said(4, CHEN, NEW))
    assert len(here.told) == before


def test_an_address_that_hr_had_from_the_first_is_no_news_when_it_turns_out_to_be_her_login() -> None:
    here = town(OLD)
    before = len(here.told)
    here.hear(said(2, LOPEZ, OLD))
    assert len(here.told) == before


def test_it_is_announced_alike_whether_hr_gave_it_before_or_after_she_got_her_login() -> None:
    before, after = town(OLD), town()
    after.hear(said(2, LOPEZ, OLD))
    assert before.people["P"].sealed == after.people["P"].sealed == LOPEZ


def test_hrs_own_address_is_announced_and_so_is_its_end() -> None:
    here = town()
    here.hear(said(2, LOPEZ, OWN))
    assert here.people["P"].sealed.mail == OWN
    here.hear(said(3, LOPEZ, OLD))
    assert here.people["P"].sealed.mail is None
    assert here.logins()["P"] == OLD.decode()
