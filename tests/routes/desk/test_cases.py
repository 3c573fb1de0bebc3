"""All cases: filters, pages, and searching without a name in an address."""

import datetime as dt
import re
from itertools import chain

import pytest
from flask import Flask
from sqlalchemy import event, text, update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, SavedSearch
from casework.pages.desk.walks import PAGE
from casework.transaction import unit_of_work
from tests import factories
from tests.client import PROBE, CheckingClient
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices
from tests.statements import asked

FOUND = re.compile(r'href="/cases/([ER]-\d{4}-\d+)"')


def enquiries(app: Flask, officer: Actor, amount: int) -> list[str]:
    """Enquiries whose due dates differ, some without one. Returns their references by due date."""
    with app.app_context():
        made = [factories.enquiry(officer).reference for _ in range(amount)]
        with unit_of_work():
            for number, reference in enumerate(made):
                case = db.session.query(Case).filter_by(reference=reference).one()
                dated = number < amount - 5
                case.next_due_on = clock.today() + dt.timedelta(days=number // 3) if dated else None
                case.next_clock = "enquiry.acknowledge" if dated else None
                case.category = "open" if number % 2 else "new"
        return made


def walk(client: CheckingClient, address: str, rel: str) -> list[list[str]]:
    """The references page by page, following the links of the pages."""
    pages = []
    while address:
        html = client.get(address).text
        pages.append(FOUND.findall(html))
        link = re.search(rf'rel="{rel}" href="([^"]+)"', html)
        address = link[1].replace("&amp;", "&") if link else ""
    return pages


def test_index_pages_go_forward_and_back_over_every_case_once(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    made = enquiries(app, staff["officer"], 112)
    client = signed_in("officer")
    for sort in ("due", "received", "reference"):
        pages = pages_there_and_back(client, f"/cases?sort={sort}")
        assert sorted(chain.from_iterable(pages)) == sorted(made), sort
        if sort != "received":
            assert [*chain.from_iterable(pages)] == made, sort


def pages_there_and_back(client: CheckingClient, address: str) -> list[list[str]]:
    """The references of 112 cases page by page, the same on the way back."""
    pages = walk(client, address, "next")
    assert [len(page) for page in pages] == [50, 50, 12], address
    assert walk(client, last_address(client, address), "prev") == pages[::-1], address
    return pages


def last_address(client: CheckingClient, address: str) -> str:
    while True:
        link = re.search(r'rel="next" href="([^"]+)"', client.get(address).text)
        if not link:
            return address
        address = link[1].replace("&amp;", "&")


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("type=enquiry", True),
        ("type=complaint_review", False),
        ("category=closed", False),
        ("category=all", True),
        ("state=enquiry.new", True),
        ("state=enquiry.drafting", False),
        ("owner=none", False),
        ("district=leeds", True),
        ("district=bradford", False),
        ("due=overdue", True),
        ("due=today", False),
        ("due=week", False),
        ("due=none", False),
        ("received_from-day=1&received_from-month=1&received_from-year=2020", True),
        ("received_to-day=1&received_to-month=1&received_to-year=2020", False),
    ],
)
def test_the_list_shows_what_its_filters_ask_for(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn, query: str, is_there: bool
) -> None:
    officer = staff["officer"]
    with app.app_context():
        case = factories.enquiry(officer, days_ago=60, district="leeds")
        with unit_of_work():
            case = db.session.merge(case)
            case.owner_id = officer.user_id
        reference = case.reference
    assert (reference in FOUND.findall(signed_in("officer").get(f"/cases?{query}").text)) is is_there


def test_index_reads_its_filter_back_as_a_sentence(signed_in: SignIn) -> None:
    query = "type=enquiry&due=overdue&owner=none&received_from-day=2&received_from-month=4&received_from-year=2025"
    page = signed_in("officer").get(f"/cases?{query}").text
    assert "New and open enquiries, overdue, owned by Nobody yet, received from 2 April 2025" in page


@pytest.mark.parametrize(
    "query",
    [
        "type=nonsense",
        "owner=999999999999999999999999",
        "received_from-day=31&received_from-month=2&received_from-year=2025",
        "received_from-day=%00",
        "state=enquiry.nonsense",
    ],
)
def test_index_says_what_is_wrong_with_a_filter(signed_in: SignIn, query: str) -> None:
    answer = signed_in("officer").get(f"/cases?{query}")
    assert answer.status_code == 422
    assert "Please put this right" in answer.text


@pytest.mark.parametrize(
    "place", ["after=x", "after=2025-99-99.1", "before=.99999999999", "after=%00.1", "after=2025-01-01.1"]
)
def test_index_takes_any_place_in_the_address(signed_in: SignIn, place: str) -> None:
    assert signed_in("officer").get(f"/cases?{place}").status_code == 200


def test_index_takes_a_fixed_number_of_queries(app: Flask, staff: dict[str, Actor], signed_in: SignIn) -> None:
    client = signed_in("officer")
    told: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    enquiries(app, staff["officer"], 60)
    told.clear()
    client.get("/cases")
    read = [statement for statement in told if statement.lstrip("( ").upper().startswith("SELECT")]
    assert len(read) == 4, "who asks, the choices of the filter, the lines, how many there are"


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}", "e {2} {3}", "E{2}/{3}"])
def test_search_for_a_reference_goes_straight_to_the_case(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn, typed: str
) -> None:
    with app.app_context():
        case = factories.enquiry(staff["officer"])
        reference, year, number = case.reference, case.year, case.number
    words = typed.format(reference, reference.lower(), year, number)
    answer = signed_in("officer").send("/cases", form=0, words=words)
    assert (answer.status_code, answer.location) == (303, f"/cases/{reference}")


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("zoe", True),
        ("obrien zo", True),
        ("O’BRIEN", True),
        ("brien", False),
        ("invented roundabout", True),
        ("%", False),
        ("nobody like this", False),
    ],
)
def test_search_finds_people_by_the_beginnings_of_their_names(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn, words: str, is_found: bool
) -> None:
    with app.app_context():
        reference = factories.enquiry(staff["officer"], name="Zoë O’Brien", about="The invented roundabout").reference
    client = signed_in("officer")
    answer = client.send("/cases", form=0, words=words)
    assert words not in answer.location
    page = client.get(answer.location).text
    assert (reference in FOUND.findall(page)) is is_found
    if not is_found:
        assert "Nobody and no case is known by this." in page


@pytest.mark.parametrize(
    "words", ["pat@known.example", "PAT@known.example", "0113 496 0000", "+44 113 4960000", "LS1 4AA", "ls14aa"]
)
def test_search_finds_somebody_by_address_number_or_postcode_without_going_through_every_name(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn, words: str
) -> None:
    with app.app_context():
        case, other = factories.enquiry(staff["officer"]), factories.enquiry(staff["officer"])
        offices.give_address(case, email="pat@known.example", phone="0113 496 0000", postcode="LS1 4AA")
        reference, another = case.reference, other.reference
    client = signed_in("officer")
    with asked(app) as found:
        page = client.get(client.send("/cases", form=0, words=words).location).text
    assert reference in FOUND.findall(page)
    assert another not in FOUND.findall(page)
    assert [text for text in found if "name_key LIKE" in text] == []


def test_search_for_a_number_that_nobody_has_finds_what_is_about_it(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    with app.app_context():
        reference = factories.enquiry(staff["officer"], about="Log 13240012345 of an invented day").reference
    client = signed_in("officer")
    page = client.get(client.send("/cases", form=0, words="13240012345").location).text
    assert reference in FOUND.findall(page)


def test_search_is_private_to_who_typed_it(app: Flask, signed_in: SignIn) -> None:
    address = signed_in("officer").send("/cases", form=0, words="somebody").location
    answer = signed_in("reviewer").get(address)
    assert answer.status_code == 404
    assert "somebody" not in answer.text


def test_search_shows_what_was_typed_as_text(app: Flask, signed_in: SignIn) -> None:
    client = signed_in("officer")
    page = client.get(client.send("/cases", form=0, words=PROBE).location).text
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("words", ["", "   ", "\0", "x" * 300])
def test_search_for_nothing_or_too_much_says_so(app: Flask, signed_in: SignIn, words: str) -> None:
    client = signed_in("officer")
    page = client.send("/cases", form=0, words=words, to="/find")
    assert page.location == "/cases"
    assert "cw-message--warning" in client.get("/cases").text
    with app.app_context():
        assert db.session.query(SavedSearch).count() == 0


def test_a_restricted_case_is_in_no_list_and_no_search(app: Flask, staff: dict[str, Actor], signed_in: SignIn) -> None:
    with app.app_context():
        case = factories.enquiry(staff["officer"], name="Rita Restricted")
        factories.restrict(case.reference)
        reference = case.reference
    client = signed_in("manager")
    assert reference not in client.get("/cases?category=all").text
    assert client.send("/cases", form=0, words=reference).location != f"/cases/{reference}"
    answer = client.send("/cases", form=0, words="rita")
    assert reference not in client.get(answer.location).text


def test_the_list_says_whom_a_case_waits_for_where_its_state_does_not(
    inside: Inside, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    new = inside(lambda: factories.review(staff["reviewer"]).reference)
    decided = inside(lambda: factories.review_decided(staff).reference)

    def line(who: str, reference: str) -> str:
        page = signed_in(who).get("/cases").text
        return page.partition(f'href="/cases/{reference}">')[2].partition("</tr>")[0]

    assert "Waiting for a casework officer" in line("reviewer", new)
    assert "Waiting for" not in line("officer", new)
    assert "Acknowledge" in line("officer", new)
    assert "Decided: waiting for the force" in line("reviewer", decided)
    assert "Waiting for" not in line("reviewer", decided)


SHOWN = {
    "person": r"</th>\s*<td[^>]*>(.*?)</td>",
    "about": r">(Matter \d+)</td>",
    "state": r"govuk-tag--\w+\">(.*?)</strong>",
    "owner": r'data-label="Ball, owner">.*?<span class="cw-waits">(.*?)</span>',
}
"""What stands in the column that is sorted by."""


def test_index_is_sorted_by_every_column_page_by_page_and_back(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    made = enquiries(app, staff["officer"], 112)
    with app.app_context(), unit_of_work():
        for number, case in enumerate(db.session.query(Case).order_by(Case.id)):
            case.about = f"Matter {number * 37 % 112:03d}"
            case.owner_id = (None, staff["manager"].user_id, staff["officer"].user_id)[number % 3]
            factories.known_by(case.person_id, full_name=f"{('Zed', 'amy', 'Kay')[number % 3]} Invented {number % 7}")
            case.person_id = None if number % 10 == 0 else case.person_id
            state = ("new", "acknowledged", "drafting", "replied")[number % 4]
            db.session.execute(text("UPDATE cases SET state = :state WHERE id = :id"), {"state": state, "id": case.id})
    client = signed_in("officer")
    for sort, column in SHOWN.items():
        pages = pages_there_and_back(client, f"/cases?sort={sort}")
        assert sorted(chain.from_iterable(pages)) == sorted(made), sort
        page = client.get(f"/cases?sort={sort}").text
        assert page.count('aria-sort="ascending"') == 1, sort
        shown = re.findall(column, page)
        assert len(shown) == 50, sort
        assert len(set(shown)) > 1, sort
        assert shown == sorted(shown, key=lambda text: (text in ("", "Nobody yet"), text.lower())), sort


@pytest.mark.parametrize("sort", SHOWN)
def test_a_longer_list_than_is_counted_is_sorted_whole_with_as_many_queries(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn, sort: str
) -> None:
    enquiries(app, staff["officer"], 3)
    client = signed_in("officer")
    with asked(app) as few:
        client.get(f"/cases?sort={sort}&category=all")
    with app.app_context():
        with unit_of_work():
            db.session.execute(update(Case).values(about="zzz the last of all"))
        one = db.session.query(Case).order_by(Case.id).limit(1).one()
        factories.rows_like(one, range(1_000, 2_000 + 2 * PAGE))
    with asked(app) as many:
        page = client.get(f"/cases?sort={sort}&category=all").text
    assert "more than 1,000" in page
    assert len(many) == len(few)
    assert page.count('aria-sort="ascending"') == 1
    if sort == "about":
        assert FOUND.findall(page)[:2] == ["E-2001-1000", "E-2001-1001"]


def test_a_place_in_a_sorted_list_names_nobody_and_tells_nothing_of_a_case_that_is_not_yours(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    enquiries(app, staff["officer"], 60)
    with app.app_context(), unit_of_work():
        hidden = db.session.query(Case).order_by(Case.id).limit(1).one()
        hidden.restricted, number = True, hidden.id
    client = signed_in("officer")
    link = re.search(r'rel="next" href="([^"]+)"', client.get("/cases?sort=person").text)
    assert link
    assert re.fullmatch(r"/cases\?sort=person&amp;after=\.\d+", link[1])
    first = FOUND.findall(client.get("/cases?sort=person").text)
    assert FOUND.findall(client.get(f"/cases?sort=person&after=.{number}").text) == first


def test_the_list_says_what_is_due_beside_when_and_offers_only_owners_who_own_something(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    with app.app_context():
        case = factories.enquiry(staff["officer"])
        with unit_of_work():
            case = db.session.merge(case)
            case.owner_id = staff["officer"].user_id
    page = signed_in("officer").get("/cases").text
    assert re.search(r'data-label="Due">Acknowledge<br>', page)
    owners = page.partition('name="owner">')[2].partition("</select>")[0]
    assert "Officer (invented)" in owners
    for nobody in ("Administrator", "Auditor", "Reviewer"):
        assert f"{nobody} (invented)" not in owners
    chosen = signed_in("officer").get(f"/cases?owner={staff['reviewer'].user_id}")
    assert chosen.status_code == 200
    assert "owned by Reviewer (invented)" in chosen.text
