"""The title of a page stands in the history of the browser: on no page does it say whom or what a case is about."""

import re
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import update

from casework.access import Actor
from casework.extensions import db
from casework.models import Allegation, Case, IncomingMail, Letter, Person, User
from casework.transaction import unit_of_work
from tests import factories
from tests.client import read
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

PROBES = ("Probename", "probe@mail.example", "Probematter", "Probestaff")
FILLED_IN = {
    "part": "recommendations", "trigger": "accept", "code": "L-E01", "name": "quiet_days", "filename": "casework.css",
    "number": "1", "year": "2025", "token": "1.none",
}  # fmt: skip


@pytest.fixture
def reference(inside: Inside, staff: dict[str, Actor]) -> str:
    """A review of which every name and every matter is a probe."""

    def make() -> str:
        case = factories.review_decided(staff)
        offices.add_directory()
        offices.add_party(case, "representative", "Probename Representative", staff["reviewer"])
        offices.prepare_recommendation(case, "accept", staff["reviewer"], steps="Probematter of a step.")
        taking_in.receive(mails.plain())
        with unit_of_work():
            for changed in (
                update(Person).values(full_name="Probename Invented", email="probe@mail.example"),
                update(Case).values(about="Probematter of the case"),
                update(Allegation).values(summary="Probematter of an allegation"),
                update(Letter).values(to_name="Probename Invented"),
                update(IncomingMail).values(
                    subject="Probematter", sender="probe@mail.example", sender_name="Probename"
                ),
                update(User).values(name="Probestaff (invented)"),
            ):
                db.session.execute(changed)
        return str(case.reference)

    return str(inside(make))


def addresses(app: Flask, reference: str) -> list[str]:
    def filled_in(found: re.Match[str]) -> str:
        return reference if found[1] == "reference" else FILLED_IN.get(found[1], "1")

    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return [re.sub(r"<(?:[^<>:]+:)?(\w+)>", filled_in, str(rule)) for rule in rules]


@pytest.mark.one_database("the words of a page are the same from both")
@pytest.mark.parametrize("who", ["reviewer", "manager", "administrator", "auditor"])
def test_no_title_of_any_page_has_a_name_or_a_matter_in_it(
    app: Flask, reference: str, signed_in: SignIn, who: str
) -> None:
    client, opened, said = signed_in(who), 0, set()
    for path in addresses(app, reference):
        with closing(client.get(path)) as answer:
            if answer.mimetype == "text/html" and answer.status_code == 200:
                opened += 1
                title = read(answer.text).title
                said |= {(path, title) for probe in PROBES if probe.lower() in title.lower()}
    assert said == set()
    assert opened > 4
