"""Two ways of writing one name or number have one key, and two people have two."""

import json
from pathlib import Path

import pytest

from casework.services.people.keys import likely_key, name_key, phone_key, phone_keys, postcode_key

INPUTS = Path(__file__).parent.parent.parent / "inputs"
NAMES = json.loads((INPUTS / "names.json").read_text(encoding="utf-8"))
PHONES = json.loads((INPUTS / "phones.json").read_text(encoding="utf-8"))

LIKELY = (
    *map(tuple, NAMES["again"]),
    ("Łukasz Wiśniewski", "LUKASZ WISNIEWSKI"), ("Søren Ørsted", "Soren Orsted"), ("Đorđe Petrović", "Dorde Petrovic"),
    ("Mohammed al-Khalil", "Mohammed Khalil"), ("Mohammed Al Khalil", "Mohammed al-Khalil"), ("Ms Ann Smith-Jones", "Ann Smith Jones"),
    ("Berg, Jo", "Jo Berg"), ("Mary O’Brien", "Mary O'Brien"), ("Ann A. Smith", "Ann Smith"), ("Dr. Ann Smith (Leeds)", "Ann Smith/Leeds"),
    ("Ærø Œuvre", "Aero Oeuvre"), ("Nguye\u0302\u0303n Văn", "Nguyễn Van"), ("José Núñez", "Jose Nunez"), ("Gökhan Işık", "Gokhan Isik"),
    ("Ann Smith\u2011Jones", "Ann Smith-Jones"),
)  # fmt: skip


@pytest.mark.parametrize(("one", "other"), LIKELY)
def test_one_name_in_two_spellings_is_likely_the_same(one: str, other: str) -> None:
    assert likely_key(one) == likely_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ann Smith", "Ann Jones"), ("Jo Berg", "Jo Bergman"), ("Ann Smith-Jones", "Ann Smith"), ("", "Ann")],
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert likely_key(one) != likely_key(other)
    assert name_key(one) != name_key(other)


def test_words_end_at_hyphens_and_brackets_and_not_at_apostrophes_and_marks() -> None:
    assert name_key("Zoë O'Brien-Núñez (Leeds)") == "zoe obrien nunez leeds"
    assert name_key("ਹਰਪ੍ਰੀਤ ਸਿੰਘ").count(" ") == 1
    assert (likely_key("Mr X"), likely_key("Ms")) == ("mr x", "ms")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *map(tuple, PHONES["same"]), ("+44 (0)113 496 0000", "0113 496 0000"), ("0044 113 496 0000", "+441134960000"),
        ("0113-496-0000", "(0113) 496 0000"), tuple(PHONES["extension"]), ("0113 496 0001 x22", "0113 496 0001"), ("0113 496 0001, extension 22", "0113 496 0001"),
    ],
)  # fmt: skip
def test_two_ways_of_writing_one_number_have_one_key(one: str, other: str) -> None:
    assert phone_key(one) == phone_key(other) != ""


def test_each_number_of_a_field_has_its_own_key() -> None:
    field, numbers = PHONES["one_of_two"]
    assert phone_keys(field) == [phone_key(number) for number in numbers]
    assert phone_keys("0113/4960000") == ["01134960000"]
    assert phone_keys("0113 496 0000 or 07700 900456") == ["01134960000", "07700900456"]
    assert phone_keys("none") == []


def test_a_number_abroad_is_no_number_here() -> None:
    assert phone_key("+353 1 234 5678") != phone_key("01 234 5678")


@pytest.mark.parametrize("typed", ["ls1 4aa", "LS14AA", "LS1-4AA", " LS1  4AA. "])
def test_a_postcode_is_one_however_it_is_spaced(typed: str) -> None:
    assert postcode_key(typed) == "LS14AA"
