"""Every letter as a PDF for readers of screens, looked at by a PDF/UA-1 checker that is not what made it."""

import datetime as dt

import page
import pytest

from casework.letters import pdf
from casework.letters.blocks import parse
from casework.letters.frame import Frame, Office
from casework.letters.language import merge
from casework.letters.shipped import texts
from tests.letters.shipped_cases import full
from workflows.registry import KINDS

OFFICE = Office(
    name="Invented office",
    address="1 Invented Street, Leeds",
    contact="office@invented.example",
    adjustments="Ask for it in large print.",
    privacy_link="office.example/privacy",
)


def made(code: str, *, large_print: bool = False) -> bytes:
    frame = Frame(
        office=OFFICE,
        recipient="Pat Invented",
        address="2 Invented Street",
        reference="R-2026-00001",
        dated_on=dt.date(2026, 11, 20),
        title=merge(texts()[code].subject, full()),
        large_print=large_print,
    )
    return pdf.render(frame, parse(merge(texts()[code].body, full())))


def broken_rules(content: bytes) -> list[str]:
    report = page.validate_pdf_bytes(content, profile="ua1")
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


@pytest.mark.parametrize("code", list(KINDS))
def test_a_letter_meets_pdf_ua(code: str) -> None:
    assert broken_rules(made(code)) == []


def test_a_letter_in_large_print_meets_pdf_ua() -> None:
    assert broken_rules(made("L-R23", large_print=True)) == []


def test_the_checker_would_say_so() -> None:
    assert broken_rules(made("L-E01").replace(b"/Marked true", b"/Marked fals"))
