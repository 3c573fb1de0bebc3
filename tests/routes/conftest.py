"""What tests of pages share: a client that checks every page, signed in or not."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import pytest
from flask import Flask

from tests.client import CheckingClient

T = TypeVar("T")
SignIn = Callable[[str], CheckingClient]


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """Nobody is signed in."""
    return CheckingClient(app)


@pytest.fixture
def signed_in(app: Flask) -> SignIn:
    """A client for each person of tests/people.py, e.g. `signed_in("officer")`."""

    def sign_in(who: str) -> CheckingClient:
        client = CheckingClient(app)
        assert client.sign_in(who).status_code == 303
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
