"""Migrations go up and down with rows in the tables, and end in what the models say, on both databases."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Index, inspect
from sqlalchemy.schema import SchemaItem

from casework.access import Actor
from casework.extensions import db
from casework.models import Base
from casework.models.searching import FULL_TEXT
from casework.schema import downgrade, upgrade
from tests import factories

VERSIONS = Path(__file__).parent.parent.parent / "casework" / "migrations" / "versions"


def test_files_are_numbered_without_a_gap_and_have_one_head() -> None:
    numbers = [path.name[:4] for path in sorted(VERSIONS.glob("*.py"))]
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]
    for path in VERSIONS.glob("*.py"):
        assert re.search(rf'revision = "{path.name[:4]}"', path.read_text()), path.name
    assert len(ScriptDirectory(str(VERSIONS.parent)).get_heads()) == 1


def is_compared(found: SchemaItem, name: str | None, kind: str, _is_there: bool, _other: SchemaItem | None) -> bool:
    """Not the tables in which SQLite keeps its index of full text, and not the index in which PostgreSQL does."""
    if kind == "table":
        return not (name or "").startswith(FULL_TEXT)
    is_full_text = isinstance(found, Index) and found.dialect_options["postgresql"]["using"] == "gin"
    return not is_full_text or db.engine.dialect.name == "postgresql"


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # of which SQLite tells nothing
def test_the_tables_are_what_the_models_say(context: Flask) -> None:
    with db.engine.connect() as connection:
        migration = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_compared})
        differences = compare_metadata(migration, Base.metadata)
    assert differences == []


@pytest.mark.usefixtures("context")
def test_down_and_up_again_with_rows_in_the_tables(staff: dict[str, Actor]) -> None:
    factories.review_decided(staff)
    db.session.remove()
    try:
        downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
        assert left == set()
    finally:
        upgrade()
