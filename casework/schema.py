"""The tables, brought to a numbered migration and back (ADR 5). Alembic is for this alone: no web process takes it."""

from pathlib import Path

import flask_migrate
from flask import current_app
from flask_migrate import Migrate

from casework.extensions import db

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(revision: str = "head") -> None:
    """Needs an application context."""
    _prepare()
    flask_migrate.upgrade(revision=revision)


def downgrade(revision: str) -> None:
    """Needs an application context."""
    _prepare()
    flask_migrate.downgrade(revision=revision)


def _prepare() -> None:
    if "migrate" not in current_app.extensions:
        Migrate(current_app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
