"""The one box: whatever somebody says on the phone finds them and their cases, and no more than one may see."""

from typing import Any

import pytest

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Person, PersonWay, SavedSearch
from casework.services.desk import opening
from casework.services.desk.opening import CaseEntry
from casework.services.people import way_changes, ways
from casework.services.people.people import PersonEntry
from casework.services.people.way_changes import WayEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient, read
from tests.routes.conftest import Inside, SignIn
from tests.statements import asked

Staff = dict[str, Actor]
MANY = 12


@pytest.fixture
def known(inside: Inside, staff: Staff) -> dict[str, str]:
    """Cases of three people: a name -> the reference of their case."""

    def make() -> dict[str, str]:
        given: dict[str, dict[str, Any]] = {
            "Wilma Invented": {"phone": "+44 (0)7700 900555", "email": "wilma.flint@mail.example"},
            "Barney Made-Up": {"phone": "01632 960 111 or 07700 900777"},
            "Pebbles O'Fiction": {"postcode": "LS1 4AP"},
        }
        return {
            name: factories.enquiry(staff["officer"], entry=PersonEntry(full_name=name, **more)).reference
            for name, more in given.items()
        }

    found: dict[str, str] = inside(make)
    return found


def look(client: CheckingClient, words: str) -> Any:
    return client.send("/work", to="/find", form=0, words=words)


def typed(client: CheckingClient, words: str) -> str:
    """What stands under the box while it is being typed."""
    page = client.post("/find", data={"csrf_token": client.csrf("/work"), "words": words, "do": "find"})
    assert page.status_code == 200
    return page.text[page.text.index('id="found"') :]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("07700 900555", "Wilma Invented"),
        ("0044 7700 900 555", "Wilma Invented"),
        ("900555", "Wilma Invented"),
        ("0555", "Wilma Invented"),
        ("07700 9005", "Wilma Invented"),
        ("+44 7700 9005", "Wilma Invented"),
        ("900 777", "Barney Made-Up"),
        ("wilma", "Wilma Invented"),
        ("inven", "Wilma Invented"),
        ("INVENTED, Wil", "Wilma Invented"),
        ("made", "Barney Made-Up"),
        ("ofict", "Pebbles O'Fiction"),
        ("wilma.fl", "Wilma Invented"),
        ("Wilma.Flint@", "Wilma Invented"),
        ("ls14ap", "Pebbles O'Fiction"),
    ],
)
def test_a_part_of_what_somebody_says_opens_their_one_case(
    known: dict[str, str], signed_in: SignIn, words: str, name: str
) -> None:
    assert look(signed_in("officer"), words).location == f"/cases/{known[name]}"


def test_a_number_that_was_put_right_is_found_by_its_last_digits_and_the_wrong_one_no_more(
    known: dict[str, str], inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def put_right() -> None:
        with unit_of_work():
            way = db.session.query(PersonWay).filter_by(kind="phone", key="07700900555").one()
            entry, sent = WayEntry(value="07700 900666", preferred=True), factories.sent(ways.fingerprint(way))
            way_changes.change(way.person_id, way.id, entry, sent=sent, actor=staff["officer"])

    inside(put_right)
    assert look(signed_in("officer"), "0666").location == f"/cases/{known['Wilma Invented']}"
    assert "Wilma" not in typed(signed_in("officer"), "0555")


@pytest.mark.parametrize(
    "spelling",
    [
        "{number}",
        "{number:05}",
        "{year}-{number:05}",
        "{year}/{number}",
        "e {number}",
        "E {year} {number}",
        "Ref: {year}-{number:05}.",
    ],
)
def test_a_part_of_a_reference_is_enough(
    known: dict[str, str], inside: Inside, signed_in: SignIn, spelling: str
) -> None:
    reference = known["Barney Made-Up"]
    _, year, number = reference.split("-")
    words = spelling.format(year=year[2:], number=int(number))
    assert look(signed_in("officer"), words).location == f"/cases/{reference}"


def test_several_are_shown_with_their_cases_warnings_and_last_contact(
    known: dict[str, str], inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def warn() -> None:
        factories.enquiry(staff["officer"], entry=PersonEntry(full_name="Wilma Secondly-Invented", phone_unsafe=True))

    inside(warn)
    client = signed_in("officer")
    answer = look(client, "wilma")
    assert "wilma" not in answer.location.lower()
    page = client.get(answer.location).text
    for said in (
        "Wilma Invented",
        "Wilma Secondly-Invented",
        known["Wilma Invented"],
        "Not safe: the phone",
        "last contact",
        "New</strong>",
    ):
        assert said in page


def test_what_nobody_is_known_by_is_offered_to_be_logged_with_what_was_typed(signed_in: SignIn) -> None:
    client = signed_in("officer")
    page = client.get(look(client, "07700 900999").location)
    assert "Nobody and no case is known by this." in page.text
    way_on = next(line for line in page.text.split('"') if line.startswith("/contacts/new?search="))
    logged = read(client.get(way_on).text).forms[-1]["fields"]
    assert logged["phone"] == "07700 900999"


def test_while_it_is_typed_it_is_kept_nowhere(known: dict[str, str], inside: Inside, signed_in: SignIn) -> None:
    assert known["Wilma Invented"] in typed(signed_in("officer"), "wilm")
    assert inside(lambda: db.session.query(SavedSearch).count()) == 0


def test_a_restricted_case_and_whoever_is_known_by_it_alone_are_not_found(
    known: dict[str, str], inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = known["Wilma Invented"]

    inside(lambda: factories.restrict(reference, staff["officer"], staff["manager"]))
    for words in ("900555", "wilma", "wilma.flint@mail.example", str(int(reference[-5:])), reference):
        assert reference not in typed(signed_in("reviewer"), words)
        assert "Wilma" not in typed(signed_in("reviewer"), words)
    assert reference in typed(signed_in("manager"), "wilma")


def test_as_many_questions_are_asked_for_one_as_for_many(
    app: Any, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def more(number: int) -> None:
        for at in range(number):
            entry = PersonEntry(full_name=f"Quentin Invented{at}", phone=f"07700 9001{at:02}")
            factories.enquiry(staff["officer"], entry=entry)

    client = signed_in("officer")
    inside(lambda: more(1))
    typed(client, "quent")
    with asked(app) as few:
        typed(client, "quent")
    inside(lambda: more(MANY))
    with asked(app) as many:
        typed(client, "quent")
    assert len(few) == len(many)


def test_a_whole_reference_is_looked_for_once(app: Any, known: dict[str, str], signed_in: SignIn) -> None:
    client = signed_in("officer")
    with asked(app) as statements:
        assert look(client, "wilma").location == f"/cases/{known['Wilma Invented']}"
    assert len([each for each in statements if "old_reference = " in each]) == 1


@pytest.mark.parametrize(
    "words",
    [
        "%",
        "_",
        "'",
        "\\",
        "+",
        "0",
        "000",
        "9999999999999999999999",
        "ß" * 200,
        "ﷺ" * 190,
        "a\0b",
        "e--4",
        "-4",
        "٤",
        "@",
        "@@",
        "ls1 4ap' or 1=1",
    ],
)
def test_odd_words_are_looked_for_like_any_other(known: dict[str, str], signed_in: SignIn, words: str) -> None:
    client = signed_in("officer")
    typed(client, words)
    assert look(client, words).status_code == 303


def test_somebody_with_several_cases_opens_as_their_page(
    known: dict[str, str], inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def another() -> int:
        person = db.session.query(Person).filter_by(full_name="Barney Made-Up").one()
        with unit_of_work():
            entry = CaseEntry(
                person=person, received_on=clock.today(), channel="phone", about="Again", details="Again."
            )
            opening.open_case("enquiry", entry, sent=factories.sent(), actor=staff["officer"])
        return int(person.id)

    person_id = inside(another)
    assert look(signed_in("officer"), "barney").location == f"/people/{person_id}"


def test_who_is_found_by_the_number_of_a_case_is_as_unsafe_to_ring(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    entry = PersonEntry(full_name="Wilma Invented", phone_unsafe=True)
    reference = inside(lambda: factories.enquiry(staff["officer"], entry=entry).reference)
    assert "Not safe: the phone" in typed(signed_in("officer"), reference)


@pytest.mark.parametrize("words", ["x" * 300_000, "word " * 60_000, "7" * 70_000])
def test_more_words_than_a_search_may_have_are_answered_with_a_sentence(signed_in: SignIn, words: str) -> None:
    client = signed_in("officer")
    typed = {"csrf_token": client.csrf("/cases"), "words": words}
    sent = client.post("/find", data=typed)
    assert "Search for fewer words: 200 characters at most." in client.get(sent.location).text
    assert client.post("/find", data={**typed, "do": "find"}).status_code == 200
