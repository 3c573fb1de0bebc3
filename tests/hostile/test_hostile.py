"""A short run of `make attack`, from a seed that stands here, and one that is the day's."""

import pytest
from flask import Flask

from casework import clock
from tests.hostile.attack import attack

REQUESTS = 200


@pytest.mark.parametrize("seed", [20261129, clock.today().toordinal()], ids=["known", "of the day"])
def test_whatever_is_sent_the_server_answers_and_a_refusal_keeps_nothing(app: Flask, seed: int) -> None:
    outcome = attack(app, seed=seed, requests=REQUESTS)
    assert not outcome.found, f"Seed {seed}:\n" + "\n".join(outcome.found)
    assert {200, 303, 404, 422} <= set(outcome.statuses)
