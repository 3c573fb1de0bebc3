"""What the sweep does every minute. Each job looks into the database and may run at any time and any number of times.

The rows are the truth: an emptied or restarted queue loses nothing, because whatever is due is offered again.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from flask import current_app

from casework import clock, outbox
from casework.errors import TransitionRefused
from casework.jobs import stopping
from casework.jobs.periodic import Figures, periodic
from casework.jobs.progress import Progress
from casework.services.deadlines import diary, digests, held_mail, overtaken, reminders
from casework.services.letters import documents, receipts
from casework.services.mail import claims, letters_under_way, wanted
from casework.services.mail.by_hand import SEND_JOB
from casework.services.mail.pace import PACE
from casework.services.office import sessions, tries
from casework.services.running import count_runs
from casework.services.steps import quiet_cases
from casework.transaction import snapshot, unit_of_work

log = structlog.get_logger(__name__)
T = TypeVar("T")
BATCH = 200
"""Messages of one job: less than a minute's work, with one connection to the mail server."""
MOST_AT_ONCE = 20_000
WRITTEN_AT_ONCE = 500
"""Rows of one writing transaction: on SQLite everybody else waits for its end."""
SETTLE_JOB = "casework.jobs.settling.settle"
FOLLOW_UP_JOB = "casework.jobs.settling.follow_up"
COUNT_JOB = "casework.jobs.counts.compute"


@periodic
def remind() -> Figures:
    """Write the reminders that are due today, end what only stood in the diary, and offer what is to be sent."""
    today = clock.today()
    planned = write_reminders(today)
    find_and_write(lambda: diary.passed(today), diary.end)
    if planned:
        log.info("reminders_planned", messages=planned)
    return {"written": planned, "offered": offer_mail()}


@periodic
def forget_old_sign_ins() -> Figures:
    """Delete the rows of sessions and of wrong passwords that nobody needs any more."""
    return {
        "sessions": find_and_write(sessions.old_ids, sessions.forget),
        "tries": find_and_write(tries.old_ids, tries.forget),
    }


def write_reminders(today: dt.date) -> int:
    """Write what is due on `today` and not yet written, and take back what was overtaken. Returns how many messages
    were planned. Each part sees what the one before has written."""
    find_and_write(digests.unwanted_lines, digests.withdraw_lines)
    with snapshot():
        plan = reminders.Plan(today)
    if plan.is_quiet:
        find_and_write(
            lambda: held_mail.to_hold_back(today, plan.policy), lambda ids: held_mail.hold_back(ids, today, plan.policy)
        )
        return 0
    find_and_write(
        lambda: overtaken.misdirected(plan.office), lambda ids: overtaken.withdraw(ids, wanted.ANOTHER_PERSON)
    )
    planned = find_and_write(plan.due, plan.write)
    find_and_write(overtaken.superseded, lambda ids: overtaken.withdraw(ids, wanted.LATER_ONE))
    return planned


def find_and_write(find: Callable[[], Sequence[T]], write: Callable[[Sequence[T]], None]) -> int:
    """Find what there is to write while everybody else goes on writing, and then write it in short transactions.
    Returns how much was found."""
    with snapshot():
        found = find()
    for start in range(0, len(found), WRITTEN_AT_ONCE):
        with unit_of_work():
            write(found[start : start + WRITTEN_AT_ONCE])
    return len(found)


def offer_mail() -> int:
    """Recover what a dead worker left behind, and hand every message that is due to the mail queue, as well as every
    letter of which nobody knows whether it arrived, or which waits to be printed and has no document yet.

    Returns how many are due.
    """
    now, pace = clock.now(), PACE.faster(current_app.config["SENDING_PACE"])
    find_and_write(
        lambda: claims.stale_claims(now, pace=pace), lambda ids: claims.recover_stale_claims(ids, now, pace=pace)
    )
    find_and_write(lambda: claims.unwanted_ids(now), lambda ids: claims.withdraw_unwanted(ids, now))
    with snapshot():
        ids = claims.due_ids(now, limit=MOST_AT_ONCE)
        uncertain = letters_under_way.uncertain_ids(now, limit=BATCH)
        taken = _taken_ids(now)
        unprinted = documents.waiting_for_print(now, limit=BATCH)
    for start in range(0, len(ids), BATCH):
        outbox.offer("mail", SEND_JOB, *ids[start : start + BATCH], bucket=_bucket())
    for job, letters in ((SETTLE_JOB, uncertain), (FOLLOW_UP_JOB, taken), (documents.MAKE_JOB, unprinted)):
        if letters:
            outbox.offer("mail", job, *letters, bucket=_bucket())
    return len(ids)


def _taken_ids(now: dt.datetime) -> list[int]:
    """Letters to ask about where mail goes through a carrier that sends no bounces."""
    adapter = current_app.config["MAIL_ADAPTER"]
    return letters_under_way.taken_ids(now, adapter=adapter, limit=BATCH) if adapter == "notify" else []


@periodic
def close_quiet() -> Figures:
    """Close what stayed quiet after the answer, each in a transaction of its own."""
    today = clock.today()
    with snapshot():
        found = quiet_cases.find_quiet(today)
    closed, progress = 0, Progress(len(found))
    for number, case_id in enumerate(found):
        if stopping.is_asked():
            break
        progress.at(number)
        try:
            with unit_of_work():
                quiet_cases.close(case_id, today=today)
            closed += 1
        except TransitionRefused:
            log.warning("quiet_case_not_closed", case=case_id)
    return {"found": len(found), "closed": closed}


@periodic
def send_receipts() -> Figures:
    """Send the receipts that waited until the office's own details were complete, each in a transaction of its own."""
    with snapshot():
        found = receipts.waiting(limit=BATCH)
    sent = 0
    for letter_id in found:
        if stopping.is_asked():
            break
        with unit_of_work():
            sent += receipts.send_waiting(letter_id)
    return {"found": len(found), "sent": sent}


@periodic
def offer_counts() -> Figures:
    """Offer count runs again that nobody has begun, or that a dead worker left unfinished."""
    with snapshot():
        waiting = count_runs.find_unattended(clock.now())
    for run_id in waiting:
        outbox.offer("counts", COUNT_JOB, run_id, bucket=_bucket())
    return {"offered": len(waiting)}


def _bucket() -> str:
    """The present minute. A job that is stuck under its id never keeps the next minute's from running."""
    return str(int(clock.now().timestamp() * current_app.config["SENDING_PACE"]) // 60)
