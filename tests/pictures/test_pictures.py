"""Pages are shown as pictures, and a redacted copy has nothing of what was hidden, whatever the file is."""

import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from casework.pictures import apart, asked
from casework.pictures.apart import HOME
from casework.pictures.asked import Answer, Asked, Box
from tests.pictures import papers
from tests.pictures.papers import HIDDEN, SHOWN


def pixel(picture: Image.Image, at: tuple[int, int]) -> tuple[int, ...]:
    """Its red, green and blue."""
    found = picture.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return found


UPPER_HALF = Box(page=2, left=0, top=0, width=1000, height=400, sign="3")
PDF = "application/pdf"


def redacted(kind: str, content: bytes, *boxes: Box) -> Answer:
    return apart.ask(Asked(what="redact", kind=kind, boxes=boxes), BytesIO(content))


def shown(kind: str, content: bytes, page: int = 1, *boxes: Box) -> Answer:
    return apart.ask(Asked(what="show", kind=kind, page=page, boxes=boxes), BytesIO(content))


def test_a_page_is_shown_as_a_picture_with_a_frame_around_each_box(tmp_path: Path) -> None:
    plain, framed = (shown(PDF, papers.pdf(tmp_path), 2, *boxes) for boxes in ((), (UPPER_HALF,)))
    assert (plain.pages, plain.problem) == (2, "")
    with Image.open(BytesIO(plain.content)) as first, Image.open(BytesIO(framed.content)) as second:
        assert first.size == second.size
        assert pixel(first, (2, 2)) == (255, 255, 255)
        assert pixel(second, (2, 2))[1] < 100


def test_a_redacted_pdf_gives_none_of_the_hidden_words_to_anybody(tmp_path: Path) -> None:
    original = papers.pdf(tmp_path)
    assert HIDDEN in "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(original)).pages)
    made = redacted(PDF, original, UPPER_HALF).content
    read = pypdf.PdfReader(BytesIO(made))
    assert len(read.pages) == 2
    assert "".join(page.extract_text() for page in read.pages).strip() == ""
    assert HIDDEN not in str(read.metadata)
    assert read.attachments == {}
    for word in (HIDDEN, SHOWN):
        for code in ("latin-1", "utf-16-be", "utf-16-le"):
            assert word.encode(code) not in made
    file = tmp_path / "made.pdf"
    file.write_bytes(made)
    if shutil.which("pdftotext"):
        told = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True)
        assert told.stdout.strip() == ""


def test_the_box_is_black_in_the_picture_itself_and_the_rest_stays(tmp_path: Path) -> None:
    made = redacted(PDF, papers.pdf(tmp_path), UPPER_HALF).content
    (picture,) = pypdf.PdfReader(BytesIO(made)).pages[1].images
    sheet = picture.image
    assert sheet is not None
    upper = sheet.convert("L").crop((60, 60, sheet.width, int(sheet.height * 0.4) - 16)).tobytes()
    lower = sheet.convert("L").crop((0, int(sheet.height * 0.4) + 16, sheet.width, sheet.height)).tobytes()
    assert max(upper) < 40
    assert min(lower) < 128 < max(lower)


@pytest.mark.parametrize(("kind", "name"), [("image/png", "PNG"), ("image/jpeg", "JPEG"), ("image/tiff", "TIFF")])
def test_a_redacted_picture_has_neither_what_was_hidden_nor_its_metadata(kind: str, name: str) -> None:
    box = Box(page=1, left=0, top=0, width=260, height=260, sign="1")
    made = redacted(kind, papers.picture(name), box).content
    (picture,) = pypdf.PdfReader(BytesIO(made)).pages[0].images
    assert picture.image is not None
    sheet = picture.image
    assert max(pixel(sheet, (sheet.width // 8, sheet.height // 8))) < 40
    assert HIDDEN.encode() not in made


def locked(tmp_path: Path) -> bytes:
    writer = pypdf.PdfWriter(BytesIO(papers.pdf(tmp_path)))
    writer.encrypt("a password")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def many_pages(tmp_path: Path) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(10_000):
        writer.add_blank_page(200, 200)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_with_a_password_is_refused_with_a_sentence(tmp_path: Path) -> None:
    assert shown(PDF, locked(tmp_path)).problem == asked.LOCKED
    assert redacted(PDF, locked(tmp_path), UPPER_HALF) == Answer(problem=asked.LOCKED)


def test_of_10000_pages_each_is_shown_and_no_copy_is_made(tmp_path: Path) -> None:
    large = many_pages(tmp_path)
    assert (shown(PDF, large, 9_999).pages, shown(PDF, large, 10_001).problem) == (10_000, asked.NO_PAGE)
    assert redacted(PDF, large, UPPER_HALF).problem.startswith("It has 10,000 pages")


@pytest.mark.parametrize(("kind", "content"), [(PDF, b"%PDF-1.7 broken"), ("image/png", b"\x89PNG\r\n\x1a\n broken")])
def test_what_is_broken_is_said_to_be(kind: str, content: bytes) -> None:
    assert shown(kind, content).problem == asked.UNREADABLE


def test_a_picture_of_30000_by_30000_takes_no_memory() -> None:
    out = BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    assert shown("image/png", out.getvalue()).problem in (asked.TOO_LARGE, asked.UNREADABLE)


def test_the_process_opens_neither_a_file_nor_a_connection() -> None:
    words = (
        "import socket, sys\nfrom casework.pictures.child import limit_itself\nlimit_itself(5, 2**30)\n"
        "for open_it in (lambda: socket.socket(), lambda: open('/etc/hostname')):\n"
        "    try: open_it()\n    except OSError as problem: sys.stdout.write(problem.strerror + '.')"
    )
    told = subprocess.run([sys.executable, "-c", words], cwd=HOME, capture_output=True, text=True, check=True)
    assert told.stdout == "Too many open files." * 2
