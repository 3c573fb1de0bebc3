"""The table of what our typefaces have is what they have, and typst agrees."""

import unicodedata

import pytest

from casework.letters import blocks, pdf
from casework.letters.pdf import typefaces
from tests.letters.test_odd_text import frame
from tests.letters.typefaces import characters, table


def test_the_table_is_read_from_the_fonts_that_are_installed() -> None:
    """If not, after an upgrade of typst or of the font: `python -m tests.letters.typefaces`."""
    assert typefaces.TABLE.read_text(encoding="ascii") == table()


def test_everything_in_the_table_is_printed() -> None:
    codes = set[int]().union(*characters().values())
    marks = (chr(code) for code in sorted(codes))
    said = " ".join(mark for mark in marks if mark.isprintable() and not unicodedata.category(mark).startswith("M"))
    parsed = [blocks.Block(kind="paragraph", runs=[blocks.Run(text=said), blocks.Run(text=said, bold=True)])]
    assert pdf.unprintable(frame(), parsed) == []
    made = pdf.make(frame(), parsed)
    assert (made.content[:4], made.boxed) == (b"%PDF", [])


@pytest.mark.parametrize(
    ("said", "boxes"),
    [
        ("Thank you \U0001f44d\U0001f3fb!", "Thank you \u25a1!"),
        ("0\U0001f3fb1", "\u25a11"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 and", "\u25a1\u25a1\u25a1 and"),
        ("\u0a2a\u0a70\u0a1c\u0a3e\u0a2c\u0a40", "\u25a1\u25a1\u25a1"),
        ("5 < 7 \u201cquoted\u201d", "5 < 7 \u201cquoted\u201d"),
    ],
)
def test_a_character_and_what_stands_on_it_are_one_box(said: str, boxes: str) -> None:
    assert typefaces.boxed(said) == boxes
    assert pdf.make(frame(), blocks.parse(said)).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "said",
    ["e\u0301", "Ti\u1ebfng Vi\u1ec7t", "e\u0323\u0302", "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd", "\u0645\u064f\u062d\u064e\u0645\u064e\u0651\u062f", "\u03ac \u0439", "x\ufe0f", "\u06cc\u200c\u06cc"],
)  # fmt: skip
def test_accents_and_vowels_of_the_languages_that_we_print_are_printed(said: str) -> None:
    parsed = blocks.parse(f"{said}, **{said}**")
    assert pdf.unprintable(frame(said), parsed) == []
    assert pdf.make(frame(said), parsed).boxed == []
