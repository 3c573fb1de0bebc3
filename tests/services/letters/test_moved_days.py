"""A day in a letter that somebody edited is still the right one on the day on which it goes."""

import datetime as dt

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Letter
from casework.services.letters import drafts
from casework.services.letters.texts import Text
from casework.services.letters.values import day
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import sent
from tests.services.letters import offices

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
DUE = dt.timedelta(days=28)


def edit(case: Case, letter: Letter, old: str, new: str, actor: Actor) -> None:
    text = Text(subject=letter.subject, body=letter.body.replace(old, new))
    with unit_of_work():
        drafts.save(case.reference, letter.id, text, sent=sent(letter.row_version), actor=actor)


def decided(staff: Staff) -> tuple[Case, Letter]:
    """A decision with its letters drafted, that to the force edited by hand."""
    offices.add_directory()
    case = factories.review_in_sign_off(staff, reasonable=False, recommend=True)
    offices.give_address(case)
    to_force = offices.prepare(case, "approve_not_reasonable", staff["manager"])[1]
    assert to_force.code == "L-R24"
    edit(case, to_force, "Dear colleague,", "Dear head of department,", staff["reviewer"])
    return case, db.session.get_one(Letter, to_force.id, populate_existing=True)


def go(case: Case, staff: Staff) -> None:
    offices.prepare(case, "approve_not_reasonable", staff["manager"])
    offices.sign(case, staff["second_manager"])
    offices.make(case, "approve_not_reasonable", staff["manager"])


def test_a_text_that_was_edited_does_not_go_out_with_a_day_that_has_moved(staff: Staff) -> None:
    case, letter = decided(staff)
    then = clock.today() + DUE
    with time_machine.travel(clock.now() + dt.timedelta(days=2)):
        with pytest.raises(Invalid, match=f"It says {day(then)}"):
            go(case, staff)
        letter = db.session.get_one(Letter, letter.id, populate_existing=True)
        edit(case, letter, day(then), day(clock.today() + DUE), staff["reviewer"])
        go(case, staff)
        assert db.session.get_one(Letter, letter.id, populate_existing=True).status == "sent"


def test_on_the_same_day_and_for_a_day_that_somebody_typed_nothing_is_asked(staff: Staff) -> None:
    case, letter = decided(staff)
    edit(case, letter, "Dear head of department,", "Dear colleague,\n\nWe met on 3 May 2026.", staff["reviewer"])
    go(case, staff)
    assert db.session.get_one(Letter, letter.id, populate_existing=True).status == "sent"
