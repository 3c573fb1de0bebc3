"""Signing in and out, and one's own password."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from casework import devices, kept_forms
from casework.errors import Invalid, NotFound, SignedOut, TooManyTries
from casework.forms.base import put_error
from casework.forms.office.session import ChangePasswordForm, ElsewhereForm, SetPasswordForm, SignInForm
from casework.kept_forms import KeptForm
from casework.security import SignedIn, actor, session_id
from casework.services.office import account_links, accounts, passwords, sessions, tries
from casework.services.office.accounts import Credentials
from casework.services.office.tries import Try
from casework.transaction import aside, reading

blueprint = Blueprint("session", __name__)
NOT_YOURS = "This is not your password. Type the one that you sign in with now."


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        try:
            user_id = accounts.sign_in(_checked(form))
        except Invalid as error:
            put_error(form, error)
        except TooManyTries as error:
            form.form_errors.append(error.message)
            return _sign_in_page(form), 429, {"Retry-After": str(error.seconds)}
        else:
            return _let_in(user_id)
    return _sign_in_page(form), 422 if form.errors else 200


@blueprint.app_errorhandler(SignedOut)
def sign_in_again(_error: SignedOut) -> ResponseReturnValue:
    """What was typed stays in the page, for whoever typed it; in plain sight where it is too much to be kept."""
    owner, sent = sessions.whose(str(session.get("_user_id", ""))), kept_forms.sent()
    kept = kept_forms.pack(sent, owner)
    return _sign_in_page(SignInForm(formdata=None), kept=kept, lost=None if kept else sent), 401


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        sessions.end(session_id())
    logout_user()
    session.clear()
    flash("You are signed out.")
    answer = redirect(url_for("session.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"storage"'  # drafts of long texts
    return answer


@blueprint.route("/signed-in", methods=["GET", "POST"])
def elsewhere() -> ResponseReturnValue:
    form, here = ElsewhereForm(), session_id()
    if form.validate_on_submit():
        ended = sessions.end_all(actor().user_id or 0, but=here)
        flash("You are signed out everywhere else." if ended else "You are signed in nowhere else.")
        return redirect(url_for("session.elsewhere"), 303)
    found = sessions.open_of(actor().user_id or 0)
    return render_template("office/session/elsewhere.html", form=form, sessions=found, here=here)


@blueprint.route("/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    form, user_id = ChangePasswordForm(), actor().user_id or 0
    if form.validate_on_submit():
        try:
            new = _changed(form, user_id)
        except Invalid as error:
            put_error(form, error)
        except TooManyTries as error:
            form.form_errors.append(error.message)
            page = render_template("office/session/change_password.html", form=form)
            return page, 429, {"Retry-After": str(error.seconds)}
        else:
            accounts.keep_password(user_id, new, actor=actor())
            flash("Your password is changed. Everywhere else you have been signed out.")
            return _let_in(user_id)
    return render_template("office/session/change_password.html", form=form), 422 if form.errors else 200


@blueprint.route("/set-password/<token>", methods=["GET", "POST"])
def set_password(token: str) -> ResponseReturnValue:
    form = SetPasswordForm()
    owner = _owner_of(token)
    if form.validate_on_submit():
        try:
            new = _new_hash(owner, form.password.data, form.again.data)
        except Invalid as error:
            put_error(form, error)
        else:
            accounts.use_link(_link(token), new)
            tries.forgive(owner.email)
            flash("Your password is set. Sign in with it now.")
            return redirect(url_for("session.sign_in"), 303)
    return render_template(
        "office/session/set_password.html", form=form, email=owner.email
    ), 422 if form.errors else 200


def _checked(form: SignInForm) -> Credentials:
    """Whose password this is, before anything is written. Raises `Invalid` and `TooManyTries`."""
    with reading():
        found = accounts.find_credentials(form.email.data)
        tried = Try(
            account=form.email.data,
            address=_address(),
            device=devices.mark_of(found.user_id),
            user_id=found.user_id,
            since=found.last_signed_in_at,
        )
        tries.require_patience(tried)
    if not _is_right(found, form.password.data, tried):
        raise Invalid("email", accounts.WRONG_SIGN_IN)
    return found


def _changed(form: ChangePasswordForm, user_id: int) -> str:
    """The hash of one's own new password. Raises `Invalid` and `TooManyTries`."""
    with reading():
        found = accounts.credentials_of(user_id)
        tried = Try(address=_address(), user_id=user_id)
        tries.require_patience(tried)
    if not _is_right(found, form.current.data, tried):
        raise Invalid("current", NOT_YOURS)
    return _new_hash(found, form.password.data, form.again.data)


def _is_right(found: Credentials, password: str, tried: Try) -> bool:
    """Checked with no transaction open. A try that failed is kept whatever the answer says. Raises `TooManyTries`."""
    with aside():
        noted = tries.begin(tried)
    with reading():
        is_right = passwords.matches(found.password_hash, password)
    if is_right:
        with aside():
            tries.forget([noted])
    return is_right


def _new_hash(of: Credentials, new: str, again: str) -> str:
    config = current_app.config
    with reading():
        office = [*accounts.words_of_office(), config["OFFICE_NAME"], config["MAIL_FROM"], config["BASE_URL"]]
    with reading():
        return accounts.new_hash(of, new, again=again, office=office)


def _link(token: str) -> account_links.Link:
    return account_links.find(token, current_app.config["SECRET_KEY"])


def _owner_of(token: str) -> Credentials:
    with reading():
        owner = accounts.credentials_of(_link(token).user_id)
    if not owner.is_enabled:
        raise NotFound(account_links.ENDED)
    return owner


def _address() -> str:
    return request.remote_addr or ""


def _let_in(user_id: int) -> ResponseReturnValue:
    """A new session, whatever cookie came, and on to what was wanted, or back to what was typed before."""
    if current_user.is_authenticated:
        sessions.end(session_id())
    token = sessions.begin(user_id, devices.in_words())
    opened = sessions.find(token)
    session.clear()
    g.pop("csrf_token", None)  # made for the session that ends here
    session.permanent = True
    if opened is not None:
        login_user(SignedIn(opened, token))
    kept = kept_forms.unpack(user_id)
    if kept is None and request.form.get(kept_forms.FIELD):
        flash("What was typed here before was somebody else’s, and is not shown.", "warning")
    wanted = _local_path(request.args.get("next", "")) or url_for("work.show")
    answer = redirect(wanted, 303) if kept is None else render_template("office/session/kept.html", kept=kept)
    response = current_app.make_response(answer)
    devices.remember(response, user_id)
    return response


def _sign_in_page(form: SignInForm, *, kept: str = "", lost: KeptForm | None = None) -> str:
    kept = kept or request.form.get(kept_forms.FIELD, "")
    return render_template("office/session/sign_in.html", form=form, kept=kept, lost=lost)


def _local_path(address: str) -> str | None:
    """The address if it is a plain path of this service, so that a link cannot send anybody elsewhere."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and "\\" not in address
    if not plain or not address.isprintable():
        return None
    parts = urlsplit(address)
    return None if parts.netloc or parts.scheme else address
