"""Casework: public enquiries and complaint reviews of a local policing body's office.

Nothing is imported here before an application is made: the mailbox and the supervisor of `make run` need none of it.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from casework.patience import Patience

QUEUE_PATIENCE_SECONDS = 0.2
"""How long a page waits for each answer of the queue's server. What it could not hand over, the sweep finds."""


def create_app(environ: Mapping[str, str] | None = None) -> "Flask":
    """The application with its pages, from the environment alone. Raises `config.BadSetting` or
    `definitions.BadDefinition` with one clear sentence."""
    from casework import error_pages, front_door, patience, receiving, routes, security, templating
    from casework.services.steps import definitions

    definitions.require_sound()
    app = _core(environ, patience.OF_THE_WEB)
    app.config["QUEUE_PATIENCE"] = QUEUE_PATIENCE_SECONDS
    front_door.init_app(app)
    receiving.init_app(app)
    security.init_app(app)
    templating.init_app(app)
    error_pages.init_app(app)
    routes.init_app(app)
    return app


def create_core(environ: Mapping[str, str] | None = None) -> "Flask":
    """The same without pages: settings, log and database, for workers and commands. Raises `config.BadSetting`."""
    from casework import patience

    return _core(environ, patience.OF_COMMANDS)


def _core(environ: Mapping[str, str] | None, patience: "Patience") -> "Flask":
    from casework import log
    from casework.config import load_settings
    from casework.extensions import db, prepare_engine
    from casework.services.search import keeping
    from casework.storing import store
    from casework.transaction import CaseworkFlask

    settings = load_settings(os.environ if environ is None else environ)
    home = _home()
    app = CaseworkFlask(
        __name__,
        template_folder=str(home / "templates"),
        static_folder=str(home / "static"),
        instance_path=str(settings.instance_path),
    )
    app.config.from_mapping(settings.flask_config())
    log.configure(settings)
    log.init_app(app)
    db.init_app(app)
    prepare_engine(app, patience)
    store.init_app(app)
    keeping.listen()
    return app


def _home() -> Path:
    """Where templates and static files lie: beside the package when installed, else one level up."""
    package = Path(__file__).parent
    return package if (package / "templates").is_dir() else package.parent
