"""Letters for the post: recorded as posted once, all of them or none, and when they count as provided."""

import datetime as dt

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, Invalid, NotAllowed, NotFound, Replayed
from casework.extensions import db
from casework.models import Case, CaseEvent, Message
from casework.services.letters import posting
from casework.services.letters.posting import NotPosted, Posting
from casework.services.record.tokens import Sent
from casework.transaction import unit_of_work
from tests.factories import restrict, token
from tests.services.letters.posts import for_the_post

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


def post(ids: list[int], on: dt.date, actor: Actor, *, said_with: str = "") -> Posting:
    with unit_of_work():
        return posting.record_posted(ids, on, sent=Sent(said_with or token()), actor=actor)


def of(message_id: int) -> Message:
    db.session.rollback()
    return db.session.get_one(Message, message_id, populate_existing=True)


def test_posting_several_is_one_command_with_an_event_each(staff: Staff) -> None:
    first, second = for_the_post(staff), for_the_post(staff)
    done = post([second.id, first.id, first.id], clock.today(), staff["officer"])
    assert done.amount == 2
    for message in (first, second):
        row = of(message.id)
        assert (row.state, row.posted_on, row.provided_on) == ("sent", clock.today(), done.provided_on)
        (event,) = db.session.query(CaseEvent).filter_by(case_id=row.case_id, kind="letter_posted")
        assert event.on == clock.today()
        assert event.data == {"letter_id": row.letter_id, "code": "L-E01", "message_id": row.id}


@pytest.mark.parametrize(
    ("posted", "provided"),
    [
        (dt.date(2024, 12, 20), dt.date(2024, 12, 24)),
        (dt.date(2024, 12, 24), dt.date(2024, 12, 30)),
        (dt.date(2025, 4, 17), dt.date(2025, 4, 23)),
        (dt.date(2025, 4, 19), dt.date(2025, 4, 23)),
        (dt.date(2026, 6, 29), dt.date(2026, 7, 1)),
    ],
    ids=["worked example 8", "over Christmas", "over Easter", "on a Saturday", "an ordinary week"],
)
def test_a_letter_is_provided_two_working_days_after_it_was_posted(
    staff: Staff, posted: dt.date, provided: dt.date
) -> None:
    with time_machine.travel(dt.datetime.combine(posted, dt.time(10), tzinfo=dt.UTC), tick=False):
        message = for_the_post(staff)
        assert post([message.id], posted, staff["officer"]).provided_on == provided
    assert of(message.id).provided_on == provided


def test_posted_twice_is_a_conflict_and_the_other_letters_stay_as_they_were(staff: Staff) -> None:
    first, second = for_the_post(staff), for_the_post(staff)
    post([first.id], clock.today(), staff["officer"])
    with pytest.raises(Conflict, match="Somebody has dealt with a letter of E-"):
        post([second.id, first.id], clock.today(), staff["reviewer"])
    assert of(second.id).state == "pending"
    assert of(first.id).provided_on is not None


def test_the_same_form_twice_counts_once(staff: Staff) -> None:
    message, said = for_the_post(staff), token()
    post([message.id], clock.today(), staff["officer"], said_with=said)
    with pytest.raises(Replayed):
        post([message.id], clock.today(), staff["officer"], said_with=said)


def test_a_day_to_come_and_no_letter_at_all_are_refused(staff: Staff) -> None:
    message = for_the_post(staff)
    with pytest.raises(Invalid, match="in the future"):
        post([message.id], clock.today() + dt.timedelta(days=1), staff["officer"])
    with pytest.raises(Invalid, match="Choose the letters"):
        post([], clock.today(), staff["officer"])
    assert of(message.id).state == "pending"


def test_the_day_of_posting_is_that_of_london(staff: Staff) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC), tick=False):
        message = for_the_post(staff)
        with pytest.raises(NotPosted):
            post([message.id], dt.date(2026, 6, 30), staff["officer"])
        assert post([message.id], dt.date(2026, 7, 1), staff["officer"]).provided_on == dt.date(2026, 7, 3)


def test_every_letter_that_was_not_finished_by_then_is_named(staff: Staff) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 29, 10, tzinfo=dt.UTC), tick=False):
        early = for_the_post(staff)
    with time_machine.travel(dt.datetime(2026, 7, 2, 10, tzinfo=dt.UTC), tick=False):
        late, later = for_the_post(staff), for_the_post(staff)
        with pytest.raises(NotPosted) as refused:
            post([early.id, late.id, later.id], dt.date(2026, 7, 1), staff["officer"])
    assert set(refused.value.letters) == {late.id, later.id}
    assert all("finished after that day" in said for said in refused.value.letters.values())
    assert [of(message.id).state for message in (early, late, later)] == ["pending"] * 3


def test_a_letter_of_a_restricted_case_is_there_for_those_named_alone(staff: Staff) -> None:
    message, other = for_the_post(staff), for_the_post(staff)
    reference = db.session.get_one(Case, message.case_id).reference
    restrict(reference, staff["officer"], staff["manager"])
    with pytest.raises(NotFound):
        post([other.id, message.id], clock.today(), staff["reviewer"])
    assert of(other.id).state == "pending"
    assert post([other.id, message.id], clock.today(), staff["officer"]).amount == 2


def test_what_is_no_letter_for_the_post_is_not_found(staff: Staff) -> None:
    message = for_the_post(staff)
    with pytest.raises(NotFound):
        post([message.id, 999_999], clock.today(), staff["officer"])
    with unit_of_work():
        db.session.get_one(Message, message.id).channel = "email"
    with pytest.raises(NotFound):
        post([message.id], clock.today(), staff["officer"])


def test_an_auditor_posts_nothing(staff: Staff) -> None:
    with pytest.raises(NotAllowed):
        post([for_the_post(staff).id], clock.today(), staff["auditor"])
