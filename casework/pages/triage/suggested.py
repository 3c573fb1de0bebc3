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


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """`step`: the trigger that follows it. `words`: what to do, e.g. "Make it a complaint about our service"; `why`: a
    sentence. `sent_to`: whom the person may be sent to."""

    step: str
    words: str
    why: str
    target: str
    sent_to: str
    is_declined: bool

    def answers(self, move: Move) -> dict[str, str]:
        """What stands in the form of the step that follows it."""
        if move.trigger.value != self.step:
            return {}
        given = {"target_type": self.target, "signposted_to": self.sent_to}
        return {name: text for name, text in given.items() if text}


def find(subject: SubjectHead) -> Suggested | None:
    """None where nothing is suggested. No query while nobody has said what an enquiry concerns."""
    if subject.type is not None or not subject.head.concerns:
        return None
    found = subjects.by_key(subject.key)
    route = routes.of(found)
    if route is None:
        return None
    sent_to = "" if route.step == CONVERT else _sent_to(route, found)
    words = f"Make it {WORKFLOWS[route.target].it_is}" if route.step == CONVERT else f"Signpost to {sent_to}"
    return Suggested(
        step=route.step,
        words=words,
        why=route.why,
        target=route.target,
        sent_to=sent_to,
        is_declined=routes.is_declined(found.case.id, route),
    )


def asks_why(suggestion: Suggested | None, subject: SubjectHead, move: Move) -> bool:
    """Whether the page of this step asks why it is another one than is suggested. Making it another type of case
    asks in any case: which type is chosen on that page."""
    if suggestion is None or suggestion.is_declined or not decides(subject.workflow, move):
        return False
    return move.trigger.value != suggestion.step or suggestion.step == CONVERT


def _sent_to(route: Route, subject: Subject) -> str:
    """By the name in the directory, where it is known there."""
    entry: DirectoryEntry | None = None
    if route.kind == "force":
        entry = forces.department(subject.case)
    elif route.kind == "iopc":
        entry = directory.find_iopc()
    return entry.name if entry is not None else route.sent_to
