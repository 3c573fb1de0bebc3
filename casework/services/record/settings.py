"""The office's own settings: every name, its default and what it means, in one table."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.access import Actor, Permission, require
from casework.areas.checks import NotUsable
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Setting
from casework.services.record import history
from casework.services.record.identity_settings import IDENTITY, Definition
from workflows.clocks import Basis, ClockRule, Unit
from workflows.registry import CASE_WORKFLOWS, clock_rules

KEPT = "settings"
"""Where the session keeps them, with the transaction that read them."""
LONGEST_TEXT = 500
LETTERS: Mapping[str, Definition] = {
    "adjustments_note": Definition(
        label="Line about other formats",
        default="Tell us if you need this letter in large print, Easy Read, Braille or another language.",
        hint="Stands at the foot of every letter",
    ),
}
REMINDERS: Mapping[str, Definition] = {
    "reminder_offsets": Definition(
        label="When to remind the owner",
        default=[-5, -1, 0, 1],
        hint="Days from the due date, e.g. -5 is five days before and 1 is the day after",
        least=-60,
    ),
    "escalation_days": Definition(
        label="When to tell the manager",
        default=3,
        hint="Days after the due date on which the team's managers are told that the date has passed",
        least=1,
    ),
    "escalation_further_days": Definition(
        label="When to tell all managers",
        default=7,
        hint="So many days after the team's managers, where the office has managers who have not been told",
        least=1,
    ),
    "papers_chase_days": Definition(
        label="When to chase the papers",
        default=[5],
        hint="Working days after the papers were asked for, before they are due (section 3.1)",
        least=1,
    ),
    "papers_escalation_days": Definition(
        label="When to tell the manager of papers that do not come",
        default=15,
        hint="Working days after the papers were asked for (section 3.1)",
        least=1,
    ),
    "question_chase_days": Definition(
        label="When to chase a question to another organisation",
        default=[5],
        hint="Working days after it was asked, before the answer is due (section 10.3)",
        least=1,
    ),
    "question_escalation_days": Definition(
        label="When to tell the manager of a question that is not answered",
        default=15,
        hint="Working days after it was asked",
        least=1,
    ),
    "recommendation_days": Definition(
        label="When to ask after the answer to a recommendation",
        default=[14, 21, 26],
        hint="Days after it was issued; more time moves them by as much (R3.7)",
        least=1,
    ),
    "letter_unsigned_days": Definition(
        label="When to say that a letter waits for a signature",
        default=2,
        hint="Working days after it was sent for sign-off",
        least=1,
    ),
    "authority_ends_days": Definition(
        label="When to ask for a new written authority",
        default=14,
        hint="Days before the last day of the one that a representative has",
        least=1,
        most=365,
    ),
    "directory_verify_days": Definition(
        label="When to verify an entry of the directory again",
        default=180,
        hint="Days after it was last verified",
        least=1,
        most=1000,
    ),
}
WAY_OUT: Mapping[str, Definition] = {
    "quiet_days": Definition(
        label="No reminders on weekends and bank holidays",
        default=True,
        hint="If yes, they go out on the next working day, and on the one before where the law sets the date",
        words=("Yes: those days are quiet", "No: reminders go out on every day"),
    ),
    "reminder_digest": Definition(
        label="One mail each morning instead of one for each reminder",
        default=True,
        hint="If yes, with every reminder of that day, at the hour that is set below",
        words=("Yes: one mail each morning", "No: each reminder is a mail of its own"),
    ),
    "digest_hour": Definition(
        label="Hour of the morning mail",
        default=7,
        hint="From 0 to 23, by the clock in London",
        most=23,
        unit="",
    ),
}
DATES: Mapping[str, Definition] = {
    "clock_lengths": Definition(
        label="Lengths of the office's own clocks",
        default={},
        hint="Only where the office differs from the shipped length",
    ),
    "deemed_service_days": Definition(
        label="Working days for a letter to arrive",
        default=2,
        hint="A posted letter counts as received this many working days after posting (section 2.2)",
    ),
}
SIGNING_IN: Mapping[str, Definition] = {
    "session_hours": Definition(
        label="How long somebody stays signed in",
        default=12,
        hint="Hours after signing in, whatever they do: a working day",
        least=1,
        most=24,
        unit="hours",
    ),
    "session_idle_minutes": Definition(
        label="How long somebody stays signed in without doing anything",
        default=120,
        hint="Minutes. What was typed into a form meanwhile comes back after signing in again",
        least=15,
        most=1440,
        unit="minutes",
    ),
}
SATISFACTION: Mapping[str, Definition] = {
    "satisfaction_share": Definition(
        label="How many of the cases closed in a month are asked about",
        default=40,
        hint="Per cent, rounded up (source-facts 1.8)",
        least=1,
        most=100,
        unit="per cent",
    ),
    "satisfaction_pause_days": Definition(
        label="For how long nobody is asked again",
        default=365,
        hint="Days after the sample that they were in was drawn",
        least=1,
        most=3660,
    ),
}
USE = "use_"
TYPES: Mapping[str, Definition] = {
    f"{USE}{name}": Definition(
        label=workflow.plural,
        default=not workflow.begins_unused,
        hint="If not, none is logged any more; those that are there go on",
        words=(f"Yes: {workflow.plural.lower()} are logged", f"No: no {workflow.plural.lower()} are logged"),
    )
    for name, workflow in CASE_WORKFLOWS.items()
    if workflow.optional
}
TYPE_LIMITS: Mapping[str, Definition] = {
    "asb_appeal_days": Definition(
        label="How long after the council's decision an anti-social behaviour case review may be asked for",
        default=0,
        hint="Days after the person was told. 0 is no limit (section 10.5)",
        most=1000,
    ),
}
"""What guards of simple types look at."""
SECTIONS: Mapping[str, Mapping[str, Definition]] = {
    "Types of case": {**TYPES, **TYPE_LIMITS},
    "Letters": {
        **LETTERS,
        "automatic_receipt": Definition(
            label="Automatic receipt of an enquiry",
            default=True,
            hint="To whoever wrote by e-mail or form and has an address that is safe (L-E00)",
            words=("Yes: it goes out by itself", "No: nothing goes out by itself"),
        ),
    },
    "Reminders: on which days": REMINDERS,
    "Reminders: how they go out": WAY_OUT,
    "Dates of cases": DATES,
    "Satisfaction": SATISFACTION,
    "Keeping": {
        "mail_kept_months": Definition(
            label="How long mail that is not casework is kept",
            default=12,
            hint="Months after it was marked so. Then a manager disposes of it; 0: it is kept for good",
            least=0,
            most=120,
        ),
    },
    "Signing in": SIGNING_IN,
}
"""All settings, under the headings of their page; whose office it is has a page of its own."""
DEFINITIONS: Mapping[str, Definition] = {
    **IDENTITY,
    **{name: each for section in SECTIONS.values() for name, each in section.items()},
}


def value(name: str) -> Any:
    """The office's value, or the shipped default."""
    return values()[name]


def values() -> Mapping[str, Any]:
    """All of them, read once in a transaction."""
    kept: tuple[object, Mapping[str, Any]] | None = db.session.info.get(KEPT)
    if kept is not None and kept[0] is db.session().get_transaction():
        return kept[1]
    stored = {row.name: row.value for row in db.session.execute(select(Setting.name, Setting.value))}
    found = {name: stored.get(name, definition.default) for name, definition in DEFINITIONS.items()}
    db.session.info[KEPT] = (db.session().get_transaction(), found)
    return found


def changes() -> dict[str, dt.datetime]:
    """When each setting was last changed. Those with the shipped default from the start are not in it."""
    return {row.name: row.changed_at for row in db.session.execute(select(Setting.name, Setting.changed_at))}


def change(name: str, new: Any, *, actor: Actor) -> None:
    """Set one setting. Raises `Invalid` when the value is not of the setting's kind."""
    require(actor, Permission.SETTINGS_MANAGE)
    check(name, new)
    before = value(name)
    row = db.session.get(Setting, name)
    if row is None:
        row = Setting(name=name, value=new, changed_at=clock.now(), changed_by_id=actor.user_id)
        db.session.add(row)
    row.value, row.changed_at, row.changed_by_id = new, clock.now(), actor.user_id
    db.session.info.pop(KEPT, None)
    history.record(history.Kind.SETTING_CHANGED, actor=actor, data={"setting": name, "before": before, "value": new})


def check(name: str, new: Any) -> None:
    """Raise `Invalid` when the value is not of the setting's kind."""
    definition = DEFINITIONS[name]
    least, most = definition.least, definition.most
    if isinstance(definition.default, bool):
        if type(new) is not bool:
            raise Invalid(name, "Answer yes or no.")
    elif isinstance(definition.default, list):
        if not isinstance(new, list) or not new or not all(type(day) is int and least <= day <= most for day in new):
            raise Invalid(name, f"Give whole days between {least} and {most}, with a comma between them.")
    elif isinstance(definition.default, dict):
        _check_lengths(name, new)
    elif isinstance(definition.default, str):
        _check_text(name, new)
    elif type(new) is not int or not least <= new <= most:
        unit = f" of {definition.unit}" if definition.unit else ""
        raise Invalid(name, f"Give a whole number{unit} from {least} to {most:,}.")


def _check_text(name: str, new: Any) -> None:
    """A line; the office's own details may also be empty, as long as nothing waits for them."""
    is_text = isinstance(new, str) and len(new) <= LONGEST_TEXT and new.isprintable()
    if not is_text or not (new.strip() or (name in IDENTITY and not DEFINITIONS[name].is_needed)):
        raise Invalid(name, f"Write a line of at most {LONGEST_TEXT} characters.")
    reads = DEFINITIONS[name].reads
    if reads is not None:
        try:
            reads(new)
        except NotUsable as problem:
            raise Invalid(name, str(problem)) from None


def _check_lengths(name: str, new: Any) -> None:
    if not isinstance(new, dict) or not all(type(days) is int and 1 <= days <= 400 for days in new.values()):
        raise Invalid(name, "Give each length as a whole number from 1 to 400.")
    known = lengths_to_set()
    unknown = sorted(set(new) - set(known))
    if unknown:
        raise Invalid(name, f"There is no clock “{unknown[0][:40]}”. The clocks are: {', '.join(known)}.")


def lengths_to_set() -> dict[str, ClockRule]:
    """The clocks whose length is the office's to set: not those in law, and not those whose date is given by hand."""
    rules = clock_rules().items()
    return {name: rule for name, rule in rules if rule.basis is Basis.POLICY and rule.unit is not Unit.FIXED}
