"""Two people at once: one move, one decision, nothing lost."""

import threading
from collections.abc import Callable

from flask import Flask

from casework.access import Actor
from casework.errors import Conflict, Replayed
from casework.extensions import db
from casework.models import CaseEvent, Note
from casework.services.record import cases, notes
from casework.services.record.subjects import Address
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import TOLD

Staff = dict[str, Actor]


def together(app: Flask, *actions: Callable[[], object]) -> list[str]:
    """Start all at the same moment; what each ended with."""
    gate, results = threading.Barrier(len(actions)), [""] * len(actions)

    def run(place: int, action: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                with unit_of_work():
                    action()
                results[place] = "done"
            except (Conflict, Replayed) as refusal:
                results[place] = type(refusal).__name__

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def test_two_managers_sign_at_the_same_moment_and_one_signature_counts(app: Flask, staff: Staff) -> None:
    with app.app_context():
        case = factories.review_in_sign_off(staff)
        reference, version = case.reference, case.row_version

    def sign(who: str) -> Callable[[], object]:
        request = MoveRequest(trigger="approve_reasonable", sent=factories.sent(version), sending=TOLD)
        return lambda: moves.make(Address(reference), request, actor=staff[who])

    assert together(app, sign("manager"), sign("second_manager")) == ["Conflict", "done"]
    with app.app_context():
        signed = db.session.query(CaseEvent).filter_by(trigger="approve_reasonable").count()
        assert (signed, cases.load(reference, actor=staff["manager"]).state) == (1, "closed")


def test_a_double_click_makes_one_move_even_at_the_same_moment(app: Flask, staff: Staff) -> None:
    with app.app_context():
        case = factories.enquiry(staff["officer"])
        reference = case.reference
        request = MoveRequest(
            trigger="acknowledge",
            sent=factories.sent(case.row_version),
            answers={"who_will_be_asked": "x"},
            sending=TOLD,
        )

    def click() -> object:
        return moves.make(Address(reference), request, actor=staff["officer"])

    assert together(app, click, click, click) == ["Replayed", "Replayed", "done"]


def test_notes_written_at_the_same_moment_are_all_kept(app: Flask, staff: Staff) -> None:
    with app.app_context():
        reference = factories.enquiry(staff["officer"]).reference

    def write(text: str) -> Callable[[], object]:
        return lambda: notes.add_note(reference, text, sent=factories.sent(), actor=staff["officer"])

    assert together(app, *(write(f"note {number}") for number in range(6))) == ["done"] * 6
    with app.app_context():
        assert db.session.query(Note).count() == 6
