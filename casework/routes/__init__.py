"""The blueprints, one per noun."""

from flask import Flask

from casework.routes.corrections import assessments, corrections, destroying, moved_contacts, who_acts, whose_cases
from casework.routes.deadlines import bank_holidays, reminders
from casework.routes.desk import (
    applications,
    box,
    cases,
    contact_limits,
    contacts,
    export,
    filters,
    hand_over,
    incoming,
    new_cases,
    work,
    writing,
)
from casework.routes.documents import documents, redactions
from casework.routes.letters import enclosures, letter_templates, letters, post
from casework.routes.mail import mailbox, messages, not_casework
from casework.routes.office import absences, administration, area, audit, directory, keyboard, lists, meetings, session
from casework.routes.partners import questions
from casework.routes.people import merging, people, persons, risks
from casework.routes.record import activities, case, case_files, tasks
from casework.routes.reports import counts, equality, repeats, satisfaction
from casework.routes.reviews import recommendations
from casework.routes.running import health, jobs
from casework.routes.search import search
from casework.routes.steps import comebacks, move_letters, moves, together
from casework.routes.surgeries import surgeries
from casework.routes.triage import sorting

BLUEPRINTS = (
    health.blueprint,
    session.blueprint,
    move_letters.blueprint,
    work.blueprint,
    writing.blueprint,
    tasks.blueprint,
    absences.blueprint,
    meetings.blueprint,
    surgeries.blueprint,
    activities.blueprint,
    sorting.blueprint,
    applications.blueprint,
    box.blueprint,
    case.blueprint,
    case_files.blueprint,
    cases.blueprint,
    comebacks.blueprint,
    contacts.blueprint,
    moved_contacts.blueprint,
    corrections.blueprint,
    assessments.blueprint,
    who_acts.blueprint,
    whose_cases.blueprint,
    new_cases.blueprint,
    moves.blueprint,
    merging.blueprint,
    people.blueprint,
    risks.blueprint,
    persons.blueprint,
    contact_limits.blueprint,
    directory.blueprint,
    documents.blueprint,
    enclosures.blueprint,
    destroying.blueprint,
    redactions.blueprint,
    questions.blueprint,
    recommendations.blueprint,
    counts.blueprint,
    equality.blueprint,
    repeats.blueprint,
    satisfaction.blueprint,
    incoming.blueprint,
    not_casework.blueprint,
    administration.blueprint,
    area.blueprint,
    bank_holidays.blueprint,
    keyboard.blueprint,
    lists.blueprint,
    audit.blueprint,
    messages.blueprint,
    letter_templates.blueprint,
    post.blueprint,
    reminders.blueprint,
    jobs.blueprint,
    letters.blueprint,
    together.blueprint,
    hand_over.blueprint,
    export.blueprint,
    filters.blueprint,
    search.blueprint,
)


def init_app(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.config["CASEWORK_ENV"] == "development":
        app.register_blueprint(mailbox.blueprint)
