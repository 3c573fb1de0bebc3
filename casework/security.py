"""Who may call which address: one table, denied unless listed; and the headers that every page carries.

`ENDPOINTS` is asked before every request. An endpoint that is not in it answers 403 whoever asks, and a test
compares it with the routes that exist.
"""

import secrets
from collections.abc import Mapping
from enum import StrEnum

from flask import Flask, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user

from casework.access import Actor, Permission, require
from casework.errors import NotAllowed
from casework.extensions import login_manager
from casework.services.office import accounts


class Open(StrEnum):
    """Endpoints that ask for no permission of their own."""

    EVERYBODY = "everybody"
    SIGNED_IN = "signed in"


P = Permission
ENDPOINTS: Mapping[str, Permission | Open] = {
    "static": Open.EVERYBODY,
    "absences.end": P.ABSENCE_RECORD,
    "absences.index": P.ABSENCE_RECORD,
    "absences.record": P.ABSENCE_RECORD,
    "activities.answer_triage": P.CASE_WRITE,
    "activities.assign": P.CASE_ASSIGN,
    "activities.confirm_triage": P.CASE_WRITE,
    "activities.conflict": P.CASE_WRITE,
    "activities.edit": P.CASE_WRITE,
    "activities.hold": P.CASE_WRITE,
    "activities.note": P.CASE_WRITE,
    "activities.party": P.CASE_WRITE,
    "activities.release": P.CASE_WRITE,
    "activities.restrict": P.CASE_WRITE,
    "activities.unrestrict": P.CASE_WRITE,
    "applications.log": P.CONTACT_LOG,
    "applications.new": P.CONTACT_LOG,
    "case.dates": P.CASE_READ,
    "case.notes": P.CASE_READ,
    "case.people": P.CASE_READ,
    "case.recommendations": P.CASE_READ,
    "case.review": P.CASE_READ,
    "case.show": P.CASE_READ,
    "case.timeline": P.CASE_READ,
    "contacts.further": P.CONTACT_LOG,
    "contacts.log": P.CONTACT_LOG,
    "contacts.new": P.CONTACT_LOG,
    "letters.index": P.CASE_READ,
    "letters.new": P.LETTER_WRITE,
    "letters.show": P.CASE_READ,
    "letters.lock": P.LETTER_WRITE,
    "letters.edit": P.LETTER_WRITE,
    "letters.version": P.CASE_READ,
    "letters.comment": P.LETTER_WRITE,
    "letters.submit": P.LETTER_WRITE,
    "letters.sign": P.LETTER_SIGN,
    "letters.send_back": P.LETTER_SIGN,
    "letters.drop": P.LETTER_WRITE,
    "letters.way": P.LETTER_WRITE,
    "letters.refresh": P.LETTER_WRITE,
    "letters.send": P.LETTER_WRITE,
    "letters.document": P.CASE_READ,
    "steps.case": P.CASE_MOVE,
    "steps.recommendation": P.CASE_MOVE,
    "moves.make": P.CASE_MOVE,
    "moves.recommendation": P.CASE_MOVE,
    "people.authority": P.CASE_WRITE,
    "people.change": P.CASE_WRITE,
    "directory.add": P.DIRECTORY_CHANGE,
    "directory.change": P.DIRECTORY_CHANGE,
    "directory.deactivate": P.DIRECTORY_CHANGE,
    "directory.index": P.CASE_READ,
    "directory.reactivate": P.DIRECTORY_CHANGE,
    "directory.show": P.CASE_READ,
    "directory.verify": P.DIRECTORY_CHANGE,
    "recommendations.add": P.CASE_WRITE,
    "recommendations.add_allegation": P.CASE_WRITE,
    "recommendations.assess": P.CASE_WRITE,
    "recommendations.extend": P.CASE_WRITE,
    "recommendations.write": P.LETTER_WRITE,
    "recommendations.take_back": P.CASE_WRITE,
    "health.show": Open.EVERYBODY,
    "incoming.download": P.CASE_READ,
    "incoming.file": P.MAIL_SORT,
    "incoming.index": P.MAIL_SORT,
    "incoming.put_back": P.MAIL_SORT,
    "incoming.raw": P.MAIL_SORT,
    "incoming.set_aside": P.MAIL_SORT,
    "incoming.show": P.MAIL_SORT,
    "mailbox.index": Open.EVERYBODY,  # exists in development only
    "counts.ask": P.COUNTS_RUN,
    "counts.download": P.COUNTS_READ,
    "counts.figure": P.COUNTS_READ,
    "counts.index": P.COUNTS_READ,
    "counts.show": P.COUNTS_READ,
    "session.sign_in": Open.EVERYBODY,
    "session.sign_out": Open.SIGNED_IN,
    "session.change_password": Open.SIGNED_IN,
    "work.show": Open.SIGNED_IN,
    "cases.index": P.CASE_READ,
    "cases.search": P.CASE_READ,
    "administration.users": P.ACCOUNT_MANAGE,
    "administration.add_user": P.ACCOUNT_MANAGE,
    "administration.change_user": P.ACCOUNT_MANAGE,
    "administration.set_password": P.ACCOUNT_MANAGE,
    "administration.teams": P.ACCOUNT_MANAGE,
    "administration.change_team": P.ACCOUNT_MANAGE,
    "administration.settings": P.SETTINGS_MANAGE,
    "administration.change_setting": P.SETTINGS_MANAGE,
    "administration.history": P.ACCOUNT_MANAGE,
    "jobs.dismiss": P.JOBS_MANAGE,
    "jobs.index": P.JOBS_MANAGE,
    "jobs.retry": P.JOBS_MANAGE,
    "messages.index": P.MESSAGE_MANAGE,
    "messages.resend": P.MESSAGE_MANAGE,
    "messages.resend_all": P.MESSAGE_MANAGE,
    "messages.send_anyway": P.MESSAGE_MANAGE,
    "messages.confirm": P.MESSAGE_MANAGE,
    "messages.give_up": P.MESSAGE_MANAGE,
    "post.index": P.LETTER_WRITE,
    "post.posted": P.LETTER_WRITE,
    "reminders.index": P.MESSAGE_MANAGE,
    "letter_templates.approve": P.TEMPLATE_APPROVE,
    "letter_templates.compare": P.TEMPLATE_WRITE,
    "letter_templates.edit": P.TEMPLATE_WRITE,
    "letter_templates.file": P.TEMPLATE_WRITE,
    "letter_templates.give_up": P.TEMPLATE_WRITE,
    "letter_templates.index": P.TEMPLATE_WRITE,
    "letter_templates.retire": P.TEMPLATE_APPROVE,
    "letter_templates.show": P.TEMPLATE_WRITE,
    "letter_templates.start": P.TEMPLATE_WRITE,
    "letter_templates.upload": P.TEMPLATE_WRITE,
    "letter_templates.version": P.TEMPLATE_WRITE,
    "audit.index": P.HISTORY_READ,
    "audit.case": P.HISTORY_READ,
    "tasks.done": P.CASE_WRITE,
}


class SignedIn(UserMixin):
    """The signed-in person as Flask-Login sees them."""

    def __init__(self, actor: Actor, session_version: int) -> None:
        self.actor = actor
        self.session_version = session_version

    def get_id(self) -> str:
        return f"{self.actor.user_id}.{self.session_version}"


def actor() -> Actor:
    """The person behind this request. Raises `NotAllowed` when nobody is signed in."""
    if not current_user.is_authenticated:
        raise NotAllowed("Sign in first.")
    signed_in: SignedIn = current_user
    return signed_in.actor


def init_app(app: Flask) -> None:
    # templates get the person when they ask, so that an error page needs no database
    login_manager.init_app(app, add_context_processor=False)
    app.before_request(_guard)
    app.after_request(_headers)


@login_manager.user_loader
def _load(identity: str) -> SignedIn | None:
    user_id, _, version = identity.partition(".")
    if not (user_id.isdecimal() and version.isdecimal()):
        return None
    found = accounts.find_actor(int(user_id), session_version=int(version))
    return SignedIn(found, int(version)) if found else None


def _guard() -> ResponseReturnValue | None:
    g.nonce = secrets.token_urlsafe(16)
    if request.endpoint is None:
        return None
    needed = ENDPOINTS.get(request.endpoint)
    if needed is Open.EVERYBODY:
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("session.sign_in", next=_next_page()))
    if needed is None:
        raise NotAllowed("This page is not open to anybody yet.")
    if isinstance(needed, Permission):
        require(actor(), needed)
    return None


def _next_page() -> str | None:
    """Where to go after signing in: the path alone, and never the address of a form's target."""
    return request.path if request.method == "GET" and request.path != "/" else None


def _headers(response: Response) -> Response:
    policy = (
        f"default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        f"script-src 'self' 'nonce-{g.get('nonce', '')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
