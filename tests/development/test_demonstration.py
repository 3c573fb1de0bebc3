"""The invented office has something on every page, and everybody in it is plainly invented."""

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from casework.development import demonstration
from casework.extensions import db
from casework.models import AreaVersion, IncomingMail, Letter, Message, Person, Task, Team, User, UserRole
from casework.services.office import directory
from casework.services.record import identity
from casework.transaction import unit_of_work
from tests import areas

PLAINLY = ("invented", "madeup", "fictitious", "pretend", "imaginary", "imagined", "notreal")


@pytest.fixture
def office(context: Flask) -> Flask:
    """The demonstration, on a database that had nobody in it."""
    with unit_of_work():
        for model in (UserRole, User, Team):
            db.session.execute(delete(model))
        assert demonstration.load()
    return context


def test_there_is_mail_to_sort_and_a_letter_to_sign_and_one_to_post(office: Flask) -> None:
    states = db.session.execute(select(IncomingMail.state, IncomingMail.kind).order_by(IncomingMail.id)).all()
    assert [row.state for row in states] == ["filed", "held", "waiting"]
    assert states[0].kind == "reply"
    letters = db.session.execute(select(Letter.code, Letter.status, Letter.channel).order_by(Letter.id)).all()
    assert [tuple(row) for row in letters] == [("L-E01", "sent", "post"), ("L-E07", "submitted", "email")]
    assert db.session.scalars(select(Message.channel).where(Message.letter_id.is_not(None))).all() == ["post"]
    assert db.session.scalar(select(func.count()).select_from(Task)) == 1


def test_loading_it_again_changes_nothing(office: Flask) -> None:
    people = db.session.scalar(select(func.count()).select_from(Person))
    with unit_of_work():
        assert not demonstration.load()
    assert db.session.scalar(select(func.count()).select_from(Person)) == people


def test_everybody_is_plainly_invented(office: Flask) -> None:
    assert all(db.session.scalars(select(Person.invented)))
    for name in db.session.scalars(select(Person.full_name)):
        assert any(word in name.casefold() for word in PLAINLY), name
    for name in db.session.scalars(select(User.name)):
        assert "(invented)" in name


def test_one_from_before_there_were_area_files_knows_whose_office_it_is_and_that_it_is_a_trial(office: Flask) -> None:
    with unit_of_work():
        db.session.execute(delete(AreaVersion))
        areas.forget("office_name", "office_phone")
    assert (identity.is_trial(), len(identity.missing())) == (False, 2)
    with unit_of_work():
        assert demonstration.load()
    assert (identity.is_trial(), identity.missing()) == (True, [])
    force = directory.find_force()
    assert force is not None
    assert force.email == "standards.force@invented.example"
    with unit_of_work():
        assert not demonstration.load()


@pytest.mark.usefixtures("context")
def test_an_office_of_other_people_is_left_alone() -> None:
    with unit_of_work():
        db.session.execute(delete(AreaVersion))
        assert not demonstration.load()
    assert not identity.is_trial()
