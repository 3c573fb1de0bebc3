"""A letter on paper: the address in the window of its envelope, the reference and the marking on every page."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from casework.letters import blocks, pdf
from casework.letters.frame import Frame, Office
from casework.letters.language import merge
from casework.letters.shipped import texts
from tests.letters.shipped_cases import full

ADDRESS = "Flat 12, Invented House\nThe Old Invented Mill Yard\n1 Invented Street\nInvented Village\nLeeds\nLS1 0XX"
WINDOW = (46, 91)
"""Of a DL envelope, in mm from the top of a letter folded in three, wherever it slides to."""
HEIGHT = 297


def letter(*, address: str = ADDRESS, large_print: bool = False, marking: str = "") -> PdfReader:
    office = Office(
        name="Policing and Crime Casework team of the Invented Combined Authority",
        address="Invented House\n1 Invented Street\nLeeds\nLS1 0XX",
        contact="casework@office.example, 0113 496 0000",
        adjustments="Tell us if you need large print.",
        privacy_link="office.example/privacy",
    )
    frame = Frame(
        office=office, recipient="Pat Invented", address=address, reference="R-2026-00001",
        dated_on=dt.date(2026, 11, 20), title="Our decision", large_print=large_print, marking=marking,
    )  # fmt: skip
    return PdfReader(BytesIO(pdf.render(frame, blocks.parse(merge(texts()["L-R20"].body, full())))))


def lines(reader: PdfReader) -> list[tuple[float, float, str]]:
    """How far down and how far in each piece of the first page stands, in mm."""
    found: list[tuple[float, float, str]] = []

    def see(text: str, cm: list[float], tm: list[float], _font: Any, _size: float) -> None:
        if text.strip():
            across, up = (tm[4] * cm[n] + tm[5] * cm[n + 2] + cm[n + 4] for n in (0, 1))
            found.append((HEIGHT - up / 72 * 25.4, across / 72 * 25.4, text.strip()))

    reader.pages[0].extract_text(visitor_text=see)
    return found


@pytest.mark.parametrize("marking", ["", "OFFICIAL-SENSITIVE"])
@pytest.mark.parametrize("large_print", [False, True])
def test_the_address_and_nothing_else_shows_in_the_window(large_print: bool, marking: str) -> None:
    placed = lines(letter(large_print=large_print, marking=marking))
    top, bottom = WINDOW
    shown = [text for down, _, text in placed if top <= down <= bottom]
    assert shown == ["Pat Invented", *ADDRESS.splitlines()]
    assert all(22 <= across < 110 for down, across, _ in placed if top <= down <= bottom)


@pytest.mark.parametrize("large_print", [False, True])
def test_every_page_has_the_reference_its_number_and_the_marking(large_print: bool) -> None:
    reader = letter(large_print=large_print, marking="OFFICIAL-SENSITIVE")
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert "R-2026-00001" in text
        assert "OFFICIAL-SENSITIVE" in text
        assert f"Page {number} of {len(reader.pages)}" in text


def test_a_letter_that_goes_by_e_mail_leaves_no_room_for_an_address() -> None:
    placed = lines(letter(address=""))
    heading = next(down for down, _, text in placed if text == "Our decision")
    assert heading < 100
