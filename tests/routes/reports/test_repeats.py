"""Repeat contacts: by person, address, place and issue in a period, the contacts behind each number, and both as a file.

The register, in June 2026 (invented). Ann and Bea live at 1 Harvest Lane, AM1 2AB; Cam lives at 7 Harvest Lane, AM1 2AB.

| case | person | issue, district | contacts to us |
|---|---|---|---|
| A | Ann | asb, leeds | 1, 5, 9 June |
| B | Bea | asb, leeds | 2, 3 June |
| C | Cam | traffic, bradford | 4 June |
| R | Ann | asb, leeds | 6, 7 June; restricted, to the manager alone |

Worked by hand for an officer: Ann 3, Bea 2, Cam 1; 1 Harvest Lane 5 by 2 people on 2 cases; AM1 2AB 6 by 3 on 3; asb in
Leeds 5. The manager counts R, too: Ann 5 on 2 cases, the address 7 on 3, asb in Leeds 7.
"""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
import time_machine
from openpyxl import load_workbook

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import AccessLog, Case, CaseEvent, Contact, PersonWay
from casework.pages.reports import repeats
from casework.services.people.people import PersonEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
NOON = dt.datetime(2026, 6, 30, 12, tzinfo=clock.LONDON)
AT = "/reports/repeat-contacts"
LANE = {"address": "1 Harvest Lane,\nAmberton", "postcode": "AM1 2AB"}
CASES: dict[str, tuple[str, dict[str, Any], str, str, tuple[int, ...]]] = {
    "A": ("Ann Invented", LANE, "asb", "leeds", (1, 5, 9)),
    "B": ("Bea Invented", {"address": "1 harvest lane, Amberton", "postcode": "am12ab"}, "asb", "leeds", (2, 3)),
    "C": ("Cam Invented", {"address": "7 Harvest Lane", "postcode": "AM1 2AB"}, "traffic", "bradford", (4,)),
    "R": ("", {}, "asb", "leeds", (6, 7)),
}


@pytest.fixture(autouse=True)
def end_of_june() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def register(inside: Inside, staff: Staff) -> dict[str, str]:
    return inside(lambda: made(staff))


def made(staff: Staff) -> dict[str, str]:
    """Letter -> reference."""
    references, people = {}, {}
    for letter, (name, address, issue, district, days) in CASES.items():
        entry = PersonEntry(full_name=name, invented=True, **address) if name else None
        first = dt.date(2026, 6, days[0])
        case = factories.logged(
            "enquiry",
            staff["officer"],
            name=name or None,
            entry=entry,
            issue=issue,
            district=district,
            received_on=first,
        )
        people[letter], references[letter] = case.person_id, case.reference
        with unit_of_work():
            row = db.session.get_one(Case, case.id)
            row.person_id = row.person_id or people["A"]
            for contact in db.session.query(Contact).filter_by(case_id=case.id):
                contact.person_id = row.person_id
            db.session.add_all(said(row, dt.date(2026, 6, day)) for day in days[1:])
            db.session.add_all((said(row, first, direction="out"), said(row, first, with_whom="force", person_id=None)))
    factories.restrict(references["R"], staff["manager"])
    return references


def said(case: Case, on: dt.date, **values: Any) -> Contact:
    given = {"direction": "in", "with_whom": "person", "channel": "phone", "person_id": case.person_id, **values}
    return Contact(case_id=case.id, happened_on=on, summary="Said.", recorded_at=clock.now(), **given)


def lines(client: CheckingClient, query: str = "") -> dict[str, tuple[int, ...]]:
    """Name -> the numbers of its line, as the page shows them."""
    page = client.get(f"{AT}?{query}").text
    found = re.findall(r'<tr>\s*<th scope="row"[^>]*>([^<]+)</th>(.*?)</tr>', page, re.DOTALL)
    return {
        name: tuple(int(n) for n in re.findall(r'class="cw-number"[^>]*>(?:<a[^>]*>)?(\d+)', rest))
        for name, rest in found
    }


def first_number(client: CheckingClient, query: str = "") -> str:
    """The address of the contacts behind the first number."""
    page = client.get(f"{AT}?{query}").text
    found = re.search(r'<td class="cw-number" data-label="Contacts"><a[^>]*href="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def taken(client: CheckingClient, query: str, ending: str = "") -> bytes:
    page = client.get(f"{AT}{query}").text
    form = re.search(r'action="([^"]*repeat-contacts/file[^"]*)".*?name="token" value="([^"]+)"', page, re.DOTALL)
    assert form
    path = form[1].replace("&amp;", "&").replace("/file", f"/file{ending}")
    answer = client.post(path, data={"csrf_token": client.csrf(AT), "token": form[2]})
    assert answer.status_code == 200
    return bytes(answer.data)


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("by", "officer", "manager"),
    [
        (
            "person",
            {"Ann Invented": (3, 1), "Bea Invented": (2, 1)},
            {"Ann Invented": (5, 2), "Bea Invented": (2, 1)},
        ),
        ("address", {"1 Harvest Lane, Amberton, AM1 2AB": (5, 2, 2)}, {"1 Harvest Lane, Amberton, AM1 2AB": (7, 2, 3)}),
        ("place", {"AM1 2AB": (6, 3, 3)}, {"AM1 2AB": (8, 3, 4)}),
        (
            "issue",
            {"Anti-social behaviour, Leeds": (5, 2, 2)},
            {"Anti-social behaviour, Leeds": (7, 2, 3)},
        ),
    ],
)
def test_numbers_are_those_worked_by_hand_and_tell_nothing_of_a_restricted_case(
    signed_in: SignIn, by: str, officer: dict[str, Any], manager: dict[str, Any]
) -> None:
    for who, expected in (("officer", officer), ("auditor", officer), ("manager", manager)):
        assert lines(signed_in(who), f"by={by}") == expected


@pytest.mark.usefixtures("register")
def test_every_number_leads_to_its_contacts_and_their_cases(
    signed_in: SignIn, inside: Inside, register: dict[str, str]
) -> None:
    for who, references in (("officer", ["A"] * 3), ("manager", ["A", "R", "R", "A", "A"])):
        client = signed_in(who)
        page = client.get(first_number(client, "by=person")).text
        assert re.findall(r'class="cw-reference"[^>]*>([^<]+)<', page) == [register[each] for each in references]
    restricted = inside(
        lambda: [row.user_id for row in db.session.query(AccessLog).filter_by(endpoint="list: repeats.behind")]
    )
    assert len(set(restricted)) == 1, "that the manager saw the restricted case is noted"


@pytest.mark.usefixtures("register")
def test_no_name_and_no_address_stands_in_an_address_of_a_page(signed_in: SignIn) -> None:
    client = signed_in("officer")
    for by in ("person", "address", "place", "issue"):
        link = first_number(client, f"by={by}")
        assert "nvented" not in link
        assert "AM1" not in link
    for words, by, found in (
        ("ann", "person", 1),
        ("harvest lane", "address", 1),
        ("AM1 2", "place", 1),
        ("zoe", "person", 0),
    ):
        answer = client.send(f"{AT}?by={by}", to=f"{AT}/look?by={by}", words=words)
        assert answer.status_code == 303
        assert words.split()[0] not in answer.location.partition("search=")[0]
        shown = client.get(answer.location).text
        assert f"that match “{words}”" in shown
        assert len(re.findall(r'<th scope="row"', shown)) == found
    empty = client.send(AT, to=f"{AT}/look", words="")
    assert empty.status_code == 422
    assert "Type a name, an address or a postcode to look for." in empty.text


@pytest.mark.usefixtures("register")
def test_what_is_shown_is_taken_as_a_file(signed_in: SignIn, inside: Inside) -> None:
    client = signed_in("officer")
    rows = list(csv.DictReader(io.StringIO(taken(client, "?by=address").decode("utf-8-sig"))))
    assert [(row["Address"], row["Contacts"], row["First contact"]) for row in rows] == [
        ("1 Harvest Lane, Amberton, AM1 2AB", "5", "2026-06-01")
    ]
    sheet = load_workbook(
        io.BytesIO(taken(client, first_number(client, "by=person").removeprefix(AT), "/xlsx"))
    ).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [dt.datetime(2026, 6, day) for day in (9, 5, 1)]  # noqa: DTZ001 - as a sheet has days
    events = inside(lambda: [row.data for row in db.session.query(CaseEvent).filter_by(kind="list_exported")])
    assert events == [
        {"amount": 1, "limits": ["address", "repeat_contacts"]},
        {"amount": 3, "limits": ["person", "repeat_contacts"]},
    ]


@pytest.mark.usefixtures("register")
def test_a_period_and_a_number_of_contacts_limit_what_is_shown(signed_in: SignIn) -> None:
    client = signed_in("officer")
    days = "first-day={}&first-month=6&first-year=2026&last-day={}&last-month=6&last-year=2026"
    assert lines(client, days.format(2, 5)) == {"Bea Invented": (2, 1)}
    assert lines(client, "least=3") == {"Ann Invented": (3, 1)}
    assert lines(client, "issue=traffic") == {}
    assert "Nothing came so often in this time." in client.get(f"{AT}?least=20").text
    wrong = client.get(f"{AT}?{days.format(9, 5)}")
    assert wrong.status_code == 422
    assert "The first day must not be after the last." in wrong.text
    long = client.get(f"{AT}?first-day=1&first-month=1&first-year=2020")
    assert "Choose at most two years." in long.text


@pytest.mark.usefixtures("register")
def test_an_address_counts_on_the_days_on_which_it_was_theirs(signed_in: SignIn, inside: Inside) -> None:
    def move_out() -> None:
        with unit_of_work():
            for way in db.session.query(PersonWay).filter_by(kind="address", postcode="AM1 2AB"):
                way.until_on = dt.date(2026, 6, 5)

    inside(move_out)
    assert lines(signed_in("officer"), "by=address") == {"1 Harvest Lane, Amberton, AM1 2AB": (3, 2, 2)}


@pytest.mark.usefixtures("register")
def test_a_key_that_names_nothing_shows_nothing(signed_in: SignIn) -> None:
    client = signed_in("officer")
    for query in (
        "by=person&key=99999",
        "by=address&key=x",
        "by=place&key=99999",
        "by=issue&key=",
        "key=%00",
    ):
        assert "No contact that you may see" in client.get(f"{AT}/contacts?{query}").text


@pytest.mark.usefixtures("register")
def test_long_lists_come_in_pages(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "PAGE", 1)
    client = signed_in("officer")
    assert 'rel="next"' in client.get(AT).text
    assert 'rel="prev"' in client.get(f"{AT}?page=2").text
    assert f'rel="prev" href="{AT}?page=1"' in client.get(f"{AT}?page=7").text
