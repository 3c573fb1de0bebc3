"""One time of a surgery, asked for at the same moment: given once, and the other is told."""

import datetime as dt
import threading

from flask import Flask

from casework import clock
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, SurgeryBooking
from casework.services.types import surgery_times
from casework.transaction import unit_of_work
from tests import factories, surgeries


def test_a_time_that_two_take_at_the_same_moment_is_given_once(app: Flask, staff: dict[str, Actor]) -> None:
    with app.app_context():
        surgeries.planned(clock.today() + dt.timedelta(days=9), number=1)
        time = surgeries.a_time()
        ids = [factories.logged("surgery_appointment", staff["officer"]).id for _ in range(2)]
    gate, ended = threading.Barrier(2), ["", ""]

    def take(place: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                with unit_of_work():
                    surgery_times.offer(db.session.get_one(Case, ids[place]), time)
                ended[place] = "given"
            except Invalid as refusal:
                ended[place] = refusal.message

    threads = [threading.Thread(target=take, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == [surgery_times.NOT_FREE, "given"]
    with app.app_context():
        assert db.session.query(SurgeryBooking).count() == 1
