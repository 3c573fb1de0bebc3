"""What the tests of letters share: a directory, people who can be written to, and the way of a letter."""

import re
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import documents
from casework.models import Case, DirectoryEntry, Letter, Party, Person, Recommendation
from casework.services.letters import drafts, prepared, signing
from casework.services.letters.obstacles import Confirmed
from casework.services.letters.of_moves import Sending
from casework.services.letters.texts import Text
from casework.services.people import people
from casework.services.people.acting import representing
from casework.services.people.acting.representing import ActingEntry
from casework.services.record import cases, codes, subjects
from casework.services.record.subjects import Address, Key
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import sent
from workflows.registry import KINDS

ALL_CONFIRMED = Confirmed(safe_contact=True, harm=True)


def add_directory() -> None:
    """Where the area has several forces the department is that of the first."""
    forces = [code for code, _ in codes.choices("force", clock.today())]
    of = {"force": forces[0] if len(forces) > 1 else None}
    with unit_of_work():
        for kind, name in (("force", "Invented Police, standards department"), ("iopc", "Invented IOPC")):
            entry = DirectoryEntry(kind=kind, name=name, email=f"{kind}@invented.example", verified_on=clock.today())
            entry.force = of.get(kind)
            db.session.add(entry)


def give_address(case: Case, **values: Any) -> Person:
    """Let the person of a case be reached, by default by e-mail alone."""
    with unit_of_work():
        person = db.session.get_one(Person, case.person_id)
        email = values.pop("email", "pat@invented.example")
        factories.known_by(person.id, email=email, **values)
    return person


def acts_for(case: Case, person: Person, actor: Actor, **values: Any) -> None:
    """Let a representative act for the person of the case, with what it takes unless `values` say otherwise."""
    entry = {"standing": "solicitor", "authority_on": clock.today(), "for_id": case.person_id, **values}
    with unit_of_work():
        locked = cases.load_for_change(case.reference, actor=actor)
        representing.add(locked, person.id, ActingEntry(**entry), actor=actor)


def add_party(case: Case, part: str, name: str, actor: Actor, **values: Any) -> Person:
    with unit_of_work():
        person = people.add_person(people.PersonEntry(full_name=name, invented=True), actor=actor)
        for key, value in values.items():
            setattr(person, key, value)
        db.session.add(
            Party(case_id=case.id, person_id=person.id, part=part, added_at=clock.now(), added_by_id=actor.user_id)
        )
    return person


def prepare(case: Case, trigger: str, actor: Actor, **answers: Any) -> list[Letter]:
    """Answer a step and have its letters drafted."""
    with unit_of_work():
        version = cases.load(case.reference, actor=actor).row_version
        request = MoveRequest(trigger=trigger, sent=sent(version), answers=answers)
        moves.prepare(Address(case.reference), request, actor=actor)
    return letters(case)


def prepare_recommendation(case: Case, trigger: str, actor: Actor, *, number: int = 1, **answers: Any) -> list[Letter]:
    """The same for a step of one recommendation."""
    with unit_of_work():
        row = db.session.query(Recommendation).filter_by(case_id=case.id, number=number).one()
        request = MoveRequest(trigger=trigger, sent=sent(row.row_version), answers=answers)
        moves.prepare(factories.recommendation_at(case, number), request, actor=actor)
    return letters(case)


def prepare_at(address: Address, trigger: str, actor: Actor, **answers: Any) -> None:
    """The same for a step of any part of a case."""
    with unit_of_work():
        row = subjects.find(cases.load(address.reference, actor=actor), address).row
        moves.prepare(address, MoveRequest(trigger=trigger, sent=sent(row.row_version), answers=answers), actor=actor)


def letters(case: Case) -> list[Letter]:
    db.session.rollback()
    query = db.session.query(Letter).filter_by(case_id=case.id).order_by(Letter.id)
    return list(query.populate_existing())


def make(case: Case, trigger: str, actor: Actor, *, confirmed: Confirmed = ALL_CONFIRMED, **answers: Any) -> Case:
    """Make a step with all its letters as they are now."""
    found = [letter for letter in letters(case) if letter.status not in ("sent", "dropped")]
    moves_of = {letter.id: prepared.occasion_of(letter, actor).move for letter in found}
    seen = {letter.id: letter.row_version for letter in found if (of := moves_of[letter.id]) and of.trigger == trigger}
    with unit_of_work():
        version = cases.load(case.reference, actor=actor).row_version
        sending = Sending(letters=seen, confirmed=confirmed)
        request = MoveRequest(trigger=trigger, sent=sent(version), answers=answers, sending=sending)
        return moves.make(Address(case.reference), request, actor=actor).case


def fill_in(case: Case, letter: Letter, words: str, actor: Actor) -> None:
    """Write by hand what the wording leaves open."""
    text = Text(subject=letter.subject, body=re.sub("⟦[^⟧]*⟧", words, letter.body))
    with unit_of_work():
        drafts.save(case.reference, letter.id, text, sent=sent(letter.row_version), actor=actor)


def sign(case: Case, manager: Actor) -> None:
    """A manager signs every letter of the case that needs it."""
    for letter in letters(case):
        if KINDS[letter.code].signed and letter.status in ("draft", "submitted"):
            with unit_of_work():
                signing.sign(case.reference, letter.id, sent=sent(letter.row_version), actor=manager)


def acknowledged_enquiry(staff: dict[str, Actor], **values: Any) -> tuple[Case, Letter]:
    """An enquiry from somebody with an e-mail address, and its acknowledgement, drafted."""
    case = factories.enquiry(staff["officer"], **values)
    give_address(case)
    (letter,) = prepare(case, "acknowledge", staff["officer"], who_will_be_asked="Leeds City Council about patrols")
    return case, letter


def make_documents() -> None:
    """What the job does after the commit: the documents of the letters that went out."""
    waiting = select(Letter.id).where(Letter.frozen_sha256.is_not(None), Letter.document_sha256.is_(None))
    ids = list(db.session.scalars(waiting))
    db.session.rollback()
    documents.make(*ids)
    db.session.rollback()


def open_prepared(case: Case, trigger: str) -> bool:
    return prepared.find(Key(case.id), trigger) is not None
