"""What is said for and against two records being of one person, and whether it is asked."""

import pytest
from jellyfish import metaphone

from casework.services.people.keys import address_key, email_key, phone_keys, postcode_key
from casework.services.people.matching.scoring import Known, Likeness, compare

COMMON = 40.0
"""So many others of that name are to be expected."""


def somebody(name: str = "", *, email: str = "", phone: str = "", postcode: str = "", address: str = "") -> Known:
    keys = (email_key(email), postcode_key(postcode), address_key(address))
    emails, postcodes, addresses = (frozenset({key} - {""}) for key in keys)
    return Known(
        names=(name,) if name else (),
        emails=emails,
        phones=frozenset(phone_keys(phone)),
        postcodes=postcodes,
        addresses=addresses,
    )


ANN = somebody("Ann Smith", email="ann@known.example", phone="07700 900123", postcode="LS1 4AA", address="1 Mill Lane")


def of(other: Known, namesakes: float = COMMON) -> Likeness:
    return compare(other, ANN, namesakes=lambda _: namesakes)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (
            somebody("Ann Smyth", phone="+44 7700 900123", postcode="ls14aa"),
            "Same phone and postcode; a name that sounds alike",
        ),
        (
            somebody("Ann Smith", email="ANN@known.example", phone="0113 496 0000"),
            "Same e-mail address; same name; another phone",
        ),
        (somebody("A Smith", address="1, Mill Lane, Leeds"), "Same address; a name that fits the initials"),
        (
            somebody("Ann Smith", phone="07700 900124"),
            "Same name; a phone number with one other digit",
        ),
        (somebody(phone="447700900123 ext 5"), "Same phone"),
    ],
)
def test_the_reason_is_said_in_words(other: Known, reason: str) -> None:
    assert of(other).reason == reason
    assert of(other).is_asked


@pytest.mark.parametrize(
    "other",
    [
        somebody(
            "Bob Smith", email="ann@known.example", phone="07700 900123", postcode="LS1 4AA", address="1 Mill Lane"
        ),
        somebody("Bob Jones", phone="07700 900123"),
    ],
)
def test_somebody_of_the_same_household_is_shown_and_not_taken_for_the_same(other: Known) -> None:
    assert (of(other).is_asked, of(other).is_shown) == (False, True)


@pytest.mark.parametrize(
    "other",
    [
        somebody("Bob Jones", postcode="LS1 4AA"),
        somebody("Bob Smith", postcode="LS1 4AA"),
        somebody("Ann Smith", phone="0113 496 0000", postcode="BD1 1AA"),
        somebody("A Smith"),
    ],
)
def test_somebody_else_of_a_common_name_or_postcode_is_not_shown(other: Known) -> None:
    assert not of(other).is_shown


def test_a_name_alone_is_shown_and_a_rare_one_is_asked_about_also_against_another_number() -> None:
    assert of(somebody("Ann Smith"), namesakes=0.001).is_asked
    assert (of(somebody("Ann Smith")).is_asked, of(somebody("Ann Smith")).is_shown) == (False, True)
    assert of(somebody("Ann Smith", phone="0113 496 0000"), namesakes=0.001).is_asked
    assert not of(somebody("Ann Smith", phone="0113 496 0000"), namesakes=5).is_asked


def test_father_and_son_of_one_name_at_one_address_are_two() -> None:
    home = {"phone": "0113 496 0000", "postcode": "LS1 4AA", "address": "1 Mill Lane"}
    son = somebody("John Smith Jnr", **home)
    assert not compare(son, somebody("John Smith Snr", **home)).is_asked
    assert compare(son, somebody("John Smith", **home)).is_asked


def test_how_rare_a_name_is_goes_by_the_words_that_both_have() -> None:
    """Many are called Paul Khan and nobody Aldley: that somebody Khan-Aldley may be one of them says little."""

    def namesakes(words: tuple[str, ...]) -> float:
        return 0.0001 if metaphone("aldley") in words else 3

    typed = somebody("Paul Khan-Aldley")
    assert compare(typed, somebody("Paul Khan-Aldley"), namesakes=namesakes).is_asked
    assert not compare(typed, somebody("Paul Khan"), namesakes=namesakes).is_asked
    assert not compare(somebody("Paul Khan"), somebody("Paul Khan-Aldley"), namesakes=namesakes).is_asked


def test_more_in_common_is_likelier() -> None:
    one = of(somebody("Ann Smith", phone="07700 900123"))
    more = of(somebody("Ann Smith", phone="07700 900123", email="ann@known.example"))
    assert more.points > one.points
