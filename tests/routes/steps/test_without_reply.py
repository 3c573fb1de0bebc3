"""Closing an enquiry without a reply: two pages, a reason from a list, and no letter (section 10.3)."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, EnquiryDetail, Letter
from tests import factories
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"], name=None).reference))


def detail(inside: Inside, reference: str) -> tuple[str, EnquiryDetail]:
    def look() -> tuple[str, EnquiryDetail]:
        case = db.session.query(Case).filter_by(reference=reference).one()
        return case.state, db.session.get_one(EnquiryDetail, case.id)

    return inside(look)


def test_an_anonymous_tip_is_closed_on_two_pages_and_writes_to_nobody(
    inside: Inside, signed_in: SignIn, reference: str
) -> None:
    client = signed_in("officer")
    assert "Close without a reply" in client.get(f"/cases/{reference}").text
    closed = client.send(f"/cases/{reference}/moves/close_without_reply", why_no_reply="anonymous")
    assert closed.status_code == 303
    assert closed.location.endswith(f"/cases/{reference}")
    state, own = detail(inside, reference)
    assert (state, own.why_no_reply, own.replied_on) == ("closed_without_reply", "anonymous", None)
    assert inside(lambda: db.session.query(Letter).count()) == 0
    assert "An anonymous tip" in client.get(f"/cases/{reference}").text


def test_a_duplicate_names_the_case_that_it_repeats_in_any_spelling(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str
) -> None:
    first = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client, path = signed_in("officer"), f"/cases/{reference}/moves/close_without_reply"
    for typed, status, says in (
        ("", 409, "which case"),
        ("E-1999-00001", 422, "no case with this"),
        (reference, 422, "this case itself"),
    ):
        refused = client.send(path, why_no_reply="duplicate", duplicate_of=typed)
        assert refused.status_code == status
        assert says in refused.text
    typed = first.lower().replace("-", " - ")
    assert client.send(path, why_no_reply="duplicate", duplicate_of=typed).status_code == 303
    repeated = inside(lambda: db.session.query(Case).filter_by(reference=first).one().id)
    assert detail(inside, reference)[1].duplicate_of_id == repeated
    assert f"/cases/{first}" in client.get(f"/cases/{reference}").text


def test_a_restricted_case_that_is_repeated_is_named_to_those_alone_who_may_see_it(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str
) -> None:
    def hidden() -> str:
        first = factories.enquiry(staff["officer"]).reference
        factories.restrict(first, staff["officer"], staff["manager"])
        return first

    first, path = inside(hidden), f"/cases/{reference}/moves/close_without_reply"
    assert signed_in("officer").send(path, why_no_reply="duplicate", duplicate_of=first).status_code == 303
    for who, knows in (("officer", True), ("reviewer", False)):
        client = signed_in(who)
        pages = [client.get(f"/cases/{reference}{page}").text for page in ("", "/timeline", "/notes", "/dates")]
        assert any(first in page for page in pages) == knows
