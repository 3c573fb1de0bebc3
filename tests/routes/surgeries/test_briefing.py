"""The briefing pack of a day: as PDF for readers of screens too, and as Word; with nothing that its reader may not see."""

import datetime as dt
from io import BytesIO
from typing import Any

import page
import pytest
import time_machine
from docx import Document
from pypdf import PdfReader
from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models import AccessLog, Case
from casework.transaction import unit_of_work
from tests import factories, surgeries
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn
from tests.routes.surgeries.days import NOON, booked

Staff = dict[str, Actor]
DAY = dt.date(2027, 3, 28)
ODD = "# Not a heading\n- and *no* list <b>nor</b> {{ this }}"


@pytest.fixture(autouse=True)
def winter() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def texts(client: CheckingClient, surgery: int) -> tuple[str, str]:
    """What the PDF and the Word document of one say, without line ends."""
    as_pdf = client.get(f"/surgeries/{surgery}/pack").get_data()
    report = page.validate_pdf_bytes(as_pdf, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    as_word = Document(BytesIO(client.get(f"/surgeries/{surgery}/pack?as=word").get_data()))
    read = " ".join(found.extract_text() for found in PdfReader(BytesIO(as_pdf)).pages)
    return " ".join(read.split()), " ".join(" ".join(each.text for each in as_word.paragraphs).split())


def test_the_pack_says_who_comes_when_and_what_is_known_to_whoever_may_know_it(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    surgery = inside(lambda: surgeries.planned(DAY).id)

    def prepare() -> str:
        case = db.session.query(Case).filter_by(reference=booked(staff, name="Wil Invented", details=ODD)).one()
        with unit_of_work():
            factories.known_by(case.person_id, safe_contact="Only ring in school hours.")
        factories.move(case, "record_briefing", staff["officer"], briefing="Two patrols a week since May.")
        return case.reference

    first = inside(prepare)
    second = inside(lambda: booked(staff, name="Zed Hidden", about="A hidden matter"))
    inside(lambda: factories.restrict(second, staff["officer"], staff["manager"]))
    for who, sees in (("officer", True), ("reviewer", False)):
        for text in texts(signed_in(who), surgery):
            assert "Briefing pack, Sunday 28 March 2027" in text
            assert f"10:00am: Wil Invented, {first}" in text
            assert "Only ring in school hours" in text
            assert "# Not a heading - and *no* list <b>nor</b> {{ this }}" in text
            assert "Two patrols a week since May." in text
            assert "Free: 10:40am" in text
            assert (f"10:20am: Zed Hidden, {second}" in text) is sees
            assert ("A hidden matter" in text) is sees
            assert ("10:20am: taken" in text) is not sees
    opened = select(AccessLog.endpoint).where(AccessLog.endpoint == "surgeries.pack")
    assert inside(lambda: len(db.session.scalars(opened).all())) == 2
