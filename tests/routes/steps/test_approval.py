"""A reply to an MP, a councillor, the media, or on a sensitive matter: written by an officer, signed by a manager (R7.7)."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, Letter, Task
from casework.services.desk import details
from casework.services.record import cases
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
WRITTEN = "The patrols are on Friday.\nWe are sorry for the wait."


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    return str(inside(lambda: factories.drafting(staff["officer"], sensitive=True).reference))


@pytest.fixture
def submitted(reference: str, signed_in: SignIn) -> str:
    sent = signed_in("officer").send(f"/cases/{reference}/moves/submit_reply", reply=WRITTEN)
    assert sent.status_code == 303
    return reference


def state(inside: Inside, reference: str) -> str:
    return str(inside(lambda: db.session.query(Case).filter_by(reference=reference).one().state))


@pytest.mark.parametrize(
    "values",
    [
        {"sensitive": True},
        {"channel": "elected_member"},
        {"channel": "media"},
        {"name": "Jo Invented MP"},
        {"name": "Cllr Jo Invented"},
        {"name": "Jo Invented, M.P."},
    ],
)
def test_whoever_it_is_for_the_officer_sends_it_for_approval(
    inside: Inside, staff: Staff, signed_in: SignIn, values: dict[str, object]
) -> None:
    reference = inside(lambda: factories.drafting(staff["officer"], **values).reference)
    client = signed_in("officer")
    assert f"/cases/{reference}/moves/submit_reply" in client.get(f"/cases/{reference}").text
    refused = client.send(f"/cases/{reference}/moves/send_reply", reply=WRITTEN)
    assert refused.status_code == 409
    assert "send it for approval" in refused.text


@pytest.mark.parametrize("name", ["Pat Impey", "Councillorson Invented", "Mp Invented-Smith"])
def test_an_ordinary_name_needs_no_approval(inside: Inside, staff: Staff, signed_in: SignIn, name: str) -> None:
    reference = inside(lambda: factories.drafting(staff["officer"], name=name).reference)
    page = signed_in("officer").get(f"/cases/{reference}").text
    assert "Write and send the reply" in page
    assert f"/cases/{reference}/moves/submit_reply" not in page
    assert "matter needs approval: send this one yourself." in page


def test_the_manager_reads_the_text_and_signs_it(inside: Inside, signed_in: SignIn, submitted: str) -> None:
    assert state(inside, submitted) == "for_approval"
    assert inside(lambda: db.session.query(Letter).filter_by(code="L-E06").count()) == 0
    manager = signed_in("manager")
    assert submitted in manager.get("/to-sign").text
    page = manager.get(f"/cases/{submitted}/moves/approve_reply").text
    assert "The patrols are on Friday." in page
    check = manager.send(f"/cases/{submitted}/moves/approve_reply", reply=WRITTEN)
    assert check.status_code == 303
    read = manager.get(check.location).text
    assert "You sign it by making the step." in read
    assert "What was changed in it" not in read


def test_what_the_manager_changes_is_shown_before_and_after(inside: Inside, signed_in: SignIn, submitted: str) -> None:
    manager = signed_in("manager")
    changed = WRITTEN.replace("Friday", "Saturday")
    read = manager.get(manager.send(f"/cases/{submitted}/moves/approve_reply", reply=changed).location).text
    assert "<del>Friday</del><ins>Saturday</ins>" in read
    manager.step(f"/cases/{submitted}/moves/approve_reply", reply=changed)
    assert state(inside, submitted) == "replied"
    story = signed_in("officer").get(f"/cases/{submitted}/timeline").text
    assert "<del>Friday</del><ins>Saturday</ins>" in story


def test_a_reply_that_is_sent_back_is_a_task_with_its_text_and_the_comments(
    inside: Inside, staff: Staff, signed_in: SignIn, submitted: str
) -> None:
    signed_in("manager").send(f"/cases/{submitted}/moves/send_back", comments="Say which Friday.")
    assert state(inside, submitted) == "drafting"
    officer = signed_in("officer")
    assert "A reply was sent back: change it" in officer.get("/").text
    page = officer.get(f"/cases/{submitted}/moves/submit_reply").text
    assert "The patrols are on Friday." in page
    assert "Say which Friday." in page
    again = officer.send(f"/cases/{submitted}/moves/submit_reply", reply=f"{WRITTEN} The 3rd.")
    assert again.status_code == 303
    assert "A reply was sent back" not in officer.get("/").text
    task = inside(lambda: db.session.query(Task).filter_by(kind="reply_sent_back").one())
    assert (task.owner_id, task.done_at is not None) == (staff["officer"].user_id, True)


def test_nobody_approves_what_they_wrote(inside: Inside, staff: Staff, signed_in: SignIn, reference: str) -> None:
    def written_by_a_manager() -> None:
        both = Actor(user_id=staff["manager"].user_id, name="", roles=staff["manager"].roles | staff["officer"].roles)
        case = db.session.query(Case).filter_by(reference=reference).one()
        factories.move(case, "submit_reply", both, reply=WRITTEN)

    inside(written_by_a_manager)
    path = f"/cases/{reference}/moves/approve_reply"
    refused = signed_in("manager").send(path, reply=WRITTEN)
    assert refused.status_code == 409
    assert "You wrote this reply yourself: another manager must approve it." in refused.text
    assert state(inside, reference) == "for_approval"
    signed_in("second_manager").step(path, reply=WRITTEN)
    assert state(inside, reference) == "replied"


def test_an_approval_cannot_be_walked_round_on_the_tab_letters(
    inside: Inside, signed_in: SignIn, reference: str
) -> None:
    officer, path = signed_in("officer"), f"/cases/{reference}/letters/new"
    page = officer.get(path).text
    assert 'value="L-E06"' not in page
    assert "Letters that go out with a step" in page
    refused = officer.send(path, code="L-E06", to="")
    assert refused.status_code == 422
    assert inside(lambda: db.session.query(Letter).filter_by(code="L-E06").count()) == 0


def test_a_second_reply_on_a_sensitive_case_waits_for_a_signature(
    inside: Inside, signed_in: SignIn, submitted: str
) -> None:
    signed_in("manager").step(f"/cases/{submitted}/moves/approve_reply", reply=WRITTEN)
    officer = signed_in("officer")
    drafted = officer.send(f"/cases/{submitted}/letters/new", code="L-E06", to="")
    assert drafted.status_code == 303
    page = officer.get(drafted.location).text
    assert "A manager who did not write it must sign it off first." in page
    assert "Send it for sign-off" in page
    assert inside(lambda: db.session.query(CaseEvent).filter_by(kind="letter_sent").count()) == 0


def test_what_a_manager_sent_back_is_not_sent_by_taking_the_tick_away(
    inside: Inside, staff: Staff, signed_in: SignIn, submitted: str
) -> None:
    signed_in("manager").send(f"/cases/{submitted}/moves/send_back", comments="Say which Friday.")

    def take_the_tick_away() -> None:
        with unit_of_work():
            case = cases.load_for_change(submitted, actor=staff["officer"])
            seen = factories.sent(case.row_version)
            details.correct(submitted, {"sensitive": False}, reason="No need.", sent=seen, actor=staff["officer"])

    inside(take_the_tick_away)
    officer = signed_in("officer")
    refused = officer.send(f"/cases/{submitted}/moves/send_reply", reply=WRITTEN)
    assert refused.status_code == 409
    assert state(inside, submitted) == "drafting"
    assert officer.send(f"/cases/{submitted}/moves/submit_reply", reply=WRITTEN).status_code == 303
    signed_in("manager").step(f"/cases/{submitted}/moves/approve_reply", reply=WRITTEN)
    assert state(inside, submitted) == "replied"
