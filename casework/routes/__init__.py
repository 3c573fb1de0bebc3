"""The blueprints, one per noun."""

from flask import Flask

from casework.routes import (
    absences,
    activities,
    administration,
    applications,
    audit,
    case,
    cases,
    contacts,
    counts,
    directory,
    health,
    incoming,
    jobs,
    letter_templates,
    letters,
    mailbox,
    messages,
    moves,
    people,
    post,
    recommendations,
    reminders,
    session,
    steps,
    tasks,
    work,
)

BLUEPRINTS = (
    health.blueprint,
    session.blueprint,
    steps.blueprint,
    work.blueprint,
    tasks.blueprint,
    absences.blueprint,
    activities.blueprint,
    applications.blueprint,
    case.blueprint,
    cases.blueprint,
    contacts.blueprint,
    moves.blueprint,
    people.blueprint,
    directory.blueprint,
    recommendations.blueprint,
    counts.blueprint,
    incoming.blueprint,
    administration.blueprint,
    audit.blueprint,
    messages.blueprint,
    letter_templates.blueprint,
    post.blueprint,
    reminders.blueprint,
    jobs.blueprint,
    letters.blueprint,
)


def init_app(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.config["CASEWORK_ENV"] == "development":
        app.register_blueprint(mailbox.blueprint)
