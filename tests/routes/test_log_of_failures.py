"""What a failed request leaves in the log: where it failed and of what kind, and nobody's data."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import exc, text
from structlog.testing import capture_logs

from casework import create_app
from casework.endpoints import ENDPOINTS, Open
from casework.extensions import db
from casework.security import csrf
from tests.client import CheckingClient

NAME = "Rita Restricted"
SECRET_KEY = "a key for this very test, long enough for production"
Failing = Callable[[Callable[[], str]], CheckingClient]


def no_such_table() -> str:
    db.session.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": NAME})
    return "never"


def no_such_type() -> str:
    db.session.execute(text("SELECT :name"), {"name": [{NAME}]})
    return "never"


def in_its_own_words() -> str:
    try:
        return str(int(NAME))
    except ValueError as problem:
        raise LookupError(f"Nobody is called {NAME}.") from problem


@pytest.fixture
def failing(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Failing]:
    """A client of an application in production that has one more page, /fail, with a view of the test's own."""
    environ = {"CASEWORK_ENV": "production", "SECRET_KEY": SECRET_KEY, "DATABASE_URL": database}
    app = create_app({**environ, "INSTANCE_PATH": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1"})

    def client_for(view: Callable[[], str]) -> CheckingClient:
        app.add_url_rule("/fail", "fail", csrf.exempt(view), methods=["POST"])
        return CheckingClient(app)

    monkeypatch.setattr("casework.security.ENDPOINTS", {**ENDPOINTS, "fail": Open.EVERYBODY})
    yield client_for
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("view", [no_such_table, no_such_type, in_its_own_words], ids=lambda view: view.__name__)
def test_the_log_of_a_failed_request_holds_no_value(
    failing: Failing, view: Callable[[], str], caplog: pytest.LogCaptureFixture
) -> None:
    client = failing(view)
    with capture_logs() as lines:
        answer = client.post("/fail", data={"name": NAME})
    assert answer.status_code in (500, 503)
    (line,) = [line for line in lines if line["log_level"] == "error"]
    assert line["problem"] in ("OperationalError", "InterfaceError", "ProgrammingError", "LookupError")
    assert "Rita" not in f"{lines} {caplog.text}"


def test_a_failure_of_ours_says_where_it_was(failing: Failing) -> None:
    client = failing(in_its_own_words)
    with capture_logs() as lines:
        number = client.post("/fail").headers["X-Request-ID"]
    (line,) = [line for line in lines if line["event"] == "request_failed"]
    assert (line["problem"], line["because_of"], line["reference"]) == ("LookupError", ["ValueError"], number)
    assert line["at"][-1].startswith("test_log_of_failures.py:")


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("view", [no_such_table, no_such_type], ids=lambda view: view.__name__)
def test_an_error_of_the_database_does_not_repeat_what_was_asked(view: Callable[[], str]) -> None:
    with pytest.raises(exc.StatementError) as problem:
        view()
    db.session.rollback()
    assert NAME not in str(problem.value)
