"""Letters from an office's own Word template: read, signed, held back and sent like any other."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
import time_machine
from docx import Document

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, Invalid
from casework.extensions import db
from casework.jobs import letter_mail
from casework.models import Case, Letter, LetterTemplate, Message, Person
from casework.services.letters import addressing, choosing, dispatch, drafts, letter_templates, signing
from casework.services.letters.texts import Text
from casework.services.mail import claims
from casework.services.record import files
from casework.services.record.subjects import Address
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import sent
from tests.letters.documents import made
from tests.services.letters import offices

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
WORDS = (
    "{{ today }}",
    "Dear {{ recipient.name }},",
    "It is about {{ case.about }}.",
    "We reply to {{ answers.reply }}.",
)

REPLIED: dict[str, dict[str, str]] = {
    "acknowledge": {"who_will_be_asked": "Nobody"}, "answer_directly": {}, "send_reply": {"reply": "The first reply."},
}  # fmt: skip
"""A letter of a step is written alone once the step was made."""


def word_template(staff: Staff, *paragraphs: str) -> None:
    """An office's own version of L-E06, in force."""
    with unit_of_work():
        draft = letter_templates.upload_word(
            "L-E06", "Reply.docx", made(*paragraphs), sent=sent(), actor=staff["officer"]
        )
        draft.status, draft.effective_on = "approved", clock.today()
        draft.approved_by_id, draft.approved_at = staff["manager"].user_id, clock.now()


def begin(staff: Staff, *paragraphs: str, name: str = "Pat Invented") -> tuple[Case, Letter]:
    word_template(staff, *paragraphs)
    case = factories.enquiry(staff["officer"], name=name)
    offices.give_address(case)
    for trigger, answers in REPLIED.items():
        case = factories.move(case, trigger, staff["officer"], **answers)
    with unit_of_work():
        recipient = choosing.first(case.reference, "L-E06", "", actor=staff["officer"])
        letter = drafts.write(Address(case.reference), "L-E06", recipient, sent=sent(), actor=staff["officer"])
    return case, now(letter)


def now(letter: Letter) -> Letter:
    db.session.rollback()
    return db.session.get_one(Letter, letter.id, populate_existing=True)


def send(case: Case, letter: Letter, actor: Actor) -> Letter:
    with unit_of_work():
        dispatch.send_alone(
            case.reference, letter.id, confirmed=offices.ALL_CONFIRMED,
            sent=sent(now(letter).row_version), actor=actor,
        )  # fmt: skip
    offices.make_documents()
    return now(letter)


def text_of(letter: Letter) -> str:
    document = Document(BytesIO(files.content(str(letter.document_sha256))))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def rename(case: Case) -> None:
    with unit_of_work():
        db.session.get_one(Person, case.person_id).full_name = "Pat Renamed"


def test_a_gap_holds_it_back(staff: Staff) -> None:
    case, letter = begin(staff, *WORDS)
    with pytest.raises(Invalid, match="Fill in first: Answered in the step: The reply"):
        send(case, letter, staff["officer"])
    with pytest.raises(Invalid, match="Fill in first"), unit_of_work():
        signing.submit(case.reference, letter.id, sent=sent(letter.row_version), actor=staff["officer"])


def test_its_words_are_read_before_it_goes_and_go_as_they_were_read(staff: Staff) -> None:
    case, letter = begin(staff, *WORDS[:3], name="Pat *the* # Invented")
    assert "Dear Pat \\*the\\* # Invented," in letter.body
    gone = send(case, letter, staff["officer"])
    assert "Dear Pat *the* # Invented," in text_of(gone)


def test_a_signature_is_for_what_it_said_then(staff: Staff) -> None:
    case, letter = begin(staff, *WORDS[:3])
    with unit_of_work():
        signing.sign(case.reference, letter.id, sent=sent(letter.row_version), actor=staff["manager"])
    rename(case)
    with pytest.raises(Invalid, match="Bring it up to date first"):
        send(case, letter, staff["officer"])
    with unit_of_work():
        addressing.bring_up_to_date(
            case.reference, letter.id, sent=sent(now(letter).row_version), actor=staff["officer"]
        )
    assert (now(letter).status, now(letter).version) == ("draft", 2)
    assert "Pat Renamed" in text_of(send(case, letter, staff["officer"]))


def test_the_day_on_which_it_goes_is_no_change_and_stands_in_it(staff: Staff) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 29, 10, tzinfo=dt.UTC), tick=False):
        case, letter = begin(staff, *WORDS[:3])
    with time_machine.travel(dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC), tick=False):
        assert text_of(send(case, letter, staff["officer"])).startswith("1 July 2026")


def test_it_is_not_edited_in_vain(staff: Staff) -> None:
    case, letter = begin(staff, *WORDS[:3])
    given: dict[str, Any] = {"sent": sent(letter.row_version), "actor": staff["officer"]}
    with pytest.raises(Conflict, match="own Word template"), unit_of_work():
        drafts.take_lock(case.reference, letter.id, **given)
    text = Text(subject="Mine", body="What would be lost")
    with pytest.raises(Conflict, match="own Word template"), unit_of_work():
        drafts.save(case.reference, letter.id, text, **given)


def test_the_mail_has_the_document_and_not_its_words(staff: Staff) -> None:
    case, letter = begin(staff, *WORDS[:3])
    send(case, letter, staff["officer"])
    row = db.session.query(Message).filter_by(letter_id=letter.id).one()
    (outgoing,) = claims.outgoing([row.id], now=clock.now())
    mail = letter_mail.compose(outgoing)
    assert "An invented matter" not in mail.text
    assert "Pat" not in mail.text + mail.subject
    assert mail.attachments[0].file_name.endswith(".docx")


def test_another_version_of_the_template_in_between_leaves_the_letter_as_it_was_made(staff: Staff) -> None:
    case, letter = begin(staff, *WORDS[:3])
    word_template(staff, "Dear {{ recipient.name }},", "Quite another text.")
    gone = send(case, letter, staff["officer"])
    assert "Quite another text" not in text_of(gone)
    assert db.session.get_one(LetterTemplate, gone.template_id).version == 2
