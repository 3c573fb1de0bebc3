"""Whoever opens a page with GET changes nothing, the access log of restricted cases aside."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models.base import Base
from tests import factories
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

NOTED = {"access_log": "who opened a restricted case"}
FILLED_IN = {
    "part": "recommendations", "trigger": "accept", "code": "L-E01", "name": "quiet_days", "filename": "casework.css",
    "number": "1", "year": "2025",
}  # fmt: skip


def everything() -> dict[str, list[str]]:
    """What stands in each table."""
    tables = [table for name, table in Base.metadata.tables.items() if name not in NOTED]
    found = {table.name: sorted(map(repr, db.session.execute(select(table)))) for table in tables}
    db.session.rollback()
    return found


def addresses(app: Flask, reference: str) -> list[str]:
    """Every address that answers GET, filled in with the first of all."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]

    def filled_in(found: re.Match[str]) -> str:
        return reference if found[1] == "reference" else FILLED_IN.get(found[1], "1")

    return [re.sub(r"<(?:[^<>:]+:)?(\w+)>", filled_in, str(rule)) for rule in rules]


@pytest.fixture
def reference(inside: Inside, staff: dict[str, Actor]) -> str:
    """A restricted review with a recommendation and letters, beside a mail that waits."""

    def make() -> str:
        case = factories.review_decided(staff)
        offices.add_directory()
        taking_in.receive(mails.plain())
        factories.restrict(case.reference, staff["reviewer"], staff["manager"])
        return str(case.reference)

    return str(inside(make))


@pytest.mark.parametrize("who", ["reviewer", "manager", "administrator"])
def test_getting_every_page_writes_nothing(
    app: Flask, reference: str, inside: Inside, signed_in: SignIn, who: str
) -> None:
    client = signed_in(who)
    before, opened = inside(everything), 0
    for path in addresses(app, reference):
        with client.get(path) as answer:
            opened += answer.status_code == 200
    after = inside(everything)
    assert {name for name, rows in after.items() if rows != before[name]} == set()
    assert opened > 10
