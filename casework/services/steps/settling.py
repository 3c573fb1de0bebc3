"""The primary issue of a case that ends: by then somebody has said it, since every count by issue has a case once."""

from casework import clock
from casework.access import Actor
from casework.errors import Invalid
from casework.services.desk import corrections
from casework.services.desk.corrections import Change
from casework.services.record import codes, history
from casework.services.record.subjects import Subject
from workflows.engine import Move
from workflows.settling import SAY, settles


def lacks_issue(subject: Subject, move: Move) -> bool:
    """Whether this step is the last that a person does with a case of which nobody has said what it is mainly about."""
    return subject.part is None and not subject.case.issue and settles(subject.workflow, move)


def name_issue(subject: Subject, move: Move, issue: str, *, actor: Actor) -> None:
    """Record the issue that was chosen with such a step. Raises `Invalid` at "issue" where none was, or one that
    cannot be chosen today."""
    if not lacks_issue(subject, move):
        return
    if issue not in dict(codes.choices("issue", clock.today())):
        raise Invalid("issue", SAY)
    case, change = subject.case, Change(name="issue", old=None, new=issue)
    corrections.apply(case, [change])
    data = {"fields": ["issue"], "changes": corrections.plain([change])}
    history.record(history.Kind.CASE_EDITED, actor=actor, case_id=case.id, data=data)
