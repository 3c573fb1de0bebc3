"""Papers that an office kept in older versions are still with what they came with, and open as they came."""

from io import BytesIO

import pytest
from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models import Document
from casework.services.desk import writing
from casework.services.desk.come_backs import ComeBack
from casework.services.desk.writing import Written
from casework.services.documents import uploads
from casework.services.record import files
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.migrations.test_rows import rows, version

pytestmark = pytest.mark.usefixtures("context")
QUERY = (
    "SELECT file_name, media_type, size, file_sha256, problem, case_id, contact_id, note_id, incoming_id, position,"
    " added_by_id FROM document ORDER BY file_name"
)
NOTE_FILE, MAIL_FILE = b"%PDF-1.7 an invented note", b"%PDF-1.7 invented papers"


def put_with_a_note(reference: str, name: str, actor: Actor) -> None:
    written = Written(
        words="A note.", come_back=ComeBack(on=None, for_id=None), files=uploads.prepare([(name, BytesIO(NOTE_FILE))])
    )
    with unit_of_work():
        writing.write(reference, written, sent=factories.sent(), actor=actor)


def test_files_of_notes_and_of_mail_are_kept_as_documents(staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"])
    put_with_a_note(case.reference, "a note.pdf", staff["officer"])
    receive(mails.with_file(MAIL_FILE, "mailed.pdf"))
    before = rows(QUERY)
    reference = case.reference
    with version("0030"):
        assert [row["file_name"] for row in rows("SELECT * FROM case_file")] == ["a note.pdf"]
        assert [row["file_name"] for row in rows("SELECT * FROM attachment")] == ["mailed.pdf"]
    assert rows(QUERY) == before
    kept = {row.file_name: row.file_sha256 for row in db.session.scalars(select(Document))}
    assert files.opened(kept["a note.pdf"]).read() == NOTE_FILE
    assert files.opened(kept["mailed.pdf"]).read() == MAIL_FILE
    put_with_a_note(reference, "another.pdf", staff["officer"])
    assert len(rows(QUERY)) == 3
