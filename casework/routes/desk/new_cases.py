"""Logging a case of any type that has no form of its own."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.case_types import CaseType
from casework.errors import Invalid, NotFound
from casework.forms.base import put_error
from casework.forms.desk import new_cases as forms
from casework.forms.desk.new_cases import NewCaseForm
from casework.pages.desk import offered
from casework.pages.mail import incoming as incoming_pages
from casework.pages.mail.mail_rows import Mail
from casework.routes.desk.common import ask_who, mail_of_request
from casework.routes.desk.common import log as log_case

blueprint = Blueprint("new_cases", __name__, url_prefix="/cases/new")


@blueprint.get("")
def choose() -> ResponseReturnValue:
    return render_template("desk/new_cases/choose.html", types=offered.types(), mail=mail_of_request())


@blueprint.get("/<address>")
def new(address: str) -> ResponseReturnValue:
    case_type, mail = _type(address), mail_of_request()
    form = forms.build(case_type, **({"data": incoming_pages.contact_fields(mail)} if mail is not None else {}))
    ask_who(form, with_cases=True)
    return _page(case_type, form, mail)


@blueprint.post("/<address>")
def log(address: str) -> ResponseReturnValue:
    case_type, mail = _type(address), mail_of_request()
    form = forms.build(case_type)
    ask_who(form, with_cases=True)
    if request.form.get("do") == "find" or form.is_looking:
        return _page(case_type, form, mail)
    if form.validate_on_submit():
        try:
            return log_case(case_type.workflow, form, mail)
        except Invalid as error:
            put_error(form, error)
    return _page(case_type, form, mail), 422


def _type(address: str) -> CaseType:
    """The type with this address that is logged here. Raises `NotFound`, also where the office does without it."""
    for case_type in offered.types():
        if case_type.address == address and case_type.is_logged_as_any:
            return case_type
    raise NotFound


def _page(case_type: CaseType, form: NewCaseForm, mail: Mail | None) -> str:
    title = f"Log {case_type.workflow.it_is}"
    shown = {"form": form, "mail": mail, "title": title, "asked": form.asked, "hint": case_type.workflow.hint}
    return render_template("desk/new_cases/new.html", **shown)
