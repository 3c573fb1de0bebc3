"""Accounts, teams and settings. Every change of what is there asks to be confirmed, and is in the history."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import CaseworkForm, put_error
from casework.forms.office.administration import (
    ButtonForm,
    ChangedTeamForm,
    ChangedUserForm,
    LengthsForm,
    NewUserForm,
    TeamForm,
    form_of_setting,
)
from casework.pages.office import absences, administration, audit, choices
from casework.routes.office import audit as histories
from casework.routes.office.confirming import confirm, is_confirmed
from casework.security import actor
from casework.services.office import account_links, accounts, hand_over, sessions, setting_texts
from casework.services.office.hand_over import InHand
from casework.services.record import settings as office
from casework.services.record import tokens
from workflows.roles import ROLE_LABELS, STAFF, Role

blueprint = Blueprint("administration", __name__, url_prefix="/administration")


@blueprint.get("/users")
def users() -> ResponseReturnValue:
    return render_template("office/administration/users.html", users=administration.users())


@blueprint.route("/users/new", methods=["GET", "POST"])
def add_user() -> ResponseReturnValue:
    form = NewUserForm()
    form.team.choices = choices.teams()
    if form.validate_on_submit():
        try:
            tokens.use(form.sent(), actor=actor())
            user = accounts.add_user(
                name=form.name.data,
                email=form.email.data,
                roles=[Role(role) for role in form.roles.data],
                team_id=int(form.team.data) if form.team.data else None,
                actor=actor(),
            )
            account_links.send(user, actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"{user.name} gets a mail with a link to set a password. It can be used once, within three days.")
            return redirect(url_for("administration.users"), 303)
    return _form(
        "office/administration/user.html", form, title="Add an account", heading="Add an account", user_id=None
    )


@blueprint.route("/users/<int(max=2147483647):user_id>", methods=["GET", "POST"])
def change_user(user_id: int) -> ResponseReturnValue:
    user = accounts.load_user(user_id)
    form = ChangedUserForm(data=_as_it_is(user))
    form.team.choices = choices.teams(with_team=user.team_id)
    work = hand_over.in_hand(user_id)
    form.put_work(work.words if work else "", _others(user_id))
    if form.validate_on_submit() and _says_who_goes_on(form, user, work):
        if not is_confirmed():
            return confirm(f"Change the account of {user.name}?", _said_of_user(form))
        try:
            accounts.change_user(user_id, _entry(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"The account of {form.name.data} is changed.")
            return redirect(url_for("administration.users"), 303)
    words = {"title": "Change an account", "heading": f"Account of {user.name}"}
    return _form("office/administration/user.html", form, **words, user_id=user_id)


@blueprint.route("/users/<int(max=2147483647):user_id>/link", methods=["GET", "POST"])
def send_link(user_id: int) -> ResponseReturnValue:
    user, form = accounts.load_user(user_id), ButtonForm()
    if form.validate_on_submit():
        tokens.use(form.sent(), actor=actor())
        account_links.send(user, actor=actor())
        flash(
            f"A link to set a new password is on its way to {user.name}. The password that they have stays until then."
        )
        return redirect(url_for("administration.users"), 303)
    words = {"title": "How somebody signs in", "heading": f"How {user.name} signs in", "email": user.email}
    number = len(sessions.open_of(user_id))
    template = "office/administration/link.html"
    return _form(template, form, **words, enabled=user.is_enabled, user_id=user_id, sessions=number)


@blueprint.post("/users/<int(max=2147483647):user_id>/sign-out")
def sign_out(user_id: int) -> ResponseReturnValue:
    user = accounts.sign_out(user_id, sent=ButtonForm().sent(), actor=actor())
    flash(f"{user.name} is signed out everywhere, and can sign in again.")
    return redirect(url_for("administration.send_link", user_id=user_id), 303)


@blueprint.route("/teams", methods=["GET", "POST"])
def teams() -> ResponseReturnValue:
    form = TeamForm()
    if form.validate_on_submit():
        try:
            tokens.use(form.sent(), actor=actor())
            team = accounts.add_team(form.name.data, actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"The team {team.name} is added.")
            return redirect(url_for("administration.teams"), 303)
    return _form("office/administration/teams.html", form, teams=administration.teams())


@blueprint.route("/teams/<int(max=2147483647):team_id>", methods=["GET", "POST"])
def change_team(team_id: int) -> ResponseReturnValue:
    team = administration.team(team_id)
    form = ChangedTeamForm(data={"name": team.name, "active": team.is_active})
    if form.validate_on_submit():
        said = [("Name", form.name.data), ("In use", "Yes" if form.active.data else "No")]
        if not is_confirmed():
            return confirm(f"Change the team {team.name}?", said)
        try:
            accounts.change_team(team_id, name=form.name.data, active=form.active.data, actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"The team {form.name.data} is changed.")
            return redirect(url_for("administration.teams"), 303)
    return _form("office/administration/team.html", form, title=f"Team: {team.name}")


@blueprint.get("/settings")
def settings() -> ResponseReturnValue:
    return render_template("office/administration/settings.html", sections=administration.settings())


@blueprint.route("/settings/<name>", methods=["GET", "POST"])
def change_setting(name: str) -> ResponseReturnValue:
    setting = administration.setting(name)
    form = form_of_setting(setting)
    if form.validate_on_submit():
        try:
            new = form.new() if isinstance(form, LengthsForm) else setting_texts.from_text(name, form.value.data)
            if not is_confirmed():
                said = [("Now", setting.text or "None"), ("From now on", setting_texts.to_text(new) or "None")]
                return confirm(f"Change “{setting.label}”?", said)
            office.change(name, new, actor=actor())
        except Invalid as error:
            put_error(form, Invalid("value", error.message))
        else:
            flash(f"“{setting.label}” is changed. Clocks that run already keep their dates.")
            return redirect(url_for("administration.settings"), 303)
    return _form("office/administration/setting.html", form, setting=setting)


@blueprint.get("/history")
def history() -> ResponseReturnValue:
    return histories.page("office/administration/history.html", audit.of_office)


@blueprint.post("/history/export")
def export_history() -> ResponseReturnValue:
    return histories.as_file(audit.of_office)


def _as_it_is(user: Any) -> dict[str, Any]:
    return {
        "name": user.name,
        "email": user.email,
        "roles": sorted(user.roles),
        "team": user.team_id,
        "enabled": user.is_enabled,
        "row_version": user.row_version,
    }


def _entry(form: ChangedUserForm) -> accounts.UserEntry:
    return accounts.UserEntry(
        name=form.name.data,
        email=form.email.data,
        roles=[Role(role) for role in form.roles.data],
        team_id=int(form.team.data) if form.team.data else None,
        enabled=form.enabled.data,
        hands_to=form.handed_to(),
    )


def _says_who_goes_on(form: ChangedUserForm, user: Any, work: InHand) -> bool:
    """Whether it is said who gets what somebody has in hand who stops working on cases."""
    if not work or not _stops(form, user):
        form.hands_to.data = []
        return True
    if not form.says_who_gets_it():
        problem = f"{user.name} has {work.words}. Choose who gets them, or one of the other answers."
        put_error(form, Invalid("hands_to", problem))
        return False
    return True


def _stops(form: ChangedUserForm, user: Any) -> bool:
    return user.may_get_work and not (form.enabled.data and STAFF.intersection(form.roles.data))


def _others(user_id: int) -> list[tuple[str, str]]:
    return [(value, name) for value, name in absences.colleagues() if value != str(user_id)]


def _said_of_user(form: ChangedUserForm) -> list[tuple[str, str]]:
    return [
        ("Name", form.name.data),
        ("E-mail address", form.email.data),
        ("Roles", ", ".join(ROLE_LABELS[Role(role)] for role in form.roles.data)),
        ("Team", dict(form.team.choices).get(form.team.data, "No team")),
        ("May sign in", "Yes" if form.enabled.data else "No: the account is closed and its open sessions end"),
        *([("What they have in hand goes to", _takers(form))] if form.hands_to.data else []),
    ]


def _takers(form: ChangedUserForm) -> str:
    named = dict(form.hands_to.choices)
    return ", ".join(named[one] for one in form.hands_to.data)


def _form(template: str, form: CaseworkForm, **given: object) -> ResponseReturnValue:
    return render_template(template, form=form, **given), 422 if form.errors else 200
