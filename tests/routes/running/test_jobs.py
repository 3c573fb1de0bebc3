"""The page of jobs: what runs, what failed and why, what is scheduled; and the queue's server being down."""

from collections.abc import Iterable, Iterator

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.registry import FailedJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer
from sqlalchemy import select

from casework import outbox
from casework.extensions import db
from casework.jobs import sweep
from casework.jobs.searching import READ_JOB
from casework.jobs.worker import make_worker
from casework.models import CaseEvent
from casework.services.letters.documents import MAKE_JOB
from tests.client import CheckingClient
from tests.jobs.post_office import free_port
from tests.routes.conftest import Inside, SignIn

SECRET = "pat.invented@secret.example"
BREAKS = f"{__name__}.break_down"


def break_down(*_: int) -> None:
    """The job of a queue that always fails, with words that nobody must see."""
    raise ConnectionError(SECRET)


def be_killed(*_: int) -> None:
    """As the machine does that has no memory left."""
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def queue(queue_url: str) -> Iterator[Redis]:
    with Redis.from_url(queue_url) as client:
        client.flushall()
        yield client


@pytest.fixture
def manager(signed_in: SignIn) -> CheckingClient:
    return signed_in("manager")


def fail(app: Flask, redis: Redis, job: str, *ids: int) -> str:
    """The id of a job that failed on the queue that never tries again."""
    with app.app_context():
        outbox.offer("sweep", job, *ids)
        make_worker(app, "sweep", redis).work(burst=True, logging_level="CRITICAL")
    (number,) = FailedJobRegistry("sweep", connection=redis, serializer=JSONSerializer).get_job_ids()
    return str(number)


def waiting(redis: Redis) -> list[str]:
    return Queue("sweep", connection=redis, serializer=JSONSerializer).job_ids


def test_index_says_what_is_there_before_anything_ran(manager: CheckingClient, queue: Redis) -> None:
    page = manager.get("/jobs").text
    for words in (
        "No job has failed.",
        "Nothing is running",
        "Close quiet cases",
        "Never",
        "sends mail to staff and to the public",
    ):
        assert words in page
    assert "The scheduler has not run yet." in page
    assert "No worker is on the queue mail. Start “casework worker mail”." in page


def test_what_failed_stands_there_with_a_reason_and_without_the_words_of_the_exception(
    app: Flask, manager: CheckingClient, queue: Redis
) -> None:
    fail(app, queue, BREAKS, 1, 2, 3)
    page = manager.get("/jobs").text
    assert "The queue's server could not be reached (ConnectionError)." in page.replace("&#39;", "'")
    assert "3 ids" in page
    assert "1 job has failed on the queue sweep." in page
    assert SECRET not in page
    assert "Traceback" not in page


def test_a_worker_that_was_killed_is_a_reason_too(app: Flask, manager: CheckingClient, queue: Redis) -> None:
    fail(app, queue, f"{__name__}.be_killed")
    assert "The worker stopped while it was doing this." in manager.get("/jobs").text


def test_try_again_puts_it_back_once_and_records_who_did(
    app: Flask, manager: CheckingClient, queue: Redis, inside: Inside
) -> None:
    number = fail(app, queue, BREAKS, 7)
    answer = manager.send("/jobs", to=f"/jobs/sweep/{number}/retry")
    assert answer.status_code == 303
    assert waiting(queue) == [number]
    page = manager.get("/jobs").text
    assert "is being tried again" in page
    assert "No job has failed." in page
    assert inside(events)[-1] == ("job_retried", {"queue": "sweep", "job": number})
    assert (
        manager.post(f"/jobs/sweep/{number}/retry", data={"csrf_token": manager.csrf("/password")}).status_code == 404
    )
    assert waiting(queue) == [number]


def test_a_form_sent_twice_counts_once(app: Flask, manager: CheckingClient, queue: Redis) -> None:
    number = fail(app, queue, BREAKS, 7)
    given = {"csrf_token": manager.csrf("/jobs"), "token": "a token that is used twice"}
    assert manager.post(f"/jobs/sweep/{number}/retry", data=given).status_code == 303
    with app.app_context():
        make_worker(app, "sweep", queue).work(burst=True, logging_level="CRITICAL")
    assert manager.post(f"/jobs/sweep/{number}/retry", data=given).status_code == 409
    assert waiting(queue) == []


def test_dismiss_takes_it_off_the_list_and_records_who_did(
    app: Flask, manager: CheckingClient, queue: Redis, inside: Inside
) -> None:
    number = fail(app, queue, BREAKS, 7)
    assert manager.send("/jobs", to=f"/jobs/sweep/{number}/dismiss").status_code == 303
    assert "No job has failed." in manager.get("/jobs").text
    assert waiting(queue) == []
    assert inside(events)[-1] == ("job_dismissed", {"queue": "sweep", "job": number})


def run_since_long(app: Flask, queue: Redis, function: str, ids: Iterable[int]) -> Job:
    """A job that a worker is doing."""
    with app.app_context():
        outbox.offer("mail", function, *ids)
    (job,) = Queue("mail", connection=queue, serializer=JSONSerializer).jobs
    queue.zadd(StartedJobRegistry("mail", connection=queue).key, {f"{job.id}:1": 2**33})
    return job


def test_running_jobs_show_how_far_they_are(app: Flask, manager: CheckingClient, queue: Redis) -> None:
    job = run_since_long(app, queue, "casework.jobs.mail.send", range(200))
    job.meta = {"done": 40, "total": 200}
    job.save_meta()
    page = manager.get("/jobs").text
    assert "Send mail, 200 messages" in page
    assert "40 of 200" in page


@pytest.mark.parametrize(
    ("function", "said"),
    [(MAKE_JOB, "Make the documents of letters, 2 letters"), (READ_JOB, "Read what documents say, 2 documents")],
)
def test_running_jobs_say_to_how_many_of_what(
    app: Flask, manager: CheckingClient, queue: Redis, function: str, said: str
) -> None:
    run_since_long(app, queue, function, (1, 2))
    assert said in manager.get("/jobs").text


def test_the_periodic_table_shows_the_last_run(manager: CheckingClient, queue: Redis, inside: Inside) -> None:
    inside(sweep.close_quiet)
    page = manager.get("/jobs").text
    assert "found 0, closed 0" in page
    assert "0.0 seconds" in page or "0.1 seconds" in page


def test_while_the_queue_is_down_the_page_says_so_and_shows_what_the_database_knows(
    app: Flask, manager: CheckingClient, queue: Redis, inside: Inside
) -> None:
    inside(sweep.close_quiet)
    given = {"csrf_token": manager.csrf("/jobs"), "token": "a token that is used once"}
    client, before = app.extensions.pop("queue_client", None), app.config["REDIS_URL"]
    app.config["REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    try:
        answer = manager.get("/jobs")
        refused = manager.post("/jobs/sweep/anything/retry", data=given)
    finally:
        app.config["REDIS_URL"] = before
        app.extensions.pop("queue_client").close()
        if client is not None:
            app.extensions["queue_client"] = client
    assert answer.status_code == 200
    assert "The queue's server cannot be reached." in answer.text.replace("&#39;", "'")
    assert "found 0, closed 0" in answer.text
    assert refused.status_code == 409


@pytest.mark.parametrize("path", ["/jobs/nonsense/1/retry", "/jobs/sweep/nonsense/dismiss", "/jobs/mail/%00/retry"])
def test_a_job_that_is_not_there_is_not_found(manager: CheckingClient, queue: Redis, path: str) -> None:
    assert manager.post(path, data={"csrf_token": manager.csrf("/password")}).status_code == 404


def test_those_who_may_not_do_not_see_it(signed_in: SignIn) -> None:
    assert signed_in("officer").get("/jobs").status_code == 403
    assert signed_in("administrator").get("/jobs").status_code == 200


def events() -> list[tuple[str, dict[str, str]]]:
    rows = db.session.execute(select(CaseEvent.kind, CaseEvent.data).order_by(CaseEvent.id))
    return [(row.kind, row.data) for row in rows]
