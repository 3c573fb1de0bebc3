"""The statistics of the planner, as production has them: none on SQLite, autovacuum's own on PostgreSQL."""

import time

from sqlalchemy import text

from casework.extensions import db

PATIENCE_SECONDS, LOOKS = 300, 3
WAITING = text(
    "SELECT count(*) FROM pg_stat_user_tables WHERE n_mod_since_analyze > 50 + 0.1 * n_live_tup OR n_ins_since_vacuum > "
    "1000 + 0.2 * n_live_tup"
)
ANALYSED = text("SELECT count(*) FROM pg_stat_user_tables WHERE last_autoanalyze IS NOT NULL")


def say_statistics() -> str:
    """Wait on PostgreSQL until autovacuum has looked at all tables that it looks at by its own rule, and say what there
    is. It is asked to begin each second for as long as this takes; nothing is analysed by hand."""
    if db.engine.dialect.name != "postgresql":
        return "no statistics, as in production"
    db.engine.dispose()  # a connection that ends says at once how much it has changed
    _ask_to_begin("'1s'")
    until, seen = time.monotonic() + PATIENCE_SECONDS, 0
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while seen < LOOKS and time.monotonic() < until:
            time.sleep(1)
            left = connection.scalar(WAITING)
            seen = 0 if left else seen + 1
        done = connection.scalar(ANALYSED)
    _ask_to_begin("DEFAULT")
    return f"statistics as autovacuum left them ({done} tables analysed, {left} still waiting)"


def _ask_to_begin(every: str) -> None:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"ALTER SYSTEM SET autovacuum_naptime = {every}"))
        connection.execute(text("SELECT pg_reload_conf()"))
