"""Casework: public enquiries and complaint reviews of a mayor's policing and crime office."""

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from casework import error_pages, limits, log, routes, security, templating
from casework.config import load_settings
from casework.extensions import csrf, db, migrate, prepare_engine
from casework.services.steps import definitions
from casework.transaction import CaseworkFlask


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The application, from the environment alone. Raises `config.BadSetting` or `definitions.BadDefinition` with one
    clear sentence."""
    definitions.require_sound()
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
    prepare_engine(app)
    migrate.init_app(app, db)
    csrf.init_app(app)
    security.init_app(app)
    templating.init_app(app)
    error_pages.init_app(app)
    routes.init_app(app)
    limits.init_app(app)
    return app


def _home() -> Path:
    """Where templates and static files lie: beside the package when installed, else one level up."""
    package = Path(__file__).parent
    return package if (package / "templates").is_dir() else package.parent
