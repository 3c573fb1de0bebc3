"""What a document says is found a minute after it came, for whoever may see its case; what cannot be read harms nobody."""

import zlib
from io import BytesIO

import docx
import openpyxl
import pytest
from sqlalchemy import select, update

from casework.access import Actor
from casework.extensions import db
from casework.incoming.process import apart
from casework.incoming.process.apart import Limits
from casework.jobs import searching
from casework.models import Case, FileText
from casework.pages.search import results
from casework.pages.search.results import Hit
from casework.pages.search.results import Limits as Limited
from casework.services.desk import writing
from casework.services.desk.come_backs import ComeBack
from casework.services.desk.writing import Written
from casework.services.documents import uploads
from casework.services.record import restriction
from casework.services.search import reading
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails
from tests.incoming.taking_in import receive

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


def word(text: str) -> bytes:
    document, content = docx.Document(), BytesIO()
    document.add_paragraph("An invented report.")
    document.add_table(1, 1).cell(0, 0).text = text
    document.save(content)
    return content.getvalue()


def excel(text: str) -> bytes:
    book, content = openpyxl.Workbook(), BytesIO()
    book.worksheets[0].append(["No", text, 3, None])
    book.save(content)
    return content.getvalue()


def pdf(text: str) -> bytes:
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, places = "%PDF-1.4\n", list[int]()
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    xref = f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + xref).encode("latin-1")


FILES = {
    "report.docx": word("A quokka was seized."),
    "list.xlsx": excel("A quokka was seized."),
    "letter.pdf": pdf("A quokka was seized."),
    "log.txt": "A quokka was seized, said Zoë.".encode("cp1252"),
    "mail.eml": b"From: sam@else.example\nSubject: Report\n\nA quokka was seized.\n",
}


def put(case: Case, actor: Actor, files: dict[str, bytes]) -> None:
    with unit_of_work():
        found = uploads.prepare([(name, BytesIO(content)) for name, content in files.items()])
        written = Written(words="With files.", come_back=ComeBack(), files=found)
        writing.write(case.reference, written, sent=factories.sent(case.row_version), actor=actor)


def found(words: str, actor: Actor) -> list[Hit]:
    return list(results.find(words, Limited(), actor=actor).hits)


def read_all() -> None:
    searching.read_documents(*reading.waiting(most=searching.DOCUMENTS))


def test_what_each_kind_of_document_says_is_found_with_its_passage(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    put(case, staff["officer"], FILES)
    assert found("quokka", staff["officer"]) == []
    read_all()
    hits = found("quokkas seize", staff["officer"])
    assert {hit.reference for hit in hits} == {case.reference}
    assert len(hits) == len(FILES)
    marked = {"".join(piece.text for piece in hit.passage if piece.is_marked).lower() for hit in hits}
    assert marked == {"quokkaseized"}
    assert reading.waiting(most=9) == []


def test_who_may_not_see_the_case_does_not_find_it_by_its_documents(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    put(case, staff["officer"], {"report.docx": FILES["report.docx"]})
    read_all()
    with unit_of_work():
        db.session.execute(update(Case).values(restricted=True))
        restriction.name_people(case, [staff["manager"].user_id or 0], actor=staff["manager"])
    assert found("quokka", staff["officer"]) == []
    assert len(found("quokka", staff["manager"])) == 1


def test_what_came_with_mail_is_found_and_the_same_file_is_read_once(staff: Staff) -> None:
    receive(mails.with_file(FILES["report.docx"], "a.docx"))
    case = factories.enquiry(staff["officer"])
    put(case, staff["officer"], {"b.docx": FILES["report.docx"]})
    assert len(reading.waiting(most=9)) == 1
    read_all()
    assert {hit.source for hit in found("quokka", staff["officer"])} == {"document"}
    assert len(found("quokka", staff["officer"])) == 2
    other = factories.enquiry(staff["officer"])
    put(other, staff["officer"], {"c.docx": FILES["report.docx"]})
    assert len(found("quokka", staff["officer"])) == 3


def test_what_cannot_be_read_is_found_by_its_name_and_tried_once(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    put(case, staff["officer"], {"broken-numbat.pdf": b"%PDF-1.4 nothing more"})
    read_all()
    rows = db.session.execute(select(FileText.is_read, FileText.words)).all()
    assert [tuple(row) for row in rows] in ([(False, "")], [(True, "")])
    assert reading.waiting(most=9) == []
    assert len(found("numbat", staff["officer"])) == 1


def test_a_document_that_takes_too_much_says_nothing() -> None:
    """A page of 80 MB in a file of 350 KB."""
    packed = zlib.compress(b"BT (x) Tj ET\n" * 6_200_000, 1)
    plain = b"<< /Length 32 >>\nstream\nBT /F1 12 Tf 72 720 Td (@) Tj ET"
    head = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    bomb = pdf("@").replace(plain, head + packed)
    tight = Limits(processor_seconds=2, seconds=30, memory=256 * 1024 * 1024)
    assert len(bomb) > len(packed)
    assert not apart.words_of(bomb, media_type="application/pdf", limits=tight)
