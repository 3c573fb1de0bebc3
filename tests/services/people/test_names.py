"""How alike two names are: a table written by hand, each pair read in both directions."""

import pytest

from casework.services.people.matching.names import Alike, alike
from casework.services.people.matching.words import sounds

TABLE = {
    Alike.SAME: [
        ("Ann Smith-Jones", "Ann Smith Jones"), ("Łukasz Wiśniewski", "Lukasz Wisniewski"), ("Đặng Anh", "Dang Anh"),
        ("Mary O'Brien", "Mary O Brien"), ("Mary O’Brien", "MARY OBRIEN"), ("Berg, Jo", "Jo Berg"), ("Jo Berg", "Berg Jo"),
        ("Jan van der Berg", "Jan Vanderberg"), ("Jan van der Berg", "Jan Berg"), ("Ian Mc Donald", "Ian McDonald"),
        ("Mohammed al-Khalil", "Mohammed Khalil"), ("Ms Ann Smith", "Ann Smith"), ("Dr. Ann Smith MBE", "Ann Smith"), ("Ann Smith, MBE", "Ann Smith"),
        ("D'Angelo Ann", "Ann Dangelo"), ("Mary Ann Lee", "Maryann Lee"), ("Nguyễn Anh", "Nguye\u0302\u0303n Anh"),
        ("Ann Smithjones", "Ann Smith-Jones"), ("Li Ming", "李明"), ("محمد علي", "محمد علي"), ("J. Berg", "Berg, J"),
        ("Cllr Ann de Souza", "Ann De Souza"), ("X", "x"), ("Ben Khan", "Khan, Ben"), ("Ann Senior", "Senior, Ann"), ("John Smith Jr", "SMITH, John Jnr"), ("Ali ben Hassan", "Ali Hassan"), ("Di Smith", "Smith Di"),
    ],
    Alike.WRITTEN: [
        ("Søren Ørsted", "Soeren Oersted"), ("Per Håkansson", "Per Haakansson"), ("Jürgen Weiß", "Juergen Weiss"),
        ("Anna Müller", "Anna Mueller"), ("Aleksandr Petrov", "Alexandr Petrov"), ("Đorđe Savić", "Djordje Savic"),
    ],
    Alike.SOUNDS: [
        ("Ann Smith", "Ann Smyth"), ("Mohammed Hussain", "Muhammad Hussein"), ("Catherine Hall", "Katherine Hall"),
        ("Ian Thompson", "Ian Tomson"), ("Goran Petrović", "Goran Petrovich"), ("Ann Hartley", "Ann Hratley"),
        ("Stephen Wood", "Steven Wood"), ("Александр Петров", "Alexander Petrov"),
    ],
    Alike.SHORT: [("Bob Smith", "Robert Smith"), ("Liz Khan", "Elizabeth Khan"), ("Mo Ali", "Mohammed Ali")],
    Alike.PART: [
        ("Ann Smith-Jones", "Ann Jones"), ("John D Smith", "John Smith"), ("Ann Mary Smith", "Ann Smith"),
        ("María García Núñez", "Maria Garcia"), ("John Smith Jnr", "John Smith"),
    ],
    Alike.INITIAL: [
        ("E Hughes", "Elizabeth Hughes"), ("J Berg", "Jo Berg"), ("J. M. Berg", "Jo Mary Berg"), ("Berg, J", "Jo Berg")],
    Alike.GENERATION: [("John Smith Jnr", "Mr John Smith, Snr")],
    Alike.FAMILY: [
        ("Ann Smith", "Bob Smith"), ("Ann Smith-Jones", "Bob Smith-Jones"), ("A Smith", "B Smith"),
        ("Gary Dvořák-Wood", "Helen Dvorak-Wood"), ("Smith-Jones Ann", "Laura Smith-Jones"),
    ],
    Alike.GIVEN: [("Ann Smith", "Ann Jones"), ("Karen D Berg", "Karen Dale")],
    Alike.OTHER: [
        ("Ann Smith", "Bob Jones"), ("Mary Brien", "Owen Hall"), ("X", "Ann Smith"),
    ],
    Alike.UNKNOWN: [("", "Ann Smith"), ("...", "Ann Smith"), ("", "")],
}  # fmt: skip
PAIRS = [(level, *pair) for level, pairs in TABLE.items() for pair in pairs]
FOUND = {Alike.SAME, Alike.WRITTEN, Alike.SOUNDS, Alike.SHORT, Alike.PART, Alike.INITIAL}


@pytest.mark.parametrize(("level", "one", "other"), PAIRS)
def test_two_names_are_as_alike_as_somebody_would_say(level: Alike, one: str, other: str) -> None:
    assert (alike(one, other), alike(other, one)) == (level, level)


@pytest.mark.parametrize(("one", "other"), [pair for level, *pair in PAIRS if level in FOUND])
def test_names_that_are_alike_lead_to_each_other(one: str, other: str) -> None:
    assert sounds(one) & sounds(other)


@pytest.mark.parametrize(
    "name", ["", "X", "A" * 300, " ".join(["Ann"] * 100), "محمد", "\u202eمحمد علي", "🙂", "1 2 3", "-'-"]
)
def test_an_odd_name_is_compared_and_has_few_sounds(name: str) -> None:
    assert alike(name, name) in (Alike.SAME, Alike.UNKNOWN)
    assert len(sounds(name)) < 100
    assert all(len(sound) <= 8 and len(first) <= 1 for sound, first in sounds(name))
