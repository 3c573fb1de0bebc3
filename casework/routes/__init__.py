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
    mailbox,
    messages,
    moves,
    people,
    recommendations,
    reminders,
    session,
    work,
)

BLUEPRINTS = (
    health.blueprint,
    session.blueprint,
    work.blueprint,
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
    reminders.blueprint,
    jobs.blueprint,
)


def init_app(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.config["CASEWORK_ENV"] == "development":
        app.register_blueprint(mailbox.blueprint)
