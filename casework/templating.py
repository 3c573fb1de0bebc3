"""What templates may call: dates in words, labels of codes and states, the way to the pages of the header."""

import datetime as dt
from collections.abc import Mapping, MutableMapping
from typing import Any, NamedTuple

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user
from jinja2 import (
    BaseLoader,
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
)

from casework import clock
from casework.access import Permission, can
from casework.case_types import CASE_TYPES
from casework.forms.base import ChoiceField, YesNoField, problems
from casework.pages.office import area, codes, drafts
from casework.pages.people.contact_words import spoke
from casework.words import plural
from workflows.calendars import spoken, written
from workflows.registry import LETTERS, WORKFLOWS, clock_label
from workflows.roles import ROLE_LABELS

GOVUK = "govuk_frontend_jinja"
FOUND_OUT_IN = ("development", "test")
"""Where a name that a template of ours misspells is an error, and not an empty place."""


class Place(NamedTuple):
    """One entry of the header's list: its endpoint, its words, the permission that it needs. `is_office`: not needed
    every hour, and folded away under "Office" where the list is long."""

    endpoint: str
    text: str
    permission: Permission
    is_office: bool = False


PLACES = (
    Place("work.show", "My work", Permission.CASE_WRITE),
    Place("cases.index", "Cases", Permission.CASE_READ),
    Place("search.show", "Search", Permission.CASE_READ),
    Place("incoming.index", "Mail", Permission.MAIL_SORT),
    *(Place(each.logged_at, each.log_text, Permission.CONTACT_LOG) for each in CASE_TYPES.values() if each.log_text),
    Place("post.index", "Post", Permission.LETTER_WRITE),
    Place("counts.index", "Reports", Permission.COUNTS_READ),
    Place("messages.index", "Reminders and letters", Permission.MESSAGE_MANAGE, is_office=True),
    Place("letter_templates.index", "Letter templates", Permission.TEMPLATE_WRITE, is_office=True),
    Place("directory.index", "Directory", Permission.CASE_READ, is_office=True),
    Place("merging.index", "Recorded twice", Permission.CASE_WRITE, is_office=True),
    Place("limits.index", "Limits on contact", Permission.CASE_READ, is_office=True),
    Place("surgeries.index", "Surgeries", Permission.CASE_READ, is_office=True),
    Place("meetings.index", "Meetings", Permission.CASE_READ, is_office=True),
    Place("absences.index", "Absences", Permission.ABSENCE_RECORD, is_office=True),
    Place("administration.users", "People and teams", Permission.ACCOUNT_MANAGE, is_office=True),
    Place("area.show", "Area", Permission.SETTINGS_MANAGE, is_office=True),
    Place("administration.settings", "Settings", Permission.SETTINGS_MANAGE, is_office=True),
    Place("lists.index", "Lists", Permission.SETTINGS_MANAGE, is_office=True),
    Place("jobs.index", "Jobs", Permission.JOBS_MANAGE, is_office=True),
    Place("audit.index", "History", Permission.HISTORY_READ, is_office=True),
)
KEYS: Mapping[str, str] = {
    "work.show": "w", "cases.index": "c", "incoming.index": "m", "contacts.new": "l", "applications.new": "a",
    "post.index": "p", "counts.index": "r",
}  # fmt: skip
"""The access keys of the pages of every hour. Those that open a menu of a browser are left to it: d, e, f."""
SAME_PLACE = {"reminders": "messages", "bank_holidays": "lists"}
"""Blueprints whose pages are tabs of another's."""
FOLDED_FROM = 8
"""Entries. A shorter list is shown as it is."""


def init_app(app: Flask) -> None:
    environment = app.jinja_env
    environment.undefined = StrictUndefined if app.config["CASEWORK_ENV"] in FOUND_OUT_IN else ChainableUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    loaders = [app.jinja_loader] if app.jinja_loader else []
    app.jinja_loader = ChoiceLoader([*loaders, PrefixLoader({GOVUK: PackageLoader(GOVUK)})])
    if environment.loader is not None:
        environment.loader = Forgiving(environment.loader, environment)
    environment.filters.update(
        at_clock=at_clock,
        clock_time=clock_time,
        day=day,
        short_day=short_day,
        moment=moment,
        spoken=spoken,
        when_due=when_due,
        plural=plural,
        capital=capital,
    )
    environment.globals.update(
        label=label,
        state_label=state_label,
        state_colour=state_colour,
        type_label=type_label,
        clock_label=clock_label,
        role_label=lambda role: ROLE_LABELS[role],
        problems=problems,
        items=items,
        letter_label=lambda code: LETTERS.get(code, "a letter of the office"),
        places=places,
        spoke=spoke,
        office_problem=area.problem,
        search_open=lambda: "box.look" in current_app.view_functions,
        may=may,
        activities_of=lambda head: head.activities(current_user.actor),
        draft_key=lambda: drafts.key_for(current_user.actor.user_id),
        today=clock.today,
        current_user=current_user,
    )


class Forgiving(BaseLoader):
    """The loader of all templates. The components of GOV.UK Frontend read parameters of parameters that nobody gave, so
    they get an environment in which a name may be unknown."""

    def __init__(self, loader: BaseLoader, environment: Environment) -> None:
        self._loader = loader
        self._environment = environment.overlay(undefined=ChainableUndefined)

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja
    ) -> Template:
        is_component = name.startswith(f"{GOVUK}/")
        return self._loader.load(self._environment if is_component else environment, name, globals)

    def list_templates(self) -> list[str]:
        return self._loader.list_templates()


def day(value: dt.date | None) -> str:
    """20 November 2026"""
    return written(value) if value else ""


def short_day(value: dt.date | None) -> str:
    """20 Nov 2026"""
    return f"{value.day} {value:%b %Y}" if value else ""


def moment(value: dt.datetime | None) -> str:
    """20 November 2026, 2:05pm, by the clock in Europe/London."""
    if value is None:
        return ""
    local = clock.local(value)
    return f"{day(local)}, {clock_time(local.time())}"


def clock_time(value: dt.time | None) -> str:
    """2:05pm"""
    return f"{value.hour % 12 or 12}:{value:%M}{'am' if value.hour < 12 else 'pm'}" if value else ""


def at_clock(value: dt.datetime) -> str:
    """2:05pm, by the clock in Europe/London."""
    return clock_time(clock.local(value).time())


def when_due(due: dt.date | None) -> str:
    """A due date as one would say it today, without the word "due" in front."""
    if due is None:
        return "no date set"
    away = (due - clock.today()).days
    named = f"{due:%A} {due.day} {due:%B}"
    if away < 0:
        return f"{plural(-away, 'day')} overdue"
    if away == 0:
        return f"due today, {named}"
    if away == 1:
        return f"due tomorrow, {named}"
    return f"due in {away} days, {named}" if away <= 7 else f"due {day(due)}"


def label(list_name: str, code: str | None) -> str:
    """The office's words for a code; a code that has none any more is shown as it is."""
    if not code:
        return "Not recorded"
    kept: dict[str, dict[str, str]] = g.setdefault("labels", {})
    if list_name not in kept:
        kept[list_name] = codes.labels(list_name)
    return kept[list_name].get(code, code.replace("_", " "))


def state_label(case_type: str, state: str) -> str:
    workflow = WORKFLOWS.get(case_type)
    found = workflow.labels.get(state) if workflow else None  # type: ignore[call-overload]
    return found or state.replace("_", " ").capitalize()


def capital(text: str) -> str:
    """As a sentence or a heading begins."""
    return text[:1].upper() + text[1:]


def state_colour(category: str, *, overdue: bool = False) -> str:
    """The colour of a state's tag follows the category alone; red is for overdue."""
    if overdue:
        return "red"
    return {"new": "blue", "open": "teal", "closed": "grey"}.get(category, "grey")


def type_label(case_type: str) -> str:
    return WORKFLOWS[case_type].label if case_type in WORKFLOWS else case_type


def items(field: ChoiceField | YesNoField, first: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """A field's choices as the components want them. `first`: attributes of the first alone."""
    hints = field.hints
    found: list[dict[str, Any]] = [
        {"value": value, "text": text, "hint": {"text": hints[value]} if value in hints else None}
        for value, text in field.choices
    ]
    if first and found:
        found[0]["attributes"] = first
    return found


def may(permission: str) -> bool:
    """Whether the signed-in person holds the permission, e.g. `may("contact:log")`."""
    return current_user.is_authenticated and can(current_user.actor, Permission(permission))


class Listed(NamedTuple):
    """The entries of every hour and the office's, each with its text, href and endpoint. `is_office`: the page that is
    open belongs to one of the office's."""

    daily: list[dict[str, str]]
    office: list[dict[str, str]]
    is_office: bool


def _from_here(place: Place) -> dict[str, Any]:
    """On a page of a case a contact is most often about that one: it is offered first."""
    reference = (request.view_args or {}).get("reference", "")
    return {"case": reference} if reference and place.endpoint == "contacts.new" else {}


def places() -> Listed:
    """The pages of the header that are open to the signed-in person."""
    mine = [place for place in PLACES if place.endpoint in current_app.view_functions and may(place.permission)]
    folds = len(mine) >= FOLDED_FROM
    daily: list[dict[str, str]] = []
    office: list[dict[str, str]] = []
    for place in mine:
        shown = {"text": place.text, "href": url_for(place.endpoint, **_from_here(place)), "endpoint": place.endpoint}
        shown["key"] = KEYS.get(place.endpoint, "")
        (office if place.is_office and folds else daily).append(shown)
    here = SAME_PLACE.get(request.blueprint or "", request.blueprint)
    return Listed(daily, office, here in {place["endpoint"].partition(".")[0] for place in office})
