"""How migrations reach the database: through the application, with batch mode for SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection, inspect, text

from casework.models import Base, SearchChange
from casework.models.searching import statements

options = current_app.extensions["migrate"].configure_args
engine = current_app.extensions["migrate"].db.engine


@contextmanager
def tables_may_be_remade(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, which foreign keys would refuse. The switch does nothing inside
    a transaction, so it goes to the driver before one begins."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            tables = ", ".join(sorted({row[0] for row in broken}))
            raise RuntimeError(f"The migration leaves rows that refer to nothing, in {tables}.")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def watch(connection: Connection) -> None:
    """SQLite forgets the triggers of a table that is made anew, and a table that is searched may be new."""
    found = inspect(connection)
    tables = {name: {column["name"] for column in found.get_columns(name)} for name in found.get_table_names()}
    if SearchChange.__tablename__ in tables:
        for statement in statements(connection.dialect.name, tables):
            connection.execute(text(statement))


with engine.connect() as connection, tables_may_be_remade(connection):
    context.configure(connection=connection, target_metadata=Base.metadata, **options)
    with context.begin_transaction():
        context.run_migrations()
        watch(connection)
    connection.commit()
