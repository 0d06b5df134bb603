"""What login a name gives."""

from itertools import islice

import pytest

from domain.logins import LONGEST, local_part, login_candidates


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("Maria", "Lopez", "maria.lopez"),
        ("Jörg", "Weiß", "jorg.weiss"),
        ("Søren", "Ångström", "soren.angstrom"),
        ("Łukasz", "Æbeltoft", "lukasz.aebeltoft"),
        ("Anne-Marie", "O'Neill", "anne-marie.oneill"),
        ("Juan Carlos", "de la Cruz", "juancarlos.delacruz"),
        ("José", "Nuñez", "jose.nunez"),
        ("Jose\u0301", "Nuñez", "jose.nunez"),
        ("Владимир", "Соловьёв", "vladimir.soloviov"),
        ("北", "京", "bei.jing"),
        ("さくら", "がく", "sakura.gaku"),
        ("Nguyễn", "Đức", "nguyen.duc"),
        ("J.R.", "Smith", "j.r.smith"),
        ("Ann", "St. John", "ann.st.john"),
        ("Bob 😀", "Lee", "bob.lee"),
        ("D’Arcy", "–Ng–", "darcy.ng"),
    ],
)
def test_a_name_in_any_script_gives_a_plain_login(first: str, last: str, expected: str) -> None:
    assert local_part(first, last) == expected


def test_the_preferred_name_replaces_the_first_name() -> None:
    assert local_part("Jonathan", "Smith", "Jon") == "jon.smith"
    assert local_part("Jonathan", "Smith", " ") == "jonathan.smith"


@pytest.mark.parametrize(("first", "last"), [("Cher", None), ("Cher", ""), (None, "Prince"), ("''", "Lee"), ("😀", "Lee")])
def test_one_name_only_gives_no_login(first: str | None, last: str | None) -> None:
    assert local_part(first, last) is None
    assert list(login_candidates(first, last)) == []


def test_clashes_are_numbered_from_two() -> None:
    assert list(islice(login_candidates("Ann", "Lee"), 4)) == ["ann.lee", "ann.lee2", "ann.lee3", "ann.lee4"]


def test_what_is_too_long_is_cut_and_the_number_still_fits() -> None:
    plain, second = islice(login_candidates("a" * 80, "b" * 80), 2)

    assert len(plain) == LONGEST
    assert len(second) == LONGEST
    assert second.endswith("b2")
