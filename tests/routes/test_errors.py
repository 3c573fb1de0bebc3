"""What a person sees when something goes wrong, and that what they typed is still there."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, exc, update
from sqlalchemy.orm.exc import StaleDataError

from casework import clock, create_app, errors
from casework.access import Actor
from casework.endpoints import ENDPOINTS, Open
from casework.extensions import db
from casework.models import Base, Letter, StoredFile
from casework.security import csrf
from casework.transaction import unit_of_work
from tests import factories
from tests.client import PROBE, CheckingClient
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

TYPED = "Typed with care: Łukasz 🙂 \u200fשלום"
REFUSALS = [
    (errors.NotFound(), 404, "Page not found"),
    (errors.NotAllowed("Ask a manager."), 403, "Ask a manager."),
    (errors.Invalid("", "That cannot be."), 422, "That cannot be."),
    (errors.Conflict("Olive changed it at 2:05pm."), 409, "Olive changed it at 2:05pm."),
    (errors.Replayed("This was sent at 2:05pm."), 409, "This was sent at 2:05pm."),
    (errors.TransitionRefused("Add the papers first."), 409, "Add the papers first."),
    (StaleDataError("1 row"), 409, "Somebody changed the same record"),
    (exc.IntegrityError("INSERT", {}, Exception("unique")), 409, "Somebody changed the same record"),
    (exc.OperationalError("SELECT", {}, Exception("locked")), 503, "Try again in a minute"),
    (exc.DataError("INSERT", {}, Exception("out of range")), 422, "cannot be stored"),
    (OverflowError("too large"), 422, "cannot be stored"),
    (errors.Damaged("0" * 64), 500, "is not the one that was kept"),
    (RuntimeError("Rita Restricted"), 500, "it is not your fault"),
]


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Exception], CheckingClient]]:
    """A client of an application that has one more page, /fail, which raises what it is given."""
    environ = {"CASEWORK_ENV": "development", "DATABASE_URL": f"sqlite:///{tmp_path}/own.db"}
    app = create_app({**environ, "INSTANCE_PATH": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1"})

    def client_for(problem: Exception) -> CheckingClient:
        def fail() -> str:
            raise problem

        app.add_url_rule("/fail", "fail", csrf.exempt(fail), methods=["GET", "POST"])
        return CheckingClient(app)

    monkeypatch.setattr("casework.security.ENDPOINTS", {**ENDPOINTS, "fail": Open.EVERYBODY})
    yield client_for
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("problem", "status", "sentence"), REFUSALS, ids=lambda value: type(value).__name__)
def test_each_refusal_has_its_page_and_keeps_what_was_typed(
    failing: Callable[[Exception], CheckingClient], problem: Exception, status: int, sentence: str
) -> None:
    typed = {"details": TYPED, "about": PROBE, "password": "a secret", "csrf_token": "hidden", "token": "hidden"}
    answer = failing(problem).post("/fail", data=typed)
    assert answer.status_code == status
    assert sentence in answer.text
    assert TYPED in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "a secret" not in answer.text
    assert "hidden" not in re.sub(r"visually-hidden|overflow: hidden", "", answer.text)


def test_a_failure_of_ours_gives_a_number_and_no_detail(failing: Callable[[Exception], CheckingClient]) -> None:
    answer = failing(RuntimeError("Rita Restricted")).get("/fail")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert "Rita" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/sign-out", 405),
        ("POST", "/find", 400),
    ],
)
def test_every_error_page_has_a_way_on(signed_in: SignIn, method: str, path: str, status: int) -> None:
    answer = signed_in("officer").open(path, method=method)
    assert answer.status_code == status
    assert '<a class="govuk-link" href="/">' in answer.text


def test_a_form_without_its_token_is_refused_and_keeps_what_was_typed(client: CheckingClient) -> None:
    answer = client.post("/sign-in", data={"email": "kept@test.example", "password": "a secret"})
    assert answer.status_code == 400
    assert "The page was open too long" in answer.text
    assert "kept@test.example" in answer.text
    assert "a secret" not in answer.text


def test_a_form_with_the_token_of_somebody_else_is_refused(signed_in: SignIn) -> None:
    foreign = signed_in("reviewer").csrf("/password")
    answer = signed_in("officer").post("/find", data={"csrf_token": foreign, "words": TYPED})
    assert answer.status_code == 400
    assert TYPED in answer.text


def test_a_form_that_is_much_too_large_is_refused(signed_in: SignIn) -> None:
    client = signed_in("officer")
    answer = client.post("/find", data={"csrf_token": client.csrf("/password"), "words": "x" * 5_000_000})
    assert answer.status_code == 413
    assert "larger than 4 MB" in answer.text


@pytest.mark.parametrize("path", ["/%00", "/cases/%00", "/audit/cases/%00", "/administration/settings/%00", "/%ff"])
def test_odd_addresses_are_not_found(signed_in: SignIn, path: str) -> None:
    for who in ("auditor", "administrator"):
        assert signed_in(who).get(path).status_code in (403, 404)


def test_a_locked_database_says_so_and_loses_nothing(tmp_path: Path) -> None:
    file = tmp_path / "locked.db"
    environ = {"CASEWORK_ENV": "test", "DATABASE_URL": f"sqlite:///{file}", "REDIS_URL": "redis://127.0.0.1:1"}
    app = create_app({**environ, "INSTANCE_PATH": str(tmp_path)})
    with app.app_context():
        event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=20"))
        Base.metadata.create_all(db.engine)
        db.engine.dispose()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = CheckingClient(app).send("/sign-in", email="kept@test.example", password="a secret")
    finally:
        other.close()
        with app.app_context():
            db.engine.dispose()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "kept@test.example" in answer.text
    assert "a secret" not in answer.text


def test_a_database_out_of_reach_says_so(tmp_path: Path) -> None:
    environ = {"CASEWORK_ENV": "test", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    app = create_app({**environ, "REDIS_URL": "redis://127.0.0.1:1", "INSTANCE_PATH": str(tmp_path)})
    answer = CheckingClient(app).send("/sign-in", email="kept@test.example", password="a secret")
    assert answer.status_code == 503
    assert "kept@test.example" in answer.text


def test_somebody_signed_in_is_told_too_that_the_database_is_out_of_reach(tmp_path: Path) -> None:
    environ = {"CASEWORK_ENV": "test", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    broken = create_app({**environ, "REDIS_URL": "redis://127.0.0.1:1", "INSTANCE_PATH": str(tmp_path)})
    client = CheckingClient(broken)
    with client.session_transaction() as session:
        session["_user_id"] = "1.1"
    assert client.get("/cases").status_code == 503


def test_a_kept_file_that_was_changed_by_hand_is_not_shown(
    inside: Inside, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    def tamper() -> str:
        case = factories.enquiry(staff["officer"])
        offices.give_address(case)
        (letter,) = offices.prepare(case, "acknowledge", staff["officer"], who_will_be_asked="The council")
        offices.make(case, "acknowledge", staff["officer"], who_will_be_asked="The council")
        wrong = "0" * 64
        with unit_of_work():
            db.session.add(StoredFile(sha256=wrong, size=5, content=b"other", stored_at=clock.now()))
            db.session.flush()
            db.session.execute(update(Letter).where(Letter.id == letter.id).values(document_sha256=wrong))
        return f"/cases/{case.reference}/letters/{letter.id}/document"

    answer = signed_in("officer").get(inside(tamper))
    assert answer.status_code == 500
    assert "This file is not the one that was kept, so it is not shown." in answer.text
    assert "000000000000" in answer.text
