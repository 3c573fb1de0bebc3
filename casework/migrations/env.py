"""How migrations reach the database: through the application, with batch mode for SQLite."""

from alembic import context
from flask import current_app

from casework.models import Base

options = current_app.extensions["migrate"].configure_args
engine = current_app.extensions["migrate"].db.engine

with engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
    context.configure(connection=connection, target_metadata=Base.metadata, **options)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
