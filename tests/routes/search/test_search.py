"""The page of search: what was typed finds what people wrote, for whoever may see it, and stands in no address."""

import datetime as dt
import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import AccessLog, SearchText
from casework.pages.search import results
from casework.services.people.people import PersonEntry
from casework.services.record import notes
from casework.services.search.sources import SOURCES
from casework.services.search.stems import stem
from casework.transaction import unit_of_work
from tests import factories
from tests.client import PROBE, CheckingClient
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.people import STAFF
from tests.routes.conftest import Inside, SignIn
from tests.statements import asked

Staff = dict[str, Actor]
WORD = "zzyzx"


def searched(client: CheckingClient, words: str, **limits: str) -> Any:
    """The page with what was found."""
    sent = client.send("/search", words=words, **limits)
    return client.get(sent.location) if sent.status_code == 303 else sent


def noted(staff: Staff, text: str, **values: Any) -> str:
    """The reference of an enquiry with this note."""
    case = factories.enquiry(staff["officer"], **values)
    with unit_of_work():
        notes.add_note(case.reference, text, sent=factories.sent(case.row_version), actor=staff["officer"])
    return case.reference


def test_a_word_of_a_note_finds_its_case_with_the_passage_marked(
    signed_in: SignIn, staff: Staff, inside: Inside
) -> None:
    reference = inside(lambda: noted(staff, "They rang about barking dogs & <i>music</i>."))
    client = signed_in("officer")
    page = searched(client, "bark dog")
    assert f'href="/cases/{reference}/notes"' in page.text
    assert "<mark>barking dogs</mark> &amp; &lt;i&gt;music&lt;/i&gt;." in page.text
    assert client.get(f"/cases/{reference}/notes").status_code == 200


def test_the_page_asks_for_words_before_it_finds_fault(signed_in: SignIn) -> None:
    page = signed_in("officer").get("/search")
    assert page.status_code == 200
    assert "Please put this right" not in page.text
    assert "All of the words must be there." in page.text


def test_the_words_stand_in_no_address(signed_in: SignIn) -> None:
    sent = signed_in("officer").send("/search", words="Ottoline Zephyrine", kind="note")
    assert sent.status_code == 303
    assert "Ottoline" not in sent.location
    assert "kind=note" in sent.location


def test_the_one_box_leads_to_all_that_mentions_the_words(signed_in: SignIn, staff: Staff, inside: Inside) -> None:
    inside(lambda: noted(staff, "They rang about barking dogs."))
    client = signed_in("officer")
    found = client.send("/work", to="/find", form=0, words="barking")
    token = found.location.partition("search=")[2]
    page = client.get(f"/search?search={token}")
    assert "<mark>barking</mark>" in page.text


def test_a_search_of_somebody_else_is_not_there(signed_in: SignIn) -> None:
    sent = signed_in("officer").send("/search", words="zephyrine")
    assert signed_in("manager").get(sent.location).status_code == 404


def hidden_everywhere(staff: Staff) -> str:
    """A restricted case, for the second manager alone, whose person, mail and every other text have the word, and a mail
    that mentions it. Returns its reference."""
    case = factories.enquiry(staff["officer"], entry=PersonEntry(full_name=f"Cam {WORD}"), about=f"About {WORD}")
    in_a_case = [name for name, source in SOURCES.items() if source.is_of_cases]
    receive(mails.plain(f"What I said about {WORD}.", subject=case.reference, sender="sam@else.example"))
    with unit_of_work():
        terms = [stem(WORD)]
        for name in in_a_case:
            row = SearchText(source=name, row_id=10_000, part=0, case_id=case.id, on=clock.today(), terms=terms)
            db.session.add(row)
    factories.restrict(case.reference, staff["second_manager"])
    return case.reference


def test_who_may_not_see_a_case_finds_nothing_of_it_by_any_word(
    signed_in: SignIn, staff: Staff, inside: Inside
) -> None:
    reference = inside(lambda: hidden_everywhere(staff))
    reason = "An invented reason"
    probes = (WORD, f"{WORD[:3]}*", f'"{WORD}"', f"cam {WORD}", "zzyxz", reference, reason)
    for who in STAFF.keys() - {"administrator"}:
        client = signed_in(who)
        for words in probes:
            page = searched(client, words)
            assert f'"/cases/{reference}' not in page.text or who == "second_manager", (who, words)
            assert ("Nothing that you may see" in page.text) == (who != "second_manager"), (who, words)
    assert signed_in("administrator").get("/search").status_code == 403


def test_every_kind_of_text_of_a_restricted_case_is_found_by_its_people_and_that_is_logged(
    signed_in: SignIn, staff: Staff, inside: Inside
) -> None:
    inside(lambda: hidden_everywhere(staff))
    page = searched(signed_in("second_manager"), WORD)
    for source in SOURCES.values():
        shown = f"{source.label}<span" in page.text
        assert shown == (source.is_of_cases or source.label in ("Person", "Mail")), source.label
    logged = inside(lambda: [row.user_id for row in db.session.scalars(select(AccessLog))])
    assert set(logged) == {staff["second_manager"].user_id}


UNUSABLE = {
    "": "Type a word, a name, a number or a reference to search for.",
    "  \t ": "Type a word, a name, a number or a reference to search for.",
    "?!…—": "Type a word, a name, a number or a reference to search for.",
    '""': "Type a word, a name, a number or a reference to search for.",
    "*": "Type a word, a name, a number or a reference to search for.",
    "x": "Type at least two letters or digits of what you look for.",
    "é": "Type at least two letters or digits of what you look for.",
    "the and of": "These words are in nearly every text.",
    "a" * 10_000: "10,000 characters long. Shorten it to 200 or fewer.",
    "two words " * 1000: "9,999 characters long. Shorten it to 200 or fewer.",
}


def test_what_nothing_can_be_found_by_is_answered_with_a_sentence(signed_in: SignIn) -> None:
    client = signed_in("officer")
    for words, sentence in UNUSABLE.items():
        page = searched(client, words)
        assert page.status_code == 422
        assert sentence in page.text


HOSTILE = (
    "foo AND", "NEAR(a b, 5)", "terms : secret", "^begin", "a OR b NOT c", "{terms}: x", '"unbalanced quote', "foo' & bar",
    "!foo", "foo <-> bar", "foo:*", "foo:ABCD", "(((", "'); DROP TABLE cases; --", "%_%", "\\\\", "\0null", "foo\0bar",
    PROBE, "\u202eright to left", "zoe\u0308", "❤️ emoji", "１２３ ｗｉｄｅ", "a" * 200, '"' * 200, "* * *", "ab*" * 60,
    "\u0301\u0301", "¤smith", "¶", "ab ¤ cd", "0" * 200, "1 " * 100, "e-2025-00001 " * 14, "ﷺ" * 60, "ß" * 200,
)  # fmt: skip


def test_operators_of_the_databases_are_words(signed_in: SignIn) -> None:
    client = signed_in("officer")
    answers = {words: searched(client, words).status_code for words in HOSTILE}
    assert {words: status for words, status in answers.items() if status not in (200, 422)} == {}


def test_what_was_found_is_limited_by_kind_type_and_day(signed_in: SignIn, staff: Staff, inside: Inside) -> None:
    def make() -> list[str]:
        old = noted(staff, "An old quokka.", days_ago=40, about="Quokkas")
        review = factories.review(staff["reviewer"], about="A quokka was seized")
        return [old, review.reference]

    old, review = inside(make)
    client = signed_in("officer")
    assert {old, review} == references(searched(client, "quokka"), old, review)
    assert references(searched(client, "quokka", kind="note"), old, review) == {old}
    assert references(searched(client, "quokka", type="complaint_review"), old, review) == {review}
    past = clock.today() - dt.timedelta(days=30)
    day = {"last_day-day": str(past.day), "last_day-month": str(past.month), "last_day-year": str(past.year)}
    assert references(searched(client, "quokka", kind="cases", **day), old, review) == {old}
    first = {name.replace("last", "first"): value for name, value in day.items()}
    assert references(searched(client, "quokka", kind="cases", **first), old, review) == {review}


def references(page: Any, *known: str) -> set[str]:
    return {reference for reference in known if reference in page.text}


def test_a_day_that_is_none_is_said_and_what_was_typed_stays(signed_in: SignIn) -> None:
    day = {"first_day-day": "31", "first_day-month": "2", "first_day-year": "2026"}
    page = signed_in("officer").send("/search", words="quokka", **day)
    assert page.status_code == 422
    assert 'value="quokka"' in page.text
    assert 'value="31"' in page.text


def test_more_than_a_page_is_turned_over(signed_in: SignIn, staff: Staff, inside: Inside) -> None:
    def make() -> None:
        case = factories.enquiry(staff["officer"])
        with unit_of_work():
            for number in range(results.AT_ONCE + 3):
                notes.write(case, "note", f"Quokka {number}.", actor=staff["officer"], field="text")

    inside(make)
    client = signed_in("officer")
    first = searched(client, "quokka")
    assert f"{results.AT_ONCE + 3} texts" in first.text
    turned = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert turned
    second = client.get(turned[1].replace("&amp;", "&"))
    assert second.text.count("<mark>Quokka</mark>") == 3
    assert 'rel="prev"' in second.text
    assert client.get(f"{turned[1].replace('&amp;', '&')}9999999999").status_code == 200


def test_the_page_asks_no_more_for_many_hits_than_for_few(
    app: Flask, signed_in: SignIn, staff: Staff, inside: Inside
) -> None:
    client = signed_in("officer")
    inside(lambda: noted(staff, "One quokka."))
    one = client.send("/search", words="quokka").location
    with asked(app) as few:
        client.get(one)
    inside(lambda: [noted(staff, f"Quokka {number}.") for number in range(12)])
    with asked(app) as many:
        client.get(one)
    assert len(many) <= len(few) <= 14
