"""An office in which everything is invented: with tags, districts that are known by postcodes, and two plans."""

import pytest
from flask import Flask

from casework.transaction import unit_of_work
from tests import areas


@pytest.fixture
def ambershire(context: Flask) -> Flask:
    with unit_of_work():
        areas.load("ambershire", with_directory=True)
    return context
