"""Versions of letter templates: who drafts, who approves, from which day, and what is never lost."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, Invalid, NotAllowed, NotFound, Replayed
from casework.extensions import db
from casework.letters.shipped import texts
from casework.models import CaseEvent, LetterTemplate
from casework.services.letters import letter_templates as service
from casework.services.letters.letter_templates import DraftEntry
from casework.services.record.tokens import Sent
from casework.transaction import unit_of_work
from tests.factories import sent, token
from tests.letters.documents import FRAME, made
from workflows.letters import PARAGRAPHS
from workflows.registry import KINDS

CODE = "L-E02"
Staff = dict[str, Actor]
pytestmark = pytest.mark.usefixtures("context")


def start(actor: Actor, code: str = CODE, **given: Any) -> LetterTemplate:
    with unit_of_work():
        return service.start_draft(code, sent=sent(), actor=actor, **given)


def save(template: LetterTemplate, actor: Actor, body: str = "New words.", **given: Any) -> LetterTemplate:
    entry = DraftEntry(subject=given.pop("subject", "Your enquiry"), body=body, what_changed="Plainer words")
    version = given.pop("row_version", template.row_version)
    with unit_of_work():
        return service.save_draft(template.id, entry, sent=sent(version), actor=actor)


def approve(template: LetterTemplate, actor: Actor, on: dt.date | None = None) -> LetterTemplate:
    service.try_out(template.id)
    db.session.rollback()
    with unit_of_work():
        day = on or clock.today()
        return service.approve(template.id, day, sent=sent(template.row_version), actor=actor)


def retire(template: LetterTemplate, actor: Actor) -> LetterTemplate:
    with unit_of_work():
        return service.retire(template.id, sent=sent(template.row_version), actor=actor)


def give_up(template: LetterTemplate, actor: Actor, **given: Any) -> LetterTemplate:
    seen = given.pop("row_version", template.row_version)
    with unit_of_work():
        return service.give_up(template.id, sent=Sent(given.pop("token", token()), seen), actor=actor)


def events() -> list[tuple[str, dict[str, Any]]]:
    rows = db.session.scalars(select(CaseEvent).where(CaseEvent.kind.like("template_%")).order_by(CaseEvent.id))
    return [(row.kind, row.data) for row in rows]


def in_force(on: dt.date | None = None) -> int:
    return service.in_force(CODE, on or clock.today()).version


def test_every_letter_and_paragraph_is_shipped_in_force_and_without_a_problem() -> None:
    assert service.without_text(clock.today()) == []
    with unit_of_work():
        assert service.load_shipped() == 0
    for code in (*KINDS, *PARAGRAPHS):
        template = service.in_force(code, clock.today())
        assert (template.version, template.shipped, template.author_id) == (1, True, None)
        assert service.findings(template) == []


@pytest.fixture
def older_wording(context: Flask) -> None:
    """As an office has it that was set up with an older version of the program, which is since a year."""
    with unit_of_work():
        db.session.query(LetterTemplate).filter_by(code=CODE).update({"body": "An older wording."})


@pytest.mark.usefixtures("older_wording")
def test_a_newer_shipped_wording_is_the_next_version_and_letters_keep_theirs() -> None:
    with unit_of_work():
        assert service.load_shipped() == 1
        assert service.load_shipped() == 0
    now = service.in_force(CODE, clock.today())
    assert (now.version, now.shipped, now.what_changed) == (2, True, "Came with a newer version of Casework.")
    assert now.body == texts()[CODE].body
    before = service.in_force(CODE, clock.today() - dt.timedelta(days=1))
    assert (before.version, before.body) == (1, "An older wording.")


@pytest.mark.usefixtures("older_wording")
def test_an_office_that_writes_its_own_wording_gets_no_other(staff: Staff) -> None:
    draft = start(staff["officer"])
    with unit_of_work():
        assert service.load_shipped() == 0
    save(draft, staff["officer"])
    approve(draft, staff["manager"])
    with unit_of_work():
        assert service.load_shipped() == 0
    assert in_force() == 2


@pytest.mark.usefixtures("older_wording")
def test_an_office_that_gave_its_draft_up_gets_the_newer_shipped_wording(staff: Staff) -> None:
    give_up(start(staff["officer"]), staff["officer"])
    with unit_of_work():
        assert service.load_shipped() == 1
    assert in_force() == 3


def test_what_has_no_text_is_named() -> None:
    assert CODE in service.without_text(dt.date(2019, 12, 31))
    with pytest.raises(Conflict, match=CODE):
        service.in_force(CODE, dt.date(2019, 12, 31))


def test_a_draft_becomes_the_text_in_force_when_another_manager_approves_it(staff: Staff) -> None:
    draft = start(staff["officer"])
    assert (draft.version, draft.status) == (2, "draft")
    assert draft.body == service.in_force(CODE, clock.today()).body
    save(draft, staff["officer"])
    assert in_force() == 1
    approved = approve(draft, staff["manager"])
    assert in_force() == 2
    assert (approved.approved_by_id, approved.effective_on) == (staff["manager"].user_id, clock.today())
    day = clock.today().isoformat()
    assert events() == [
        ("template_drafted", {"code": CODE, "version": 2}),
        ("template_edited", {"code": CODE, "version": 2}),
        ("template_approved", {"code": CODE, "version": 2, "effective_on": day}),
    ]


def test_a_later_day_takes_effect_on_that_day(staff: Staff) -> None:
    later = clock.today() + dt.timedelta(days=10)
    approve(save(start(staff["officer"]), staff["officer"]), staff["manager"], later)
    assert (in_force(), in_force(later - dt.timedelta(days=1)), in_force(later)) == (1, 1, 2)
    with time_machine.travel(dt.datetime.combine(later, dt.time(12), dt.UTC)):
        assert in_force() == 2


def test_on_one_day_the_higher_version_counts(staff: Staff) -> None:
    for _ in range(2):
        approve(save(start(staff["officer"]), staff["officer"]), staff["manager"])
    assert in_force() == 3


@pytest.mark.parametrize("wrote", ["started", "edited"])
def test_nobody_approves_what_they_wrote_themselves(staff: Staff, wrote: str) -> None:
    draft = start(staff["manager" if wrote == "started" else "officer"])
    save(draft, staff["manager" if wrote == "edited" else "officer"])
    with pytest.raises(NotAllowed, match="Another manager"):
        approve(draft, staff["manager"])
    db.session.refresh(draft)
    assert approve(draft, staff["second_manager"]).status == "approved"


@pytest.mark.parametrize("who", ["officer", "reviewer", "administrator", "auditor"])
def test_managers_alone_approve_and_retire(staff: Staff, who: str) -> None:
    draft = start(staff["second_manager"])
    for step in (approve, retire):
        with pytest.raises(NotAllowed):
            step(draft, staff[who])


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_those_who_write_no_letters_draft_none(staff: Staff, who: str) -> None:
    with pytest.raises(NotAllowed):
        start(staff[who])
    with pytest.raises(NotAllowed):
        save(start(staff["officer"]), staff[who])
    with pytest.raises(NotAllowed):
        give_up(start(staff["officer"], "L-E05"), staff[who])
    with pytest.raises(NotAllowed), unit_of_work():
        service.upload_word(CODE, "a.docx", made(), sent=sent(), actor=staff[who])


def test_a_day_in_the_past_is_refused(staff: Staff) -> None:
    draft = start(staff["officer"])
    with pytest.raises(Invalid, match="from today on"):
        approve(draft, staff["manager"], clock.today() - dt.timedelta(days=1))


@pytest.mark.parametrize("body", ["{{ recipient.nam }}", "{% if hold.reason %}", "", "{{ ''.__class__ }}"])
def test_problems_are_saved_and_not_approved(staff: Staff, body: str) -> None:
    draft = save(start(staff["officer"]), staff["officer"], body)
    assert db.session.get_one(LetterTemplate, draft.id).body == body
    with pytest.raises(Invalid, match="Put right"):
        approve(draft, staff["manager"])


def test_one_draft_at_a_time_and_the_refusal_names_who_has_it(staff: Staff) -> None:
    start(staff["officer"])
    with pytest.raises(Conflict, match=r"Officer \(invented\) has a draft"):
        start(staff["reviewer"])


def test_a_draft_that_another_takes_the_place_of_stays_and_is_closed(staff: Staff) -> None:
    first = save(start(staff["officer"]), staff["officer"], "Given up.")
    second = start(staff["reviewer"], instead_of=first.id)
    assert (second.version, second.status, first.status) == (3, "draft", "given_up")
    assert events()[-1] == ("template_drafted", {"code": CODE, "version": 3, "instead_of": first.id})
    attempts: tuple[Callable[[], object], ...] = (
        lambda: save(first, staff["officer"]),
        lambda: approve(first, staff["manager"]),
    )
    for attempt in attempts:
        with pytest.raises(Conflict, match="no open draft"):
            attempt()
    with pytest.raises(Conflict, match=r"Reviewer \(invented\) has a draft"):
        start(staff["officer"], instead_of=first.id)


def test_a_draft_that_is_given_up_alone_stays_readable_and_is_closed(staff: Staff) -> None:
    draft = save(start(staff["officer"]), staff["officer"], "Given up.")
    assert give_up(draft, staff["reviewer"]).status == "given_up"
    db.session.refresh(draft)
    assert (draft.version, draft.subject, draft.body) == (2, "Your enquiry", "Given up.")
    assert events()[-1] == ("template_given_up", {"code": CODE, "version": 2})
    attempts: tuple[Callable[[], object], ...] = (
        lambda: save(draft, staff["officer"]),
        lambda: approve(draft, staff["manager"]),
        lambda: give_up(draft, staff["officer"]),
    )
    for attempt in attempts:
        with pytest.raises(Conflict, match="no open draft"):
            attempt()
    with pytest.raises(Conflict, match="Only an approved version"):
        retire(draft, staff["manager"])
    assert (in_force(), in_force(clock.today() + dt.timedelta(days=4000))) == (1, 1)


def test_after_a_draft_was_given_up_the_next_one_has_the_next_number(staff: Staff) -> None:
    first = give_up(start(staff["officer"]), staff["officer"])
    with pytest.raises(Conflict, match="not open any more"):
        start(staff["reviewer"], instead_of=first.id)
    second = start(staff["reviewer"])
    assert (second.version, second.status) == (3, "draft")
    assert second.body == service.in_force(CODE, clock.today()).body
    approve(second, staff["manager"])
    assert in_force() == 3


def test_only_an_open_draft_is_given_up(staff: Staff) -> None:
    approved = approve(start(staff["officer"]), staff["manager"])
    retired = retire(approve(start(staff["officer"]), staff["manager"]), staff["manager"])
    for template in (service.in_force("L-E05", clock.today()), approved, retired):
        with pytest.raises(Conflict, match="no open draft"):
            give_up(template, staff["officer"])
    with pytest.raises(NotFound), unit_of_work():
        service.give_up(999_999, sent=sent(1), actor=staff["officer"])


def test_giving_up_refuses_a_stale_page_and_a_second_press(staff: Staff) -> None:
    draft = start(staff["officer"])
    seen, once = draft.row_version, token()
    save(draft, staff["reviewer"])
    with pytest.raises(Conflict, match=r"Reviewer \(invented\) changed version 2"):
        give_up(draft, staff["officer"], row_version=seen)
    give_up(draft, staff["officer"], token=once)
    with pytest.raises(Replayed):
        give_up(draft, staff["officer"], token=once)


def test_what_was_approved_is_never_changed(staff: Staff) -> None:
    approved = approve(save(start(staff["officer"]), staff["officer"]), staff["manager"])
    with pytest.raises(Conflict):
        save(approved, staff["officer"], "Other words.")
    with pytest.raises(Conflict):
        approve(approved, staff["second_manager"])


def test_a_stale_page_is_refused_with_the_name_of_who_was_faster(staff: Staff) -> None:
    draft = start(staff["officer"])
    seen = draft.row_version
    save(draft, staff["reviewer"])
    with pytest.raises(Conflict, match=r"Reviewer \(invented\) changed version 2"):
        save(draft, staff["officer"], row_version=seen)


def test_a_form_counts_once(staff: Staff) -> None:
    once = token()
    with unit_of_work():
        service.start_draft(CODE, sent=Sent(once), actor=staff["officer"])
    with pytest.raises(Replayed), unit_of_work():
        service.start_draft("L-E05", sent=Sent(once), actor=staff["officer"])


def test_retiring_brings_the_one_before_back_and_the_last_one_stays(staff: Staff) -> None:
    approved = approve(save(start(staff["officer"]), staff["officer"]), staff["manager"])
    assert retire(approved, staff["second_manager"]).retired_on == clock.today()
    assert in_force() == 1
    assert events()[-1] == ("template_retired", {"code": CODE, "version": 2})
    with pytest.raises(Conflict, match="only text"):
        retire(service.in_force(CODE, clock.today()), staff["manager"])
    with pytest.raises(Conflict, match="Only an approved version"):
        retire(start(staff["officer"]), staff["manager"])


def test_an_own_word_template_is_kept_whole_and_approved_like_a_text(staff: Staff) -> None:
    content = made("Dear {{ recipient.name }},", footer=" ".join(FRAME))
    with unit_of_work():
        draft = service.upload_word(CODE, "Our letter.docx", content, sent=sent(), actor=staff["officer"])
    assert (draft.format, draft.file_name, draft.body, draft.status) == ("word", "Our letter.docx", "", "draft")
    save(draft, staff["officer"], "is not taken", subject="Your enquiry {{ case.reference }}")
    assert draft.body == ""
    approve(draft, staff["manager"])
    assert service.in_force(CODE, clock.today()).file_sha256 == draft.file_sha256
    assert start(staff["officer"]).format == "word"


def test_a_word_template_with_problems_is_kept_and_not_approved(staff: Staff) -> None:
    with unit_of_work():
        draft = service.upload_word(CODE, "a.docx", made("{{ nothing }}"), sent=sent(), actor=staff["officer"])
    with pytest.raises(Invalid, match="is no field"):
        approve(draft, staff["manager"])


def test_a_file_that_is_none_is_refused(staff: Staff) -> None:
    with pytest.raises(Invalid, match="Word document"), unit_of_work():
        service.upload_word(CODE, "a.docx", b"%PDF-1.7", sent=sent(), actor=staff["officer"])


@pytest.mark.parametrize("attempt", ["draft", "upload", "paragraph"])
def test_there_is_no_such_letter(staff: Staff, attempt: str) -> None:
    given: dict[str, Any] = {"sent": sent(), "actor": staff["officer"]}
    attempts: dict[str, Callable[[], Any]] = {
        "draft": lambda: service.start_draft("L-X99", **given),
        "upload": lambda: service.upload_word("L-X99", "a.docx", made(), **given),
        "paragraph": lambda: service.upload_word("P-JR", "a.docx", made(), **given),
    }
    with pytest.raises(NotFound):
        attempts[attempt]()
