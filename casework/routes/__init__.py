"""The blueprints, one per noun."""

from flask import Flask

from casework.routes import health, session

BLUEPRINTS = (health.blueprint, session.blueprint)


def init_app(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
