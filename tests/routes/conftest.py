"""What tests of pages share: a client that checks every page, signed in or not."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import pytest
from flask import Flask
from flask_login.utils import _create_identifier
from sqlalchemy import select

from casework.extensions import db
from casework.models import User
from casework.services.office import sessions
from casework.transaction import unit_of_work
from tests.client import CheckingClient

T = TypeVar("T")
SignIn = Callable[[str], CheckingClient]


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """Nobody is signed in."""
    return CheckingClient(app)


@pytest.fixture
def signed_in(app: Flask) -> SignIn:
    """A client for each person of tests/people.py, e.g. `signed_in("officer")`: with a session of its own, past the form,
    which took a tenth of the time of all tests of pages. Tests of signing in use `client.sign_in`."""

    def sign_in(who: str) -> CheckingClient:
        client = CheckingClient(app)
        with app.test_request_context(environ_base=client.environ_base), unit_of_work():
            user_id = db.session.scalars(select(User.id).where(User.email == f"{who}@test.example")).one()
            given = {
                "_user_id": sessions.begin(user_id, "Browser of a test"),
                "_id": _create_identifier(),
                "_fresh": True,
            }
        with client.session_transaction() as cookie:
            cookie.permanent = True
            cookie.update(given)
        return client

    return sign_in


class Inside(Protocol):
    """Gives back what the function returns."""

    def __call__(self, function: Callable[[], T], /) -> T: ...


@pytest.fixture
def inside(app: Flask) -> Inside:
    """Runs a function in an application context of its own and gives back what it returns.

    A test of pages must not stand in a context itself: requests would share its `g`, CSRF token and all.
    """

    def run(function: Callable[[], T], /) -> T:
        with app.app_context():
            return function()

    return run
