"""What people and jobs do reads as much in an office of 100,000 cases as in a small one.

No statistics are gathered on SQLite, as in production: a plan must be right without them. What is counted is what the
database reads, never how long it takes.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Engine, create_engine

from casework.access import Actor
from casework.extensions import db
from tests.client import CheckingClient
from tests.large_office import rows, visits
from tests.large_office.watch import Watch, watching

MOST = {"sqlite": 60_000, "postgresql": 6_000}
"""Steps of SQLite's machine, rows of PostgreSQL. A list counts up to 1,001 cases; a walk through the office is several
times as much on either."""
LONGER = {
    "/?": 8,  # counts up to 5,000 open cases of the team by owner
    "/cases?sort=": 100,  # all that the list has, by what no index has in order, for one page of it
    "/cases?owner=1&sort=": 50,
    "/cases?state=enquiry.new&sort=": 10,
    "/cases?district=leeds&issue=traffic&sort=": 10,
    "/cases?received_from": 4,  # two limits without an index for both: the open cases by date until there are enough
    "/administration/users/1": 2,  # counts up to 5,000 open cases of one owner, before they are handed over
    "/hand-over/": 2,
    "/reminders?": 4,  # shows the coming month of the whole office
    "/reports/repeat-contacts?by=address": 70,  # PostgreSQL goes once through all addresses, instead of 6,000 look-ups
    "/reports/repeat-contacts?by=place": 70,
    "/reports/repeat-contacts?": 10,  # puts together the contacts of three months, of which there are 6,000
    "/reports/repeat-contacts/contacts?by=issue": 7,
    "/people/alike?": 2,  # says of each of a page of pairs in which cases they are
    "/limits-on-contact?": 18,  # compares up to a thousand people with everybody who is in a case
    "the job compare": 6,  # counts the list that it has made
    "the job offer_documents": 6,  # asks of every document whether it was read
    "the job remind": 4,  # writes five hundred rows with one statement
}
"""What may read so many times as much."""


def test_no_page_no_step_and_no_job_reads_the_whole_office(app: Flask, staff: dict[str, Actor]) -> None:
    _load(app)
    found: list[str] = []
    with app.app_context():
        engine = db.engine
    browsers = {who: CheckingClient(app) for who in visits.READERS}
    for who, browser in browsers.items():
        browser.sign_in(who)
    for who, address in visits.pages(app, staff):
        with _noted(engine, address, found):
            browsers[who].get(address)
    found += _walked(engine, visits.searches(browsers["manager"]))
    found += _walked(engine, visits.activities(browsers["manager"]))
    with app.app_context():
        found += _walked(engine, visits.steps(staff))
        found += _walked(engine, visits.jobs())
    assert not found, "\n".join(found)


def _load(app: Flask) -> None:
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        fast = "PRAGMA synchronous=OFF" if is_sqlite else "SET session_replication_role = replica"
        connection.exec_driver_sql(fast)
        rows.load(connection, team_id=1)
        connection.commit()
    engine.dispose()


@contextmanager
def _noted(engine: Engine, what: str, found: list[str]) -> Iterator[None]:
    with watching(engine) as watch:
        yield
    found += _too_much(engine, what, watch)


def _walked(engine: Engine, done: Iterable[str]) -> list[str]:
    found: list[str] = []
    waiting = iter(done)
    while True:
        with watching(engine) as watch:
            what = next(waiting, None)
        if what is None:
            return found
        found += _too_much(engine, what, watch)


def _too_much(engine: Engine, what: str, watch: Watch) -> list[str]:
    most = MOST[engine.dialect.name] * next((times for name, times in LONGER.items() if what.startswith(name)), 1)
    return [f"{what} reads {asked.read:,}: {asked.text}" for asked in watch.asked if asked.read > most]
