"""What a file in a container is, is read from inside: whoever wrote it, and however."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from docx import Document

from casework.incoming import attachments, containers
from casework.incoming.parsing import parse

INPUTS = Path(__file__).parent.parent / "inputs"
TYPES = "[Content_Types].xml"


class Pipe(io.RawIOBase):
    """What can only be written to, as a program that sends what it makes: the sizes come after each file."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.sent += bytes(data)
        return len(bytes(data))


def written(parts: dict[str, bytes], *, stream: bool = False, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = Pipe() if stream else io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return bytes(target.sent) if isinstance(target, Pipe) else target.getvalue()


def office(kind: str, folder: str) -> dict[str, bytes]:
    """A file of Office with this main content type."""
    types = f'<?xml version="1.0"?><Types><Override PartName="/{folder}/main.xml" ContentType="application/{kind}"/></Types>'
    return {TYPES: types.encode(), f"{folder}/main.xml": b"<x/>"}


OPEN = "vnd.openxmlformats-officedocument"
MADE: dict[str, dict[str, bytes]] = {
    "docx": office(f"{OPEN}.wordprocessingml.document.main+xml", "word"),
    "dotx": office(f"{OPEN}.wordprocessingml.template.main+xml", "word"),
    "xlsx": office(f"{OPEN}.spreadsheetml.sheet.main+xml", "xl"),
    "xltx": office(f"{OPEN}.spreadsheetml.template.main+xml", "xl"),
    "pptx": office(f"{OPEN}.presentationml.presentation.main+xml", "ppt"),
    "odt": {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"},
    "ods": {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"},
    "odp": {"mimetype": b"application/vnd.oasis.opendocument.presentation", "content.xml": b"<x/>"},
    "sxw": {"mimetype": b"application/vnd.sun.xml.writer", "content.xml": b"<x/>"},
    "epub": {"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<x/>"},
    "zip": {"notes.txt": b"What was said.", "photos/gate.jpg": b"\xff\xd8\xff"},
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("kind", MADE)
def test_a_container_is_what_it_is_called(kind: str, method: int, stream: bool) -> None:
    content = written(MADE[kind], stream=stream, method=method)
    found = attachments.describe(f"evidence.{kind}", content)
    assert (found.media_type, found.problem) == (attachments.TYPES[kind], None)


@pytest.mark.parametrize("kind", [kind for kind in MADE if kind != "zip"])
def test_the_order_of_the_parts_says_nothing(kind: str) -> None:
    content = written(dict(reversed(MADE[kind].items())))
    assert attachments.describe(f"evidence.{kind}", content).problem is None


def test_m09_a_zip_that_was_written_as_a_stream_is_a_zip_without_a_warning() -> None:
    raw = (INPUTS / "m09-zip-written-as-a-stream.eml").read_bytes()
    (file,) = parse(raw).attachments
    assert (file.media_type, file.problem) == ("application/zip", None)
    content = (INPUTS / "m09-zip-written-as-a-stream.zip").read_bytes()
    assert attachments.describe("papers.zip", content).problem is None


def test_what_real_programs_make_is_known(tmp_path: Path) -> None:
    document = io.BytesIO()
    Document().save(document)
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet()
    for name, content in (("a.docx", document.getvalue()), ("a.xlsx", (tmp_path / "a.xlsx").read_bytes())):
        again = written(
            {
                info.filename: zipfile.ZipFile(io.BytesIO(content)).read(info)
                for info in zipfile.ZipFile(io.BytesIO(content)).infolist()
            },
            stream=True,
        )
        for each in (content, again):
            assert attachments.describe(name, each).problem is None


def test_an_opendocument_without_its_first_file_is_known_by_its_list() -> None:
    manifest = b'<manifest:manifest><manifest:file-entry manifest:media-type="application/vnd.oasis.opendocument.text" manifest:full-path="/"/></manifest:manifest>'
    assert (
        attachments.describe("a.odt", written({"META-INF/manifest.xml": manifest, "content.xml": b""})).problem is None
    )


def nested() -> Iterator[tuple[str, bytes]]:
    """A zip whose first bytes are those of something else that lies within."""
    for kind in ("docx", "odt", "xlsx"):
        inner = written(MADE[kind], method=zipfile.ZIP_STORED)
        yield f"a {kind} in it", written({f"letter.{kind}": inner}, method=zipfile.ZIP_STORED)
        yield f"an unpacked {kind} in it", written({f"folder/{name}": part for name, part in MADE[kind].items()})
    yield (
        "a zip in a zip in a zip",
        written({"a.zip": written({"b.zip": written(MADE["zip"])})}, method=zipfile.ZIP_STORED),
    )
    yield "what a signed folder has", written({"META-INF/MANIFEST.MF": b"x", "notes.txt": b"x"})
    yield "nothing", written({})


@pytest.mark.parametrize(("what", "content"), list(nested()))
def test_a_zip_with_other_files_in_it_is_a_zip(what: str, content: bytes) -> None:
    found = attachments.describe("evidence.zip", content)
    assert (found.media_type, found.problem) == ("application/zip", None)
    assert attachments.describe("evidence.docx", content).problem == attachments.DIFFERS


OTHERS = {
    "macros that are called a document": ("docx", {**MADE["docx"], "word/vbaProject.bin": b"x"}),
    "a document with macros, renamed": ("docx", office("vnd.ms-word.document.macroEnabled.main+xml", "word")),
    "a sheet with macros, renamed": ("xlsx", office("vnd.ms-excel.sheet.macroEnabled.main+xml", "xl")),
    "a sheet that is called a document": ("docx", MADE["xlsx"]),
    "a text that is called a sheet": ("ods", MADE["odt"]),
    "a program in Java": ("zip", {"META-INF/MANIFEST.MF": b"x", "Run.class": b"\xca\xfe\xba\xbe"}),
    "a program for a phone": ("zip", {"AndroidManifest.xml": b"x", "classes.dex": b"x"}),
    "a zip that is called a picture": ("png", MADE["zip"]),
    "a zip that is called a text": ("txt", MADE["zip"]),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_called_by_the_name_of_another_is_not_to_be_opened(what: str) -> None:
    extension, parts = OTHERS[what]
    for stream in (False, True):
        found = attachments.describe(f"evidence.{extension}", written(parts, stream=stream))
        assert (found.media_type, found.problem) == (attachments.OCTETS, attachments.DIFFERS)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx"])
def test_a_document_with_a_password_is_no_deception(name: str) -> None:
    locked = containers.OLE_MARK + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(400)
    assert attachments.describe(name, locked).problem is None
    assert attachments.describe("a.pdf", locked).problem == attachments.DIFFERS


def bomb(length: int) -> bytes:
    """A document whose list of parts unpacks to so many bytes of nothing, and says that it is short."""
    content = bytearray(written({TYPES: bytes(length), "word/document.xml": b""}))
    end = content.rindex(b"PK\x01\x02", 0, content.rindex(b"PK\x01\x02"))
    content[end + 24 : end + 28] = (10).to_bytes(4, "little")
    return bytes(content)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a list that unpacks to a lot": lambda: bomb(200_000_000),
    "a hundred thousand names": lambda: written({str(number): b"" for number in range(100_000)}),
    "a list that tells nonsense": lambda: written(MADE["zip"])[:-10] + b"\xff" * 10,
    "a zip that is cut": lambda: written(MADE["docx"])[:-60],
    "an end alone": lambda: b"PK\x05\x06" + b"\xff" * 18,
    "the form for what is very large": lambda: written(MADE["zip"])[:-22] + b"PK\x06\x07" + b"\xff" * 16 + written(MADE["zip"])[-22:],
    "a beginning alone": lambda: b"PK\x03\x04",
    "bytes that unpack to nothing": lambda: written({TYPES: zlib.compress(b"x" * 99)}, method=zipfile.ZIP_STORED).replace(b"\x00\x00\x00\x00", b"\x08\x00\x00\x00"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.pdf", "a.txt", "a"])
def test_a_hostile_container_gets_an_answer(what: str, name: str) -> None:
    attachments.describe(name, HOSTILE[what]())
