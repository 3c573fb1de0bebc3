"""An office's own Word template: what may be uploaded, what is wrong with it, and that it cannot do anything."""

import io
from collections.abc import Callable

import pytest
from docx import Document

from casework.letters import word_template
from casework.letters.fields import samples
from casework.letters.language import Prepared
from casework.letters.own_word import parts as word_parts
from casework.letters.own_word.markup import Refused
from tests.letters.documents import FRAME, changed, kept, made, saved
from tests.letters.hostile import PAYLOADS
from workflows.registry import KINDS

KIND = KINDS["L-E01"]
WHO = "We will ask {{ answers.who_will_be_asked }}."


def replaced(name: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    def change(part_name: str, part: bytes) -> bytes:
        if part_name == name:
            assert old in part
            return part.replace(old, new, 1)
        return part

    return change


def refusal(name: str, content: bytes) -> str:
    """Why a file is not taken, empty where it is."""
    try:
        word_template.taken(name, content)
    except Refused as refused:
        return str(refused)
    return ""


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    return "\n".join([*lines, *(paragraph.text for paragraph in document.sections[0].footer.paragraphs)])


def said(content: bytes) -> list[str]:
    return [str(problem) for problem in word_template.problems(content, KIND)]


def test_a_good_template_is_taken_and_filled_in() -> None:
    content = made("Dear {{ recipient.name }},", WHO)
    assert refusal("Our letter.DOCX", content) == ""
    assert said(content) == []
    letter = words_of(word_template.render(content, samples()))
    assert "Dear Pat Invented," in letter
    assert "We will ask An invented answer." in letter
    assert "R-2026-00001" in letter


def test_conditions_and_loops_over_paragraphs() -> None:
    content = made(WHO, "{%p for a in allegations %}", "{{ a.number }}. {{ a.summary }}", "{%p endfor %}",
                   "{% if hold.reason %}On hold.{% else %}Not on hold.{% endif %}")  # fmt: skip
    assert said(content) == []
    rows = [{"number": "1", "summary": "First"}, {"number": "2", "summary": "Second"}]
    letter = words_of(word_template.render(content, {**samples(), "allegations": rows, "hold.reason": ""}))
    assert "1. First\n2. Second\nNot on hold." in letter


@pytest.mark.parametrize(
    "value",
    [
        "<w:p/></w:t></w:r></w:p><w:altChunk r:id='x'/>",
        "a & b < c > d \"e\" 'f'",
        "{{ 7 * 7 }} {% for x in y %}",
        "]]>",
    ],
)
def test_what_stands_in_a_value_is_text(value: str) -> None:
    letter = words_of(word_template.render(made(WHO), {**samples(), "answers.who_will_be_asked": value}))
    assert f"We will ask {value}." in letter


def test_characters_that_word_cannot_hold_are_left_out() -> None:
    letter = words_of(word_template.render(made(WHO), {**samples(), "answers.who_will_be_asked": "a\x00\x07bc\ud800d"}))
    assert "We will ask abcd." in letter


def test_lines_of_a_value_and_standard_paragraphs_without_their_marks() -> None:
    values = {
        **samples(),
        "answers.who_will_be_asked": "one\ntwo",
        "standard.support": Prepared("## Help\n\n- **Ring** us"),
    }
    letter = words_of(word_template.render(made(WHO, "{{ standard.support }}"), values))
    assert "one\ntwo" in letter
    assert "Help\n• Ring us" in letter


def test_an_unknown_field_is_named_with_its_paragraph() -> None:
    assert said(made("First.", "{{ recipient.nam }}", WHO)) == [
        "Line 2: “recipient.nam” is no field. Did you mean “recipient.name”?"
    ]
    assert "In the footer" in said(made(WHO, footer="{{ nothing }}"))[0]


def test_what_every_letter_must_say_is_missed() -> None:
    assert any("who will be asked" in one for one in said(made("Dear colleague,")))
    assert any("office.privacy_link" in one for one in said(made(WHO, footer=" ".join(FRAME[:3]))))
    hidden = said(made(f"{{% if hold.reason %}}{WHO}{{% endif %}}"))
    assert any("outside conditions" in one for one in hidden)


@pytest.mark.parametrize(
    "paragraphs",
    [("{% if hold.reason %}",), ("{% endif %}",), ("{{ recipient.name",), ("{% if hold.reason %}a", "b"), ("{{", "}}")],
)
def test_unbalanced_brackets_and_conditions_are_refused(paragraphs: tuple[str, ...]) -> None:
    assert said(made(WHO, *paragraphs)) != []


def test_a_condition_over_two_parts_is_refused() -> None:
    assert said(made("{% if hold.reason %}", WHO, footer=f"{' '.join(FRAME)}{{% endif %}}")) != []


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("place", ["text", "footer", "title", "footnotes", "split"])
def test_no_template_calls_or_reaches_anything(payload: str, place: str) -> None:
    document = Document(io.BytesIO(made(WHO)))
    if place == "text":
        document.add_paragraph(payload)
    elif place == "split":
        paragraph = document.add_paragraph()
        for letter in payload:
            paragraph.add_run(letter).bold = True
    elif place == "title":
        document.core_properties.title = payload[:255]
    elif place == "footer":
        document.sections[0].footer.add_paragraph(payload)
    content = saved(document)
    if place == "footnotes":
        content = with_footnotes(content, payload)
    assert said(content) != []
    with pytest.raises(Refused):
        word_template.render(content, samples())


def with_footnotes(content: bytes, text: str) -> bytes:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    part = f'<w:footnotes xmlns:w="{space}"><w:footnote><w:p><w:r><w:t>{escaped}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode()
    return changed(
        content,
        replaced("[Content_Types].xml", b"</Types>", override),
        **{"word/footnotes.xml": part.encode()},
    )


def test_a_field_where_it_is_not_filled_in_is_refused() -> None:
    comment = b'<w:comments xmlns:w="x"><w:comment><w:p><w:r><w:t>{{ case.reference }}</w:t></w:r></w:p></w:comment></w:comments>'
    assert any("not filled in" in one for one in said(changed(made(WHO), kept, **{"word/comments.xml": comment})))
    hidden = replaced("word/document.xml", b"<w:p>", b'<w:p w:rsidR="{{ case.reference }}">')
    assert any("not filled in" in one for one in said(changed(made(WHO), hidden)))


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
OUTSIDE = (
    b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%b" '
    b'Target="%b" TargetMode="External"/></Relationships>'
)
RELATIONS = "word/_rels/document.xml.rels"
ADDED: dict[str, dict[str, bytes]] = {
    "macros": {"word/vbaProject.bin": b"x"},
    "embedded": {"word/embeddings/sheet.xlsx": b"x"},
    "object": {"word/oleObject1.bin": b"x"},
    "upwards": {"../../etc/passwd": b"x"},
    "absolute": {"/etc/passwd": b"x"},
    "backslash": {"word\\..\\..\\x": b"x"},
    "drive": {"C:/x": b"x"},
    "twice": {"word/Document.xml": b"<x/>"},
    "many": {f"word/media/{number}.png": b"" for number in range(201)},
    "large": {"word/media/a.png": b"\0" * (21 * 1024 * 1024)},
    "long": {"word/header9.xml": b"<x>" + b" " * (2 * 1024 * 1024) + b"</x>"},
    "deep": {"word/header9.xml": b"<x>" * 100_000 + b"</x>" * 100_000},
    "broken": {"word/header9.xml": b"<x>"},
    "doctype": {"word/header9.xml": BOMB + b"<x>&b;</x>"},
    "sixteen bits": {"word/header9.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><x/>'.encode("utf-16")},
}


@pytest.mark.parametrize("name", ADDED)
def test_packages_with_more_than_text_are_refused(name: str) -> None:
    content = changed(made(WHO), kept, **ADDED[name])
    assert refusal("letter.docx", content)
    with pytest.raises(Refused):
        word_template.render(content, samples())


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (b"image", b"http://evil.example/x.png"), (b"attachedTemplate", b"http://evil.example/x.dotm"),
        (b"frame", b"file:///etc/passwd"), (b"image", b"\\\\evil.example\\share\\x"), (b"hyperlink", b"file:///etc/passwd"),
        (b"oleObject", b"http://evil.example/x"),
    ],
)  # fmt: skip
def test_nothing_is_loaded_from_outside(kind: bytes, target: bytes) -> None:
    content = changed(made(WHO), replaced(RELATIONS, b"</Relationships>", OUTSIDE % (kind, target)))
    assert refusal("letter.docx", content)


def test_a_link_to_a_web_page_may_stay() -> None:
    link = OUTSIDE % (b"hyperlink", b"https://www.legislation.gov.uk/")
    assert refusal("letter.docx", changed(made(WHO), replaced(RELATIONS, b"</Relationships>", link))) == ""


def test_entities_in_the_document_are_refused() -> None:
    start = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>"
    assert refusal("letter.docx", changed(made(WHO), replaced("word/document.xml", start, BOMB)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.docm", made(WHO)), ("letter.doc", b"\xd0\xcf\x11\xe0"), ("letter.pdf", b"%PDF-1.7"), ("letter.docx", b""),
        ("letter.docx", b"%PDF-1.7 renamed"), ("letter.docx", b"PK\x03\x04 no zip"), ("letter.docx", b"x" * 3_000_000),
        ("letter.docx", made(WHO)[:-200]), ("letter.docx", changed(made(WHO), lambda n, p: None if "document" in n else p)),
        (
            "renamed.docx",
            changed(
                made(WHO),
                replaced(
                    "[Content_Types].xml",
                    word_parts.PLAIN_DOCUMENT.encode(),
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                ),
            ),
        ),
    ],
)  # fmt: skip
def test_what_is_no_word_document_is_refused(name: str, content: bytes) -> None:
    assert refusal(name, content)


def test_a_flood_of_fields_is_refused_before_anything_is_made_of_it() -> None:
    assert any("Use 500 or fewer" in one for one in said(made(WHO, "{{ case.reference }}" * 2000)))
    assert said(made(WHO, "{%" * 100_000)) != []
