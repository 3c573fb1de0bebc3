"""What tests of pages share: a client that checks every page, signed in or not."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.client import CheckingClient

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
