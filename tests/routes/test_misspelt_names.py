"""A name that a template of ours misspells is an error under test and in development, and an empty place at an office."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader, UndefinedError

from casework import create_app
from casework.access import Actor
from casework.models import Case
from casework.services.deadlines import holds
from casework.services.deadlines.holds import HoldEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn

BUTTON = '{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}'


def on_hold(staff: dict[str, Actor]) -> Case:
    case = factories.enquiry(staff["officer"])
    entry = HoldEntry(reason_code="inquest", reason="An invented inquest.")
    with unit_of_work():
        holds.hold(case.reference, entry, sent=factories.sent(), actor=staff["manager"])
    return case


@pytest.mark.parametrize(
    ("template", "right", "wrong"),
    [
        ("of_enquiry.html", "detail.who_will_be_asked", "detail.who_wil_be_asked"),
        ("of_enquiry.html", "detail.replied_on", "detail.repliedon"),
        ("of_complaint_review.html", "detail.force_reference", "detail.forcereference"),
        ("layout.html", "head.hold_review_on", "head.holdreview_on"),
        ("layout.html", "head.old_reference", "head.oldreference"),
    ],
)
def test_a_misspelt_name_on_the_page_of_a_case_is_an_error(
    app: Flask,
    staff: dict[str, Actor],
    inside: Inside,
    signed_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    template: str,
    right: str,
    wrong: str,
) -> None:
    is_review, path = "review" in template, f"record/case/{template}"
    reference = inside(lambda: (factories.review(staff["reviewer"]) if is_review else on_hold(staff)).reference)
    source = Path(str(app.template_folder), path).read_text()
    assert right in source
    changed = DictLoader({path: source.replace(right, wrong)})
    client, pages = signed_in("reviewer"), app.jinja_env
    assert pages.loader
    assert client.get(f"/cases/{reference}").status_code == 200
    monkeypatch.setattr(app, "jinja_env", pages.overlay(loader=ChoiceLoader([changed, pages.loader])))
    with pytest.raises(UndefinedError, match=wrong.partition(".")[2]):
        client.get(f"/cases/{reference}")


@pytest.mark.parametrize(
    "source",
    [
        "{{ case.staet }}",
        "{{ casse.state }}",
        "{{ case.staet|upper }}",
        "{% if case.staet %}x{% endif %}",
        "{% if case.staet == 'open' %}x{% endif %}",
        "{{ 'x' if not case.staet }}",
        "{% for one in case.satets %}x{% endfor %}",
        "{{ case['staet'] }}",
        BUTTON + "{{ govukButton({'text': case.staet}) }}",
        "{% macro show(text) %}{{ txet }}{% endmacro %}{{ show(case.state) }}",
        "{% macro show(text) %}{{ text }}{% endmacro %}{{ show() }}",
    ],
)
def test_a_misspelt_name_is_an_error_in_every_use(app: Flask, source: str) -> None:
    with app.test_request_context(), pytest.raises(UndefinedError):
        app.jinja_env.from_string(source).render(case={"state": "open"})


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ case.note|default('none') }}", "none"),
        ("{% if case.note is defined %}x{% endif %}", ""),
        ("{{ 'x' if case.state == 'closed' }}", ""),
    ],
)
def test_what_may_be_missing_says_so(app: Flask, source: str, shown: str) -> None:
    with app.test_request_context():
        assert app.jinja_env.from_string(source).render(case={"state": "open"}) == shown


def test_components_may_ask_for_what_nobody_gave(app: Flask) -> None:
    with app.test_request_context():
        page = app.jinja_env.from_string(BUTTON + "{{ govukButton({'text': 'Go on'}) }}").render()
    assert "Go on" in page


def test_an_office_sees_an_empty_place(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"CASEWORK_ENV": "production", "SECRET_KEY": "x" * 40, "INSTANCE_PATH": str(tmp_path)}
    office = create_app({**settings, "DATABASE_URL": f"sqlite:///{tmp_path}/casework.db"})
    with office.test_request_context():
        assert office.jinja_env.from_string("{{ case.staet }}").render(case={"state": "open"}) == ""
