"""Letters with odd words in them: every one can be looked at, and what cannot be printed is named."""

import datetime as dt
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from casework.letters import blocks, pdf, plain, word
from casework.letters.characters import printable
from casework.letters.frame import Frame, Office
from casework.letters.language import merge
from casework.letters.pdf.typefaces import BOX

OFFICE = Office(
    name="Invented office", address="1 Invented Street", contact="office@invented.example", adjustments="Ask for it in "
    "large print.", privacy_link="office.example/privacy",
)  # fmt: skip
TEMPLATE = "Dear {{ recipient.name }},\n\n## {{ recipient.name }}\n\n- {{ recipient.name }}\n\nThe end.\n"
ODD = (
    "#let $x$ @foo \\ ` <b>&amp;</b>", "**bold** _under_ [a link](http://invented.example) ![x](y)", "# A heading",
    "- a list", "1. a list", "> said", "{{ 7 * 7 }} {% if %}", "---", "```", "http://invented.example", "Pat\\", "==",
    "محمد علی", "אברהם", "Ωmega Иван Łódź",
)  # fmt: skip


def frame(name: str = "Pat Invented", *, title: str = "Your enquiry", large_print: bool = False) -> Frame:
    day = dt.date(2026, 11, 20)
    return Frame(
        office=OFFICE, recipient=name, address="", reference="E-2026-00001", dated_on=day, title=title,
        large_print=large_print,
    )  # fmt: skip


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


@pytest.mark.parametrize("name", ODD)
def test_a_name_is_text_whatever_it_looks_like(name: str) -> None:
    parsed = blocks.parse(merge(TEMPLATE, {"recipient.name": name}))
    assert [block.kind for block in parsed] == ["paragraph", "heading", "bullets", "paragraph"]
    assert blocks.words(parsed[0].runs) == f"Dear {name},"
    assert not any(run.bold for run in parsed[0].runs)
    assert pdf.unprintable(frame(name), parsed) == []
    assert pdf.render(frame(name), parsed).startswith(b"%PDF")
    assert f"Dear {name}," in plain.render(frame(name), parsed)
    found = Document(BytesIO(word.render(frame(name), parsed)))
    assert f"Dear {name}," in [paragraph.text for paragraph in found.paragraphs]


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ("Thank you 😀 so much 😀", ["😀"]),
        ("王小明", ["王", "小", "明"]),
        ("ਪੰਜਾਬੀ", ["ਪ", "ਜ", "ਬ"]),
        ("A family: 👨\u200d👩\u200d👧", ["👨", "👩", "👧"]),
        ("".join(map(chr, range(0x4E00, 0x4E60))), list(map(chr, range(0x4E00, 0x4E60)))),
    ],
    ids=["an emoji", "Chinese", "Punjabi", "joined", "many"],
)
def test_what_no_typeface_has_is_named_and_shows_as_a_box(said: str, marks: list[str]) -> None:
    parsed = blocks.parse(said)
    assert pdf.unprintable(frame(), parsed) == marks
    shown = text_of(pdf.render(frame(), parsed))
    assert BOX in shown
    assert not set(marks) & set(shown)


def test_the_name_the_heading_and_the_office_are_looked_at_too() -> None:
    assert pdf.unprintable(frame("Pat 😀"), []) == ["😀"]
    assert pdf.unprintable(frame(title="Your 王 enquiry"), []) == ["王"]


@pytest.mark.parametrize("said", ["##", "# \n\ntext", "### Deep\n\ntext", "- ##", "- ### Deep", "## \u200b", "-", "1."])
def test_headings_that_are_empty_or_too_deep_are_put_right(said: str) -> None:
    assert pdf.render(frame(), blocks.parse(said)).startswith(b"%PDF")


def test_a_space_of_another_kind_does_not_join_two_words() -> None:
    assert printable("10\xa0December\u202f2026\u2028next\x85line") == "10 December 2026\nnext\nline"
    assert printable("\ufeffa\x00b\u202ec\xad") == "abc"


@pytest.mark.parametrize("large_print", [False, True])
def test_a_very_long_word_goes_on_in_the_next_line(large_print: bool) -> None:
    address = f"https://invented.example/{'a-very-long-path/' * 12}?and={'W' * 60}"
    content = pdf.render(frame(large_print=large_print), blocks.parse(f"See {address} for more."))
    assert len([line for line in text_of(content).splitlines() if "very-long" in line or "WWW" in line]) > 3
    assert len(PdfReader(BytesIO(pdf.render(frame(), blocks.parse("x" * 10_000)))).pages) > 1


def test_forty_pages_are_one_letter() -> None:
    said = "\n\n".join("An invented sentence of an invented report. " * 12 for _ in range(320))
    pages = PdfReader(BytesIO(pdf.render(frame(), blocks.parse(said)))).pages
    assert len(pages) >= 40
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1].extract_text()


MARKS = st.characters(categories=["Mn", "Mc", "Me", "Sk"])
JOINED = st.sampled_from(["\u200d", "\u200c", "\u2060", "\u034f", "\ufe0e", "\ufe0f", "\U000e0100", "\u20e3"])
TURNED = st.sampled_from([*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u061c"])
EMOJIS = st.integers(0x1F000, 0x1FAFF).map(chr)
FLAGS = st.lists(st.integers(0x1F1E6, 0x1F1FF).map(chr), min_size=1, max_size=3).map("".join)
BROKEN = st.sampled_from(["\x00", "\ud83d", "\udc4d", "\ufffd", "\ufffe", "\ufeff", "\x1b", "\x85"])
PLAIN = st.sampled_from(["a", "0", "#", '"', "\\", " ", "\n", "- ", "**", "\u25a1", "\u0628", "\u05d0"])
ANY = st.one_of(PLAIN, MARKS, JOINED, TURNED, EMOJIS, FLAGS, BROKEN, st.characters())
SEQUENCES = st.lists(ANY, max_size=40).map("".join)
"""Characters that change their neighbours, next to each other as nobody types them."""


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), SEQUENCES), st.one_of(st.text(max_size=200), SEQUENCES))
@example("\U0001f44d\U0001f3fb", "0\U0001f3fb")
@example("\u20e3", 'x\u1ab0\u0301 "\U0001f3fb \u2716\u2b20')
def test_no_text_whatever_stops_a_letter(name: str, said: str) -> None:
    to, parsed = frame(f"Pat {name}"), blocks.parse(said)
    named, made = pdf.unprintable(to, parsed), pdf.make(to, parsed)
    assert made.content.startswith(b"%PDF")
    assert made.boxed or not named, "what is named shows as a box"
    assert word.render(to, parsed).startswith(b"PK")
    plain.render(to, parsed)


def test_the_first_lines_of_a_mail_say_nothing_that_somebody_else_should_not_read() -> None:
    marked = replace(frame(), marking="OFFICIAL-SENSITIVE")
    said = plain.render(marked, blocks.parse("Dear Pat Invented,\n\nThe matter.")).splitlines()
    assert said[:2] == ["Date: 20 November 2026", "Our reference: E-2026-00001"]
    assert said[-1] == "OFFICIAL-SENSITIVE"


def test_a_phone_number_stands_on_one_line() -> None:
    number = "0808 16 89 111"
    for words in range(9, 14):
        text = "word " * words + number + ", and more"
        lines = plain.render(frame(), blocks.parse(text)).splitlines()
        assert any(number in line for line in lines)
