"""A real browser and the whole stack, once for all journeys."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import servers
from tests.development.stack import Stack

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


IN_THEIR_ORDER = "test_ten_jobs.py"
"""What they count goes by what was done before them, so that they are done as they stand there."""


def pytest_collection_modifyitems(items: list[Any]) -> None:
    places = [place for place, item in enumerate(items) if item.path.name == IN_THEIR_ORDER]
    in_order = sorted((items[place] for place in places), key=lambda item: item.location[1])
    for place, item in zip(places, in_order, strict=True):
        items[place] = item
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if servers.chromium() is None:
                item.add_marker(pytest.mark.skip(reason=servers.NO_CHROMIUM))


@contextmanager
def office_as_delivered(folder: Path) -> Iterator[Stack]:
    running = Stack(folder)
    running.wait_until_ready()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with office_as_delivered(tmp_path_factory.mktemp("journey") / "office") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=servers.chromium(), args=ARGUMENTS)
        yield found
        found.close()
