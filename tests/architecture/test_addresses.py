"""Addresses: words in kebab case, and every part that changes checked by its converter before a view is called."""

import re

import pytest
from flask import Flask
from wtforms.fields.core import UnboundField

from casework import routes
from casework.forms.base import FilterForm, LineField

WORDS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?|\.[a-z]+")
ANY_TEXT = {
    "reference": "is looked up, and is not there where it is odd",
    "trigger": "is looked up among the steps of the case",
    "part": "is looked up among the parts of the case",
    "address": "is looked up among the types of case",
    "code": "is looked up among the letters and measures",
    "name": "is looked up among the settings",
    "day": "is looked up among the bank holidays",
    "queue": "is looked up among the queues",
    "job_id": "is looked up in its queue",
    "filename": "Flask finds the file",
    "token": "is compared with what its link must say",
}
"""Parts that any text may stand for, with the reason. All others are whole numbers with a limit."""
PART = re.compile(r"<(?:(?P<converter>[a-z]+)(?P<limits>\([^)]*\))?:)?(?P<name>\w+)>")


def faults(address: str) -> list[str]:
    found = [
        f"“{word}” is not in kebab case"
        for word in PART.sub("", address).split("/")
        if word and not WORDS.fullmatch(word)
    ]
    for part in PART.finditer(address):
        number = part["converter"] == "int" and "max=" in (part["limits"] or "")
        text = part["converter"] in (None, "path", "any") and part["name"] in ANY_TEXT
        if not number and not text:
            found.append(f"<{part['name']}> has no converter with a limit")
    return found


def addresses() -> list[str]:
    app = Flask("casework")
    app.config["CASEWORK_ENV"] = "development"
    routes.init_app(app)
    return [rule.rule for rule in app.url_map.iter_rules()]


def test_every_address_is_in_kebab_case_with_converters() -> None:
    found = {address: wrong for address in addresses() if (wrong := faults(address))}
    assert found == {}
    assert ANY_TEXT.keys() - {part["name"] for address in addresses() for part in PART.finditer(address)} == set()


@pytest.mark.parametrize(
    "address",
    [
        "/cases/<reference>/Notes",
        "/letter_templates",
        "/people/<person_id>",
        "/people/<int:person_id>",
        "/x/<string:text>",
    ],
)
def test_an_address_of_another_shape_is_seen(address: str) -> None:
    assert faults(address) != []


TYPED = {("HistoryForm", "case"): "a reference, which says nothing of anybody"}
"""Fields of free text whose words may stand in an address, with the reason."""


def test_no_words_that_somebody_types_stand_in_an_address() -> None:
    """What is looked for by name, number or words is sent with POST, or kept under a token: addresses are logged, kept
    by browsers and read over shoulders."""
    found = {
        (form.__name__, name)
        for form in FilterForm.__subclasses__()
        for name in dir(form)
        if isinstance(field := getattr(form, name), UnboundField) and issubclass(field.field_class, LineField)
    }
    assert found == set(TYPED)
