"""Signing in and out, and one's own password."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.office.session import ChangePasswordForm, SignInForm
from casework.security import SignedIn, actor
from casework.services.office import accounts

blueprint = Blueprint("session", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        try:
            user = accounts.sign_in(form.email.data, form.password.data)
        except Invalid as error:
            put_error(form, error)
        else:
            session.clear()
            session.permanent = True
            login_user(SignedIn(accounts.to_actor(user), user.session_version))
            return redirect(_local_path(request.args.get("next", "")) or url_for("work.show"), 303)
    return render_template("office/session/sign_in.html", form=form), 422 if form.errors else 200


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    logout_user()
    session.clear()
    flash("You are signed out.")
    return redirect(url_for("session.sign_in"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            user = accounts.change_own_password(form.current.data, form.password.data, form.again.data, actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            login_user(SignedIn(accounts.to_actor(user), user.session_version))
            flash("Your password is changed. Everywhere else you have been signed out.")
            return redirect(url_for("work.show"), 303)
    return render_template("office/session/change_password.html", form=form), 422 if form.errors else 200


def _local_path(address: str) -> str | None:
    """The address if it is a plain path of this service, so that a link cannot send anybody elsewhere."""
    parts = urlsplit(address)
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and "\\" not in address
    return address if plain and not parts.netloc and not parts.scheme and address.isprintable() else None
