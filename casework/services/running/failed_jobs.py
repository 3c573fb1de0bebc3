"""What a person does about a job that failed. The queue is asked after the commit, through the outbox."""

from casework.access import Actor, Permission, require
from casework.extensions import db
from casework.outbox import dismiss_after_commit, retry_after_commit
from casework.services.record import history, tokens
from casework.services.record.tokens import Sent


def retry(queue: str, job_id: str, *, sent: Sent, actor: Actor) -> None:
    """Put a failed job back onto its queue. Doing it twice does no harm: what is done is not done again."""
    _record(history.Kind.JOB_RETRIED, queue, job_id, sent=sent, actor=actor)
    retry_after_commit(db.session, queue, job_id)


def dismiss(queue: str, job_id: str, *, sent: Sent, actor: Actor) -> None:
    """Take a failed job off the list. What it was to do stays due in the database, and the sweep offers it again."""
    _record(history.Kind.JOB_DISMISSED, queue, job_id, sent=sent, actor=actor)
    dismiss_after_commit(db.session, queue, job_id)


def _record(kind: history.Kind, queue: str, job_id: str, *, sent: Sent, actor: Actor) -> None:
    require(actor, Permission.JOBS_MANAGE)
    tokens.use(sent, actor=actor)
    history.record(kind, actor=actor, data={"queue": queue, "job": job_id})
