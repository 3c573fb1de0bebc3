"""An invented office with a case of each kind of state, so that every page has something to be asked for."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Letter
from casework.services.office import accounts
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails, taking_in
from tests.people import staff_of
from tests.services.letters import offices
from workflows.registry import WORKFLOWS
from workflows.roles import Role

SIMPLE = ("information_request", "subject_access_request", "data_protection_complaint", "service_complaint")


def fill(app: Flask) -> dict[str, list[str]]:
    """Fills an office that has been set up. Returns what stands in addresses, by the name of the part."""
    with app.app_context():
        staff = staff_of()
        offices.add_directory()
        _open_cases(staff)
        accounts_there = _add_accounts(staff["administrator"])
        return {"user_id": accounts_there, **_things()}


def _open_cases(staff: dict[str, Actor]) -> None:
    officer, reviewer = staff["officer"], staff["reviewer"]
    for days_ago in (0, 10, 40):
        factories.enquiry(officer, days_ago=days_ago)
    for case_type in SIMPLE:
        factories.logged(case_type, officer)
    offices.acknowledged_enquiry(staff)
    factories.review(reviewer)
    factories.review_in_assessment(staff)
    factories.review_in_sign_off(staff, recommend=True)
    decided = factories.review_decided(staff)
    hidden = factories.enquiry(officer, about="A restricted invented matter")
    factories.restrict(hidden.reference, officer, staff["manager"])
    taking_in.receive(mails.plain())
    taking_in.receive(mails.plain(f"About {decided.reference}"))


def _add_accounts(administrator: Actor) -> list[str]:
    """Somebody who may be closed, renamed and given other roles; those who ask stay as they are."""
    with unit_of_work():
        added = [
            accounts.add_user(
                name=f"Spare {number} (invented)", email=f"spare{number}@test.example", roles=[Role.CASEWORK_OFFICER], team_id=None, actor=administrator,
            )
            for number in (1, 2)
        ]  # fmt: skip
        return [str(user.id) for user in added]


def _things() -> dict[str, list[str]]:
    references = list(db.session.scalars(select(Case.reference)))
    codes = sorted(set(db.session.scalars(select(Letter.code))))
    triggers = sorted({str(move.trigger) for workflow in WORKFLOWS.values() for move in workflow.moves})
    return {
        "reference": references, "trigger": triggers, "code": [*codes, "L-E01"], "queue": ["mail", "sweep", "counts"],
        "name": ["quiet_days", "reminder_digest", "office_name"], "letter_id": _ids(Letter.id),
    }  # fmt: skip


def _ids(column: InstrumentedAttribute[int]) -> list[str]:
    return [str(each) for each in db.session.scalars(select(column))]
