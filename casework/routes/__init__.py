"""The blueprints, one per noun."""

from flask import Flask

from casework.routes import administration, audit, cases, counts, health, mailbox, messages, session, work

BLUEPRINTS = (
    health.blueprint,
    session.blueprint,
    work.blueprint,
    cases.blueprint,
    counts.blueprint,
    administration.blueprint,
    audit.blueprint,
    messages.blueprint,
)


def init_app(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.config["CASEWORK_ENV"] == "development":
        app.register_blueprint(mailbox.blueprint)
