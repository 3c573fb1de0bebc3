"""Questions to other organisations: the list of a case, asking, the files of an answer, and a mail that is one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework import clock
from casework.errors import Invalid, TransitionRefused
from casework.forms.mail.incoming import SortForm
from casework.forms.steps.questions import AnswerFilesForm, AskForm
from casework.pages.desk import organisations
from casework.pages.partners import organisations as counts
from casework.pages.partners import questions as pages
from casework.routes.record.activities import act
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.partners import answers, asking
from casework.services.partners.asking import AskEntry
from casework.statistics.years import back_to, year_of
from casework.words import number_in, plural

blueprint = Blueprint("questions", __name__)
CASE = "/cases/<reference>/questions"
NUMBER = "<int(max=2147483647):number>"
BOTH = ["GET", "POST"]
MOST_YEARS = 10
NO_LETTER = "It is recorded. Nobody of the directory is asked, so that no letter is drafted."


@blueprint.app_context_processor
def on_pages_of_cases() -> dict[str, Any]:
    return {"questions_of": pages.open_of, "questions_of_mail": lambda mail: counts.of_mail(mail, actor=actor())}


@blueprint.get(CASE)
def index(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    shown = {"rows": pages.of_case(head, actor=actor()), "step": pages.asking_step(head, actor=actor())}
    return render_template("partners/questions/index.html", head=head, **shown)


@blueprint.route(f"{CASE}/ask", methods=BOTH)
def ask(reference: str) -> ResponseReturnValue:
    head, form = opened(reference), AskForm()
    form.offer(organisations.listed(head, actor=actor()))

    def command() -> None:
        drafted = asking.ask(reference, _entry(form), sent=form.sent(), actor=actor())
        letters = f"{plural(drafted, 'letter')} drafted: read and send below."
        flash(f"It is recorded. {letters}" if drafted else NO_LETTER)

    about = "Each of them has a question of its own, with a letter where the directory has them. The case's dates stay."
    return act(head, form, command, title="Ask another organisation", done="", back="questions.index", about=about)


def _entry(form: AskForm) -> AskEntry:
    return AskEntry(
        question=form.question.data,
        entry_ids=form.entry_ids(),
        partner=form.partner.data,
        why_not_listed=form.why_not_listed.data,
        may_share=bool(form.consent.data),
    )


@blueprint.route(f"{CASE}/{NUMBER}/files", methods=BOTH)
def files(reference: str, number: int) -> ResponseReturnValue:
    head = opened(reference)
    row = pages.find(pages.of_case(head, actor=actor()), number)
    form = AnswerFilesForm(documents=[str(document_id) for document_id, _ in row.files])
    form.documents.choices = pages.documents_of(head)

    def command() -> None:
        chosen = [int(document_id) for document_id in form.documents.data]
        answers.keep_files(reference, number, chosen, sent=form.sent(), actor=actor())

    about = f"What {row.asked_of} sent. First add it to the case on the tab Documents, if it is not there yet."
    title, done = "Documents of the answer", "It is saved."
    return act(head, form, command, title=title, done=done, back="questions.index", about=about)


@blueprint.post(f"/mail/<int(max=2147483647):mail_id>/answers/{NUMBER}")
def answer_by_mail(mail_id: int, number: int) -> ResponseReturnValue:
    try:
        subject = answers.answer_by_mail(mail_id, number, sent=SortForm().sent(), actor=actor())
    except (Invalid, TransitionRefused) as refusal:
        flash(refusal.message if isinstance(refusal, Invalid) else refusal.reason, "warning")
        return redirect(url_for("incoming.show", mail_id=mail_id), 303)
    flash("The mail is recorded as their answer, with its files.")
    return redirect(url_for("questions.index", reference=subject.case.reference), 303)


@blueprint.get("/reports/questions", endpoint="organisations")
def organisations_page() -> ResponseReturnValue:
    this, first = year_of(clock.today()), counts.first_year(actor=actor())
    years = back_to(year_of(first) if first else this, this, most=MOST_YEARS)
    asked = number_in(request.args.get("year"))
    year = next((each for each in years if each.start_year == asked), this)
    rows, key = counts.counted(year, actor=actor()), request.args.get("of", "")
    chosen = next((row.name for row in rows if row.key == key), "")
    behind = counts.listed(key, year, actor=actor()) if chosen else []
    shown = {"years": years, "year": year, "rows": rows, "chosen": chosen, "behind": behind, "most": counts.MOST}
    return render_template("partners/questions/organisations.html", **shown)
