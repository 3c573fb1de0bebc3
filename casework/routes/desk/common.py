"""What the forms for logging share: who it is, the mail that the case is made of, and logging it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Conflict, NotFound
from casework.forms.base import CaseworkForm
from casework.forms.desk.applications import ApplicationForm
from casework.forms.desk.contacts import ContactForm
from casework.forms.people.acting import RepresentativeForm
from casework.forms.people.people import WhoForm
from casework.pages.desk import box, box_choices, hits
from casework.pages.desk.box import Found
from casework.pages.mail.mail_rows import Mail
from casework.routes.desk.incoming import opened as opened_mail
from casework.security import actor
from casework.services.desk import desk
from casework.services.desk.desk import Acts, Who
from casework.services.mail import mail_sorting
from casework.services.steps import comebacks
from casework.words import number_in
from workflows.engine import Workflow


def ask_who(form: ContactForm | ApplicationForm, *, with_cases: bool) -> None:
    """Offer whom the box found, then the likely people, so that the form is not valid until one of them or somebody new
    was chosen. Somebody without a name may be known by their number. `with_cases`: it may be added to a case."""
    _ask_who_acts(form)
    found = box.find(form.find.data, actor=actor())
    if found.is_empty and found.words:
        form.fill_in(box.typed_as(found.words))
    named = (each for each in (_named_in_address(), found) if not each.is_empty)
    asked = [box_choices.of_found(each, with_cases=with_cases) for each in named]
    likely = hits.likely(form.entry(), actor=actor())
    asked += [box_choices.of_likely(likely, with_cases=with_cases)] if likely else []
    if asked:
        form.offer(*box_choices.joined(asked))
    else:
        form.who.data = ""


def chosen(form: WhoForm) -> Who:
    """Who it is, from the answer; somebody new where nobody was offered."""
    entry, person_id = form.entry(), box_choices.person_chosen(form.who.data)
    if person_id is not None:
        return Who(person_id=person_id, entry=entry)
    return Who() if entry.unnamed and not entry.says_anything else Who(entry=entry)


def acts_for_them(form: RepresentativeForm) -> Acts | None:
    """Whoever is in touch for the person, where that is somebody else."""
    if not form.is_acted_for:
        return None
    person_id = box_choices.person_chosen(form.acting_who.data)
    return Acts(who=Who(person_id=person_id, entry=form.acting_entry()), entry=form.how_they_act())


def _ask_who_acts(form: RepresentativeForm) -> None:
    """Offer the likely representatives: an MP who wrote before is one record."""
    found = hits.likely(form.acting_entry(), actor=actor()) if form.is_acted_for else []
    if found:
        form.offer_who_acts(*box_choices.of_likely(found, with_cases=False))
    else:
        form.acting_who.data = ""


def _named_in_address() -> Found:
    """The case (`?case=`) or the person (`?person=`) from whose page somebody comes to log a contact."""
    person_id, reference = number_in(request.args.get("person")), request.args.get("case", "")
    if person_id is not None:
        return box.of_person(person_id, actor=actor())
    return box.of_case(reference, actor=actor()) if reference else Found()


def log(workflow: Workflow, form: ContactForm, mail: Mail | None) -> ResponseReturnValue:
    """Log what was typed as a case of this type, or on the case of theirs that was chosen. Raises `Invalid`."""
    if form.who.data.startswith(box_choices.FROM_CASE):
        reference = form.who.data.removeprefix(box_choices.FROM_CASE)
        contact = desk.add_to_case(reference, form.entry(), form.fields(), sent=form.sent(), actor=actor())
        flash(settled(reference, contact.id, form.needs_answer.data))
    else:
        who = chosen(form)
        mail_id = mail.row.id if mail is not None else None
        reference = desk.log_case(
            workflow.name,
            who,
            form.fields(),
            acts=acts_for_them(form),
            sent=form.sent(),
            actor=actor(),
            mail_id=mail_id,
        ).reference
        flash(f"The {workflow.label.lower()} is logged as {reference}.")
    if mail is not None:
        mail_sorting.file_with(mail.row.id, reference, sent=form.sent(), actor=actor())
    return redirect(url_for(first_page(form, "case.show"), reference=reference), 303)


def first_page(form: CaseworkForm, endpoint: str) -> str:
    """Where one goes on after something was logged: first to what to do, where somebody may be at risk of harm."""
    return "risks.record" if form["urgent"].data else endpoint


def settled(reference: str, contact_id: int, needs_answer: bool | None) -> str:
    """Settle whether a contact that was just logged needs another answer, where that is asked, and tell what became of
    it. Raises `Invalid` at "needs_answer"."""
    is_back = comebacks.settle_contact(reference, contact_id, needs_answer, actor=actor())
    return f"The contact is logged on {reference}.{' The case is open again.' if is_back else ''}"


def mail_of_request() -> Mail | None:
    """The mail of which a case is made (`?mail=`). Raises `NotFound`, and `Conflict` once it has been sorted."""
    given = request.args.get("mail", "")
    if not given:
        return None
    mail_id = number_in(given)
    if mail_id is None:
        raise NotFound
    mail = opened_mail(mail_id)
    if not mail.is_to_sort:
        raise Conflict("Somebody has sorted this mail meanwhile. Look at the mail as it is now.")
    return mail
