"""The day of a written authority goes from the part of a representative to who acts for whom, and knows its merges."""

import datetime as dt

import pytest
from sqlalchemy import text

from casework.access import Actor
from casework.extensions import db
from casework.models import Person
from casework.services.people.doubles import merging, named_rows
from casework.transaction import unit_of_work
from tests import factories
from tests.migrations.test_rows import rows, version
from tests.services.letters import offices

pytestmark = pytest.mark.usefixtures("context")
BEFORE = "0033"
WRITTEN = dt.date(2026, 3, 2)


def set_authority(*person_ids: int) -> None:
    with db.engine.begin() as connection:
        for number in person_ids:
            given = {"day": WRITTEN.isoformat(), "person": number}
            connection.execute(text("UPDATE party SET authority_on = CAST(:day AS DATE) WHERE person_id = :person")
                               if connection.dialect.name == "postgresql" else
                               text("UPDATE party SET authority_on = :day WHERE person_id = :person"), given)  # fmt: skip


def acting(case_id: int) -> list[tuple[int, int, str]]:
    found = rows(
        "SELECT person_id, for_person_id, authority_on FROM representation WHERE case_id = :case", case=case_id
    )
    return [(row["person_id"], row["for_person_id"], str(row["authority_on"])) for row in found]


def test_each_representative_acts_for_whoever_the_case_is_of(staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"])
    number, person = case.id, case.person_id or 0
    rae = offices.add_party(case, "representative", "Rae Invented", staff["officer"]).id
    offices.add_party(case, "witness", "Wim Invented", staff["officer"])
    with version(BEFORE):
        set_authority(rae)
    assert acting(number) == [(rae, person, WRITTEN.isoformat())]
    with version(BEFORE):
        known = rows("SELECT authority_on FROM party WHERE person_id = :rae", rae=rae)
        assert [str(row["authority_on"]) for row in known] == [WRITTEN.isoformat()]


def test_a_merge_from_before_is_undone_with_whoever_acted(staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"])
    number, person = case.id, case.person_id or 0
    rae = offices.add_party(case, "representative", "Rae Invented", staff["officer"]).id
    other = factories.enquiry(staff["officer"], name="Ray Invented").person_id or 0
    with unit_of_work():
        both = [db.session.get_one(Person, each) for each in (other, rae)]
        sent = factories.sent(merging.fingerprint(*both))
        made = merging.merge(other, rae, "One voice", sent=sent, actor=staff["officer"]).id
    with version(BEFORE):
        set_authority(other)
    assert acting(number) == [(other, person, WRITTEN.isoformat())]
    with unit_of_work():
        assert [place for place, _ in named_rows.since(merging.load(made)) if "representation" in place] == []
        merging.undo(made, {}, sent=factories.sent(), actor=staff["officer"])
    assert acting(number) == [(rae, person, WRITTEN.isoformat())]
