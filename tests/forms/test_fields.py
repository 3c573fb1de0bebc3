"""Our fields: what they take, what they refuse in which words, and that what was typed is kept."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.form import BaseForm

from casework.errors import Invalid
from casework.forms.base import (
    CaseworkForm,
    ChoiceField,
    DayField,
    LineField,
    ManyField,
    NumberField,
    TextField,
    TickField,
    TimeField,
    YesNoField,
    problems,
    put_error,
)
from tests.client import PROBE, faults

COLOURS = (("red", "Red"), ("blue", "Blue"))


class EveryField(Form):  # type: ignore[misc]  # WTForms has no types
    received_on = DayField("When was it received?", needed="Enter the day.", called="the day of receipt", past=True)
    about = LineField("About", needed="Say what it is about.", called="what it is about")
    details = TextField("Details")
    amount = NumberField("Amount")
    colour = ChoiceField("Colour", choices=COLOURS)
    shade = ChoiceField("Shade", choices=COLOURS, kind="select")
    several = ManyField("Several", choices=COLOURS)
    urgent = YesNoField("Urgent?", needed="Say whether it is urgent.")
    ticked = TickField("Ticked")


def filled(**typed: str) -> EveryField:
    given = {
        "received_on-day": "27",
        "received_on-month": "3",
        "received_on-year": "2025",
        "about": "x",
        "urgent": "no",
    }
    form = EveryField(MultiDict({**given, **typed}))
    form.validate()
    return form


def day(one: str, two: str, three: str) -> EveryField:
    return filled(**{"received_on-day": one, "received_on-month": two, "received_on-year": three})


@pytest.fixture(autouse=True)
def _a_day_in_november() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False):
        yield


def test_a_form_that_is_right_gives_values() -> None:
    form = filled(amount="12", colour="red", several="blue", ticked="yes")
    assert form.errors == {}
    assert (form.received_on.data, form.amount.number) == (dt.date(2025, 3, 27), 12)
    assert (form.colour.data, form.several.data, form.urgent.data, form.ticked.data) == ("red", ["blue"], False, True)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("27", "March", "2025"), dt.date(2025, 3, 27)),
        (("1", "sept", "2025"), dt.date(2025, 9, 1)),
        ((" 1 ", "01", "2025"), dt.date(2025, 1, 1)),
        (("29", "2", "2024"), dt.date(2024, 2, 29)),
        (("20", "11", "2026"), dt.date(2026, 11, 20)),
    ],
)
def test_a_day_is_taken_as_people_type_it(typed: tuple[str, str, str], expected: dt.date) -> None:
    assert day(*typed).received_on.data == expected


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("", "", ""), "Enter the day."),
        (("29", "2", "2025"), "The day of receipt must be a real date, like 27 3 2025."),
        (("31", "4", "2025"), "The day of receipt must be a real date, like 27 3 2025."),
        (("0", "0", "2025"), "The day of receipt must be a real date, like 27 3 2025."),
        (("x", "y", "z"), "The day of receipt must be a real date, like 27 3 2025."),
        (("²", "1", "2025"), "The day of receipt must be a real date, like 27 3 2025."),
        (("27", "3", "25"), "The day of receipt must have a year of four figures, like 2025."),
        (("27", "", "2025"), "The day of receipt must include a month."),
        (("27", "", ""), "The day of receipt must include a month and a year."),
        (("21", "11", "2026"), "The day of receipt must be today or in the past."),
        (("9" * 5000, "1", "2025"), "The day of receipt must be a real date, like 27 3 2025."),
    ],
)
def test_a_day_that_is_none_is_refused_and_stays_as_typed(typed: tuple[str, str, str], sentence: str) -> None:
    form = day(*typed)
    assert form.received_on.errors == [sentence]
    assert tuple(form.received_on.shown.values()) == typed
    assert problems_of(form) == [{"text": sentence, "href": "#received_on-day"}]


@pytest.mark.parametrize(("typed", "expected"), [
    ("14:05", (14, 5)), ("2.05pm", (14, 5)), ("2pm", (14, 0)), ("1405", (14, 5)), ("12.30 AM", (0, 30)), ("noon", (12, 0)),
    ("9 a.m.", (9, 0)), ("12pm", (12, 0)), ("00:00", (0, 0)),
])  # fmt: skip
def test_a_time_is_taken_as_people_type_it(typed: str, expected: tuple[int, int]) -> None:
    form = BaseForm({"at": TimeField("At what time")})
    form.process(MultiDict({"at": typed}))
    assert form.validate(), form.errors
    assert form["at"].time == dt.time(*expected)
    assert form["at"].shown == typed


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"about": ""}, "Say what it is about."),
        ({"about": "  \t "}, "Say what it is about."),
        ({"about": "x" * 201}, "what it is about is 201 characters long. Shorten it to 200 or fewer."),
        ({"about": "a\0b"}, "what it is about contains a character that cannot be stored. Type it again without it."),
        ({"details": "x" * 200_000}, "“Details” is 200,000 characters long. Shorten it to 20,000 or fewer."),
        ({"details": "\x1b[31m"}, "“Details” contains a character that cannot be stored. Type it again without it."),
        ({"details": "\ud800"}, "“Details” contains a character that cannot be stored. Type it again without it."),
        ({"amount": "-1"}, "“Amount” must be a whole number, like 12."),
        ({"amount": "1e3"}, "“Amount” must be a whole number, like 12."),
        ({"amount": "９"}, "“Amount” must be a whole number, like 12."),
        ({"colour": "green"}, "“Colour”: choose one of the list."),
        ({"several": "green"}, "“Several”: choose from the list."),
        ({"urgent": "perhaps"}, "Say whether it is urgent."),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(typed: dict[str, str], sentence: str) -> None:
    form = filled(**typed)
    assert [error for errors in form.errors.values() for error in errors] == [sentence]


@pytest.mark.parametrize(
    "text", ["🙂🙂🙂", "שלום עולם", "\u200fمرحبا", "Łukasz O’Brien-Şahin", "a\nb\n\nc", "'; DROP TABLE cases; --"]
)
def test_any_writing_of_the_world_is_kept_as_typed(text: str) -> None:
    form = filled(details=text)
    assert (form.errors, form.details.data) == ({}, text)


def test_line_ends_of_windows_and_space_around_are_tidied() -> None:
    form = filled(details="  one\r\ntwo\r ", about="one\r\n   two ")
    assert (form.details.data, form.about.data) == ("one\ntwo", "one two")


def test_every_kind_of_field_is_shown_accessibly_with_its_errors(app: Flask) -> None:
    template = """<html lang="en"><title>Form</title><h1>Form</h1><main>
        {% from "macros/form.html" import field %}{% for one in form %}{{ field(one) }}{% endfor %}</main></html>"""
    with app.test_request_context():
        for form in (
            EveryField(),
            filled(about=PROBE, details=PROBE),
            filled(**dict.fromkeys(EveryField()._fields, "")),
        ):
            assert faults(render_template_string(template, form=form)) == []
        wrong = render_template_string(template, form=day("31", "2", "2025"))
    assert 'id="received_on-error"' in wrong
    assert "must be a real date" in wrong
    assert 'value="31"' in wrong


def test_an_error_of_a_service_stands_at_its_field_or_above_the_form(app: Flask) -> None:
    class One(CaseworkForm):
        about = LineField("About")

    with app.test_request_context():
        form = One()
        put_error(form, Invalid("about", "At the field."))
        put_error(form, Invalid("elsewhere", "Above the form."))
        assert problems(form) == [{"text": "Above the form."}, {"text": "At the field.", "href": "#about"}]


def test_each_form_carries_a_fresh_token_and_a_version_that_is_no_number_is_stale(app: Flask) -> None:
    with app.test_request_context():
        assert len({CaseworkForm().token.data for _ in range(5)}) == 5
    for typed, expected in (("3", 3), ("x", -1), ("-2", -1), ("9" * 50, -1)):
        with app.test_request_context(method="POST", data={"row_version": typed}):
            assert CaseworkForm().row_version.data == expected


def problems_of(form: EveryField) -> list[dict[str, str]]:
    form.form_errors = []
    return problems(form)
