"""Mail that is not casework is disposed of after its time, when a manager confirms it; what stays is that it came (rule 8.5)."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import CaseEvent, Document, IncomingMail, NamedInMail, SearchText, StoredFile
from casework.services.mail import not_casework
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests import factories
from tests.client import Page, words
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
PATH = "/mail/not-casework/past-its-time"
SECRET = "Cheap tyres in Invented Lane"
Aside = Callable[..., int]


@pytest.fixture
def aside(inside: Inside, staff: Staff) -> Aside:
    """A mail with a file that was marked as advertising so many days ago."""

    def make(*, days_ago: int, subject: str = SECRET) -> int:
        def add() -> int:
            with time_machine.travel(clock.now() - dt.timedelta(days=days_ago), tick=False):
                raw = mails.with_file(b"Forty a piece", "tyres.txt", subject=subject)
                taking_in.receive(raw)
                mail = db.session.query(IncomingMail).order_by(IncomingMail.id.desc()).limit(1).one()
                with unit_of_work():
                    sent = factories.sent(mail.row_version)
                    not_casework.set_aside(mail.id, "advertising", sent=sent, actor=staff["officer"])
                return int(mail.id)

        return int(inside(add))

    return make


def ticked(page: str) -> list[str]:
    """What is ticked on the page at first: everything."""
    return re.findall(r'name="mail" value="([0-9.]+)" checked', page)


def test_it_goes_when_a_manager_confirms_and_its_month_counts_as_before(
    inside: Inside, signed_in: SignIn, aside: Aside
) -> None:
    old, young = aside(days_ago=400), aside(days_ago=300, subject="A later offer")
    manager = signed_in("manager")
    page = manager.get(PATH).text
    assert (SECRET in page, "A later offer" in page) == (True, False)
    asked = manager.send(PATH, mail=ticked(page))
    assert "Dispose of 1 mail for good?" in asked.text
    assert inside(lambda: db.session.get_one(IncomingMail, old).subject) == SECRET
    done = manager.post(PATH, data=Page(asked.text).forms[-1]["fields"])
    assert done.status_code == 303
    assert "1 mail is disposed of" in manager.get(done.location).text
    row = inside(lambda: db.session.get_one(IncomingMail, old))
    assert (row.subject, row.text, row.sender, row.sender_key, row.disposed_on) == ("", "", "", "", clock.today())
    kept = inside(lambda: b" ".join(db.session.scalars(select(StoredFile.content))))
    assert (SECRET.encode() in kept, f"Mail {old} was disposed of".encode() in kept) == (False, True)
    assert inside(lambda: db.session.query(Document).one().incoming_id) == young
    assert inside(lambda: {each.incoming_id for each in db.session.query(NamedInMail)}) <= {young}
    assert inside(lambda: {each.mail_id for each in db.session.query(SearchText) if each.terms}) <= {young, None}
    assert signed_in("officer").get(f"/mail/{old}").status_code == 404
    arrived = clock.local(row.arrived_at)
    month = f"/mail/not-casework/{arrived.year}/{arrived.month}/advertising"
    assert "1 of them was disposed of after its time" in words(manager.get(month).text)
    event = inside(lambda: db.session.query(CaseEvent).filter_by(kind="mail_disposed").one())
    assert event.data == {"incoming_id": old, "mail_kind": "advertising"}


def test_nobody_but_a_manager_disposes_of_anything(signed_in: SignIn, aside: Aside) -> None:
    aside(days_ago=400)
    assert signed_in("officer").get(PATH).status_code == 403


def test_what_was_put_back_meanwhile_stays_and_is_named(
    inside: Inside, signed_in: SignIn, aside: Aside, staff: Staff
) -> None:
    number = aside(days_ago=400)
    manager = signed_in("manager")
    asked = manager.send(PATH, mail=ticked(manager.get(PATH).text))

    def put_back() -> None:
        with unit_of_work():
            sent = factories.sent(db.session.get_one(IncomingMail, number).row_version)
            not_casework.put_back(number, sent=sent, actor=staff["officer"])

    inside(put_back)
    done = manager.post(PATH, data=Page(asked.text).forms[-1]["fields"])
    assert "1 mail was not." in manager.get(done.location).text
    assert inside(lambda: db.session.get_one(IncomingMail, number).subject) == SECRET


@pytest.mark.parametrize(("months", "listed"), [(0, False), (3, True), (24, False)])
def test_how_long_it_is_kept_is_a_setting_and_none_keeps_it_for_good(
    inside: Inside, signed_in: SignIn, aside: Aside, staff: Staff, months: int, listed: bool
) -> None:
    aside(days_ago=120)

    def keep() -> None:
        with unit_of_work():
            settings.change("mail_kept_months", months, actor=staff["administrator"])

    inside(keep)
    assert (SECRET in signed_in("manager").get(PATH).text) is listed


def test_a_file_that_something_else_has_too_stays(inside: Inside, signed_in: SignIn, aside: Aside) -> None:
    aside(days_ago=400)
    aside(days_ago=10, subject="The same leaflet")
    manager = signed_in("manager")
    manager.post(PATH, data=Page(manager.send(PATH, mail=ticked(manager.get(PATH).text)).text).forms[-1]["fields"])
    sha = inside(lambda: db.session.query(Document).one().file_sha256)
    assert inside(lambda: db.session.get_one(StoredFile, sha).content) == b"Forty a piece"
