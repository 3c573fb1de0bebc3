"""What the tests of `make run` share: an office that is started once."""

from collections.abc import Iterator

import pytest

from tests.development.stack import Stack, wait_for


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """What `make run` starts, without the installation, for all that leave it running. Its folder was open to others."""
    folder = tmp_path_factory.mktemp("development") / "office"
    folder.mkdir(mode=0o755)
    running = Stack(folder)
    running.wait_until_ready()
    yield running
    running.stop()
    wait_for(lambda: not running.children(), "the end of every child")
