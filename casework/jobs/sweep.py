"""What the sweep does every minute. Each job looks into the database and may run at any time and any number of times.

The rows are the truth: an emptied or restarted queue loses nothing, because whatever is due is offered again.
"""

import datetime as dt
from urllib.parse import urlsplit

import structlog
from flask import current_app

from casework import clock, outbox
from casework.errors import TransitionRefused
from casework.jobs import stopping
from casework.jobs.periodic import Figures, periodic
from casework.jobs.progress import Progress
from casework.services.deadlines import reminders
from casework.services.mail import claims, letters_under_way
from casework.services.mail.by_hand import SEND_JOB
from casework.services.running import count_runs
from casework.services.steps import quiet_enquiries
from casework.transaction import unit_of_work

log = structlog.get_logger(__name__)
BATCH = 200
"""Messages of one job: less than a minute's work, with one connection to the mail server."""
MOST_AT_ONCE = 20_000
SETTLE_JOB = "casework.jobs.settling.settle"
FOLLOW_UP_JOB = "casework.jobs.settling.follow_up"
COUNT_JOB = "casework.jobs.counts.compute"


@periodic
def remind() -> Figures:
    """Write the reminders that are due today, and offer what is to be sent."""
    with unit_of_work():
        host = urlsplit(current_app.config["BASE_URL"]).hostname or reminders.MESSAGE_ID_HOST
        planned = reminders.plan(clock.today(), message_id_host=host)
    if planned:
        log.info("reminders_planned", messages=planned)
    return {"written": planned, "offered": offer_mail()}


def offer_mail() -> int:
    """Recover what a dead worker left behind, and hand every message that is due to the mail queue, as well as every
    letter of which nobody knows whether it arrived.

    Returns how many are due.
    """
    now = clock.now()
    with unit_of_work():
        claims.recover_stale_claims(now, pace=claims.PACE.faster(current_app.config["SENDING_PACE"]))
        claims.withdraw_unwanted(now)
        ids = claims.due_ids(now, limit=MOST_AT_ONCE)
        uncertain = letters_under_way.uncertain_ids(now, limit=BATCH)
        taken = _taken_ids(now)
    for start in range(0, len(ids), BATCH):
        outbox.offer("mail", SEND_JOB, *ids[start : start + BATCH], bucket=_bucket())
    for job, letters in ((SETTLE_JOB, uncertain), (FOLLOW_UP_JOB, taken)):
        if letters:
            outbox.offer("mail", job, *letters, bucket=_bucket())
    return len(ids)


def _taken_ids(now: dt.datetime) -> list[int]:
    """Letters to ask about where mail goes through a carrier that sends no bounces."""
    adapter = current_app.config["MAIL_ADAPTER"]
    return letters_under_way.taken_ids(now, adapter=adapter, limit=BATCH) if adapter == "notify" else []


@periodic
def close_quiet() -> Figures:
    """Close replied enquiries that stayed quiet, each in a transaction of its own."""
    today = clock.today()
    with unit_of_work():
        found = quiet_enquiries.find_quiet(today)
    closed, progress = 0, Progress(len(found))
    for number, case_id in enumerate(found):
        if stopping.is_asked():
            break
        progress.at(number)
        try:
            with unit_of_work():
                quiet_enquiries.close(case_id, today=today)
            closed += 1
        except TransitionRefused:
            log.warning("quiet_enquiry_not_closed", case=case_id)
    return {"found": len(found), "closed": closed}


@periodic
def offer_counts() -> Figures:
    """Offer count runs again that nobody has begun, or that a dead worker left unfinished."""
    with unit_of_work():
        waiting = count_runs.find_unattended(clock.now())
    for run_id in waiting:
        outbox.offer("counts", COUNT_JOB, run_id, bucket=_bucket())
    return {"offered": len(waiting)}


def _bucket() -> str:
    """The present minute. A job that is stuck under its id never keeps the next minute's from running."""
    return str(int(clock.now().timestamp() * current_app.config["SENDING_PACE"]) // 60)
