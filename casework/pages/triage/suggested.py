"""What is suggested for an enquiry, in words: on its overview, and on the pages of the steps that decide on it."""

from dataclasses import dataclass

from casework.models import DirectoryEntry
from casework.pages.record.subjects import SubjectHead
from casework.services.office import directory, forces
from casework.services.record import subjects
from casework.services.record.subjects import Subject
from casework.services.triage import routes
from workflows.engine import Move
from workflows.registry import WORKFLOWS
from workflows.routing import CONVERT, Route, decides

NOT_THERE = "The directory does not have them yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """`step`: the trigger that follows it. `words`: what to do, e.g. "Make it a complaint about our service"; `why`: a
    sentence. `sent_to`: whom the person may be sent to; `entry_id`: where the directory has them."""

    step: str
    words: str
    why: str
    target: str
    sent_to: str
    entry_id: int | None
    is_declined: bool

    def answers(self, move: Move) -> dict[str, str]:
        """What stands in the form of the step that follows it."""
        if move.trigger.value != self.step:
            return {}
        if self.target:
            return {"target_type": self.target}
        if self.entry_id is not None:
            return {"signposted_entry": str(self.entry_id)}
        return {"signposted_to": self.sent_to, "why_not_listed": NOT_THERE}


def find(subject: SubjectHead) -> Suggested | None:
    """None where nothing is suggested. No query where no row of the tables fits."""
    head = subject.head
    matter = routes.matter_of(head.concerns, head.issue, head.district)
    if subject.type is not None or not any(row.fits(matter) for row in routes.rows()):
        return None
    found = subjects.by_key(subject.key)
    route = routes.of(found)
    if route is None:
        return None
    entry = _entry(route, found)
    sent_to = entry.name if entry is not None else route.sent_to
    words = f"Make it {WORKFLOWS[route.target].it_is}" if route.step == CONVERT else f"Signpost to {sent_to}"
    return Suggested(
        step=route.step,
        words=words,
        why=route.why,
        target=route.target,
        sent_to=sent_to,
        entry_id=entry.id if entry is not None else None,
        is_declined=routes.is_declined(found.case.id, route),
    )


def asks_why(suggestion: Suggested | None, subject: SubjectHead, move: Move) -> bool:
    """Whether the page of this step asks why it is another one than is suggested. Making it another type of case
    asks in any case: which type is chosen on that page."""
    if suggestion is None or suggestion.is_declined or not decides(subject.workflow, move):
        return False
    return move.trigger.value != suggestion.step or suggestion.step == CONVERT


def _entry(route: Route, subject: Subject) -> DirectoryEntry | None:
    """Whom the directory has for it."""
    if route.kind == "force":
        return forces.department(subject.case)
    if route.kind == "iopc":
        return directory.find_iopc()
    return directory.named(route.sent_to) if route.sent_to else None
