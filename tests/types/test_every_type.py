"""Every simple type of case, walked as people use it: whatever type is added, it is walked too."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from casework import clock
from casework.access import SYSTEM, Actor
from casework.case_types import CASE_TYPES, CaseType
from casework.extensions import db
from casework.imports import command
from casework.jobs import sweep
from casework.models import Case, Clock, Contact, Letter, Message, Party
from casework.services.letters import recipients
from casework.services.people.parties import PARTS
from casework.services.record import settings
from casework.statistics.measures import MEASURES, flows
from casework.statistics.years import year_of
from casework.transaction import unit_of_work
from tests import factories, surgeries, walking
from tests.client import CheckingClient, words
from tests.incoming import mails
from tests.routes.conftest import Inside, SignIn
from tests.routes.desk.test_incoming import receive
from workflows.engine import Category, Question, Workflow
from workflows.registry import workflow_of

Staff = dict[str, Actor]
EVERY = pytest.mark.parametrize("name", list(walking.SIMPLE))
TYPED = {"about": "An invented matter", "details": "What was said about it.", "channel": "email"}
YESTERDAY = clock.today() - dt.timedelta(days=1)


def of(name: str) -> CaseType:
    return CASE_TYPES[name]


def day(name: str, on: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def as_typed(questions: tuple[Question, ...], answers: Mapping[str, object]) -> dict[str, str]:
    """Answers as the fields of a form."""
    typed: dict[str, str] = {}
    for question in questions:
        answer = answers.get(question.code)
        if isinstance(answer, dt.date):
            typed |= day(question.code, answer)
        elif isinstance(answer, bool):
            typed[question.code] = "yes" if answer else "no"
        elif answer is not None:
            typed[question.code] = str(answer)
    return typed


def log(client: CheckingClient, workflow: Workflow, **typed: str) -> str:
    """Log one by its form; gives its reference."""
    asked = as_typed(workflow.opening_asks, walking.opening(workflow))
    given = {
        "full_name": "Wil Invented",
        "email": "wil@known.example",
        **TYPED,
        **day("received_on", YESTERDAY),
        **asked,
    }
    answer = client.send(f"/cases/new/{of(workflow.name).address}", **{**given, **typed})
    assert answer.status_code == 303, answer.text
    return str(answer.location.rsplit("/", 1)[-1])


@EVERY
def test_it_is_found_among_what_can_be_logged(name: str, signed_in: SignIn) -> None:
    client = signed_in("officer")
    assert "/cases/new" in client.get("/contacts/new").text
    page = client.get("/cases/new").text
    assert f"/cases/new/{of(name).address}" in page
    assert of(name).workflow.it_is[1:] in page


@EVERY
def test_it_is_logged_by_its_form_and_shows_what_was_asked(name: str, signed_in: SignIn, inside: Inside) -> None:
    client, workflow = signed_in("officer"), walking.SIMPLE[name]
    reference = log(client, workflow)
    assert reference.startswith(f"{of(name).prefix}-")
    page = client.get(f"/cases/{reference}").text
    assert f"{workflow.label} from Wil Invented" in words(page)
    assert workflow.labels[workflow.initial] in page
    case = inside(lambda: db.session.query(Case).filter_by(reference=reference).one())
    assert (case.case_type, case.received_on, case.category) == (name, YESTERDAY, "new")
    started = inside(lambda: [one.started_on for one in db.session.query(Clock).filter_by(case_id=case.id)])
    assert set(started) <= {YESTERDAY}
    timeline = client.get(f"/cases/{reference}/timeline").text
    assert all(question.label in timeline for question in workflow.opening_asks)


@EVERY
def test_whoever_wrote_gets_no_receipt_of_another_type(name: str, signed_in: SignIn, inside: Inside) -> None:
    reference = log(signed_in("officer"), walking.SIMPLE[name], channel="email")

    def letters() -> set[str]:
        rows = db.session.query(Letter.code).join(Case, Case.id == Letter.case_id).filter(Case.reference == reference)
        return {workflow_of(row.code).name for row in rows}

    assert inside(letters) <= {name}


@EVERY
def test_an_empty_form_comes_back_with_what_is_missing(name: str, signed_in: SignIn) -> None:
    answer = signed_in("officer").send(f"/cases/new/{of(name).address}", about="A typed line")
    assert answer.status_code == 422
    assert "Write down what was said or written." in answer.text
    assert "A typed line" in answer.text


@EVERY
def test_it_stands_in_the_list_of_its_type_and_is_found_by_its_reference(name: str, signed_in: SignIn) -> None:
    client = signed_in("officer")
    reference = log(client, walking.SIMPLE[name])
    listed = client.get(f"/cases?type={name}").text
    assert reference in listed
    assert of(name).plural.lower() in listed
    typed = reference.lower().replace("-", " ")
    assert client.send("/cases", to="/find", form=0, words=typed).location.endswith(reference)


@EVERY
def test_it_comes_from_a_mail_and_an_answer_with_its_reference_is_filed(
    name: str, signed_in: SignIn, inside: Inside
) -> None:
    client, workflow = signed_in("officer"), walking.SIMPLE[name]
    number = inside(lambda: receive(mails.with_file(b"%PDF-1.7 x", "papers.pdf", subject="I ask for something")))
    assert f"/cases/new?mail={number}" in client.get(f"/mail/{number}").text
    assert f"/cases/new/{of(name).address}?mail={number}" in client.get(f"/cases/new?mail={number}").text
    address = f"/cases/new/{of(name).address}?mail={number}"
    typed = {**TYPED, **day("received_on", YESTERDAY), "full_name": "Pat Invented", "email": "pat@known.example"}
    answer = client.send(address, **typed, **as_typed(workflow.opening_asks, walking.opening(workflow)))
    reference = answer.location.rsplit("/", 1)[-1]
    assert "papers.pdf" in client.get(f"/cases/{reference}/timeline").text
    again = mails.plain("One more thing.", subject=f"Re: {reference}", message_id="<m2@known.example>")
    second = inside(lambda: receive(again))
    assert reference in client.get(f"/mail/{second}").text
    assert "One more thing." in client.get(f"/cases/{reference}/timeline").text


@EVERY
def test_each_of_its_states_is_reached_by_its_steps(name: str, signed_in: SignIn, inside: Inside) -> None:
    workflow = walking.SIMPLE[name]
    clients = {who: signed_in(who) for who in ("officer", "reviewer", "manager", "second_manager")}
    for state in workflow.states:
        reference = log(clients["officer"], workflow, who="new", issue="other")
        try:
            way = walking.path_to(workflow, state)
        except LookupError:
            continue
        for step in way:
            path = f"/cases/{reference}/moves/{step.move.trigger.value}"
            answers = inside(partial(surgeries.with_time, step.answers))
            answer = clients[step.who].step(path, **as_typed(step.move.asks, answers))
            assert answer.status_code == 303, answer.text
        assert workflow.labels[state] in clients["officer"].get(f"/cases/{reference}").text


@EVERY
def test_an_enquiry_becomes_one_with_its_date_people_words_and_files(
    name: str, signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"], days_ago=9).reference)
    raw = mails.with_file(b"%PDF-1.7 x", "papers.pdf", subject=reference)
    number = inside(lambda: receive(raw))
    client = signed_in("officer")
    client.send(f"/mail/{number}", to=f"/mail/{number}/file", form=2, reference=reference, from_person="yes")
    assert client.step(f"/cases/{reference}/moves/convert", target_type=name).status_code == 303

    def became() -> tuple[Case, list[str], list[str]]:
        source = db.session.query(Case).filter_by(reference=reference).one()
        case = db.session.query(Case).filter_by(linked_from_id=source.id).one()
        words = db.session.query(Contact.summary).filter_by(case_id=case.id).order_by(Contact.id)
        parts = db.session.query(Party.part).filter_by(case_id=case.id)
        return case, [row.summary for row in words], [row.part for row in parts]

    case, words, parts = inside(became)
    assert (case.case_type, case.received_on) == (name, clock.today() - dt.timedelta(days=9))
    assert words[0] == "What was said about an invented matter."
    assert len(words) == 2
    assert parts == [walking.SIMPLE[name].person_is]
    timeline = client.get(f"/cases/{case.reference}/timeline").text
    assert "papers.pdf" in timeline
    assert case.reference in client.get(f"/cases/{reference}").text


@EVERY
def test_what_the_office_does_without_is_offered_nowhere(
    name: str, signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    def switch_off() -> str:
        with unit_of_work():
            settings.change(f"{settings.USE}{name}", False, actor=SYSTEM)
        return factories.enquiry(staff["officer"]).reference

    reference, client = inside(switch_off), signed_in("officer")
    assert of(name).address not in client.get("/cases/new").text
    assert client.get(f"/cases/new/{of(name).address}").status_code == 404
    assert name not in client.get(f"/cases/{reference}/moves/convert").text
    refused = client.send(f"/cases/{reference}/moves/convert", target_type=name)
    assert refused.status_code == 422


@EVERY
def test_its_letters_stand_among_the_templates_with_its_own_fields(name: str, signed_in: SignIn) -> None:
    workflow, client = walking.SIMPLE[name], signed_in("manager")
    assert workflow.plural in client.get("/letter-templates").text
    for kind in workflow.letters:
        assert kind.purpose[1:] in client.get(f"/letter-templates/{kind.code}").text


@EVERY
def test_its_owner_is_reminded_of_what_is_overdue(name: str, inside: Inside, staff: Staff) -> None:
    def told() -> list[str]:
        case = factories.logged(name, staff["officer"], days_ago=300)
        overdue = [
            one.code for one in db.session.query(Clock).filter_by(case_id=case.id, state="running") if one.due_on
        ]
        sweep.write_reminders(clock.today())
        kinds = db.session.query(Message.kind).filter_by(case_id=case.id, recipient_id=staff["officer"].user_id)
        return [row.kind for row in kinds] if overdue else ["overdue"]

    assert "overdue" in inside(told)


@EVERY
def test_an_old_register_of_it_comes_in_and_is_counted(name: str, inside: Inside, tmp_path: Path, staff: Staff) -> None:
    workflow = walking.SIMPLE[name]
    closed = next(state for state in workflow.states if workflow.category(state) is Category.CLOSED)
    register, mapping = tmp_path / "old.csv", tmp_path / "mapping.toml"
    register.write_text(
        "Ref,Received,Closed\nOLD-1,2019-03-01,2019-04-10\nOLD-2,2019-05-02,2019-06-01\nOLD-3,2019-06-03,\n"
    )
    mapping.write_text(
        f'case_type = "{name}"\nopen_state = "{workflow.initial}"\nclosed_state = "{closed}"\n'
        '[columns]\nold_reference = "Ref"\nreceived_on = "Received"\nclosed_on = "Closed"\n'
    )

    def figures() -> dict[str, int]:
        assert command.run(register, mapping, dry_run=False, report=None) == 0
        year = year_of(dt.date(2019, 5, 1))
        return {
            measure.code.removeprefix(f"{name}_"): len(db.session.execute(measure.query(year)).all())
            for measure in MEASURES
            if measure in flows.MEASURES and measure.section == workflow.plural
        }

    found = inside(figures)
    assert found == {"open_at_start": 1, "received": 2, "closed": 2, "open_at_end": 1}


@EVERY
def test_its_person_is_chosen_and_shown_as_who_they_are(name: str, inside: Inside, staff: Staff) -> None:
    def chosen() -> tuple[str, str]:
        case, kind = factories.logged(name, staff["officer"]), walking.SIMPLE[name].letters[0]
        party = db.session.query(Party).filter_by(case_id=case.id).one()
        assert case.person is not None
        return recipients.of_party(kind, case.person, party).audience.value, PARTS[party.part]

    assert inside(chosen) == ("person", walking.SIMPLE[name].person_is.replace("_", " ").capitalize())


def test_no_two_types_share_the_letter_of_their_references() -> None:
    prefixes = [each.prefix for each in CASE_TYPES.values()]
    assert len(set(prefixes)) == len(prefixes)
    assert all(prefix.isascii() and prefix.isupper() and len(prefix) <= 2 for prefix in prefixes)


def test_a_question_that_two_types_ask_is_of_one_kind() -> None:
    """A merge field has one kind, whichever letter it stands in."""
    kinds: dict[str, set[str]] = {}
    for each in CASE_TYPES.values():
        for question in (*each.workflow.opening_asks, *(asked for move in each.workflow.moves for asked in move.asks)):
            kinds.setdefault(question.code, set()).add("flag" if question.kind == "yes_no" else "text")
    assert {code for code, found in kinds.items() if len(found) > 1} == set()
