"""What an enquiry asks and what it is refused for: facts, guards and questions of rulebook 10.3."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from workflows.engine import Question

REOPEN_WITHIN_MONTHS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`is_sensitive`: it was ticked, or it came that way. `looked_up`: the same of whoever it is from, asked only where a
    guard does. `waits`: whether the case waits for the person, or None where it is on hold for another reason, asked in the
    same way. `has_person`: whom it is from is recorded. `asked`: how many questions to other organisations are open, asked
    only where a guard does."""

    today: dt.date = dt.date.min
    actor_id: int | None = None
    author_id: int | None = None
    is_sensitive: bool = False
    looked_up: Callable[[], bool] | None = None
    waits: Callable[[], bool | None] | None = None
    has_person: bool = True
    asked: Callable[[], int] | None = None
    consent_or_basis: bool = False
    who_will_be_asked: str = ""
    months_since_closed: int = 0
    target_type: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)

    def answered(self, answers: Mapping[str, object]) -> Self:
        return replace(
            self,
            consent_or_basis=bool(answers.get("consent")),
            who_will_be_asked=str(answers.get("who_will_be_asked") or self.who_will_be_asked),
            target_type=str(answers.get("target_type") or ""),
            answers=answers,
        )

    def needs_approval(self) -> bool:
        return self.is_sensitive or (self.looked_up is not None and self.looked_up())

    def with_hold(self, *, waits: bool | None) -> Self:
        return replace(self, waits=lambda: waits)

    def is_waiting(self) -> bool:
        return self.waits is not None and bool(self.waits())

    def of_another(self) -> Self:
        return replace(self, actor_id=None)


def says_who_will_be_asked(facts: Facts) -> bool:
    """Say what enquiries will be made and with whom: the acknowledgement must name them (R7.1)."""
    return bool(facts.who_will_be_asked.strip())


def may_share(facts: Facts) -> bool:
    """Confirm the person's consent, or another lawful basis, before anything is passed on."""
    return facts.consent_or_basis


def all_are_answered(facts: Facts) -> bool:
    """Somebody whom we asked has not answered yet."""
    return facts.asked is None or facts.asked() == 0


def names_target(facts: Facts) -> bool:
    """Choose what the enquiry really is."""
    return bool(facts.target_type)


def is_ordinary(facts: Facts) -> bool:
    """This reply is for an MP, a councillor, the media or a sensitive matter: send it for approval."""
    return not facts.needs_approval()


def is_sensitive(facts: Facts) -> bool:
    """Only a reply for an MP, a councillor, the media or a sensitive matter needs approval: send this one yourself."""
    return facts.needs_approval()


def was_written_by_another(facts: Facts) -> bool:
    """You wrote this reply yourself: another manager must approve it."""
    return facts.author_id is None or facts.author_id != facts.actor_id


def is_recent(facts: Facts) -> bool:
    """It was closed more than six months ago: log a new enquiry and link it to this one."""
    return facts.months_since_closed < REOPEN_WITHIN_MONTHS


def names_duplicate(facts: Facts) -> bool:
    """Say which case it repeats: without one it is no duplicate."""
    return facts.answers.get("why_no_reply") != DUPLICATE or bool(str(facts.answers.get("duplicate_of") or "").strip())


def says_why(facts: Facts) -> bool:
    """Give the reason why it was a mistake."""
    return bool(str(facts.answers.get("reason") or "").strip())


def has_comments(facts: Facts) -> bool:
    """Say in the comments what should be changed."""
    return bool(str(facts.answers.get("comments") or "").strip())


def is_waiting(facts: Facts) -> bool:
    """We are not waiting for the person."""
    return facts.is_waiting()


def is_not_waiting(facts: Facts) -> bool:
    """We are waiting for the person already: ask them again, or record that they answered."""
    return not facts.is_waiting()


def is_not_on_hold(facts: Facts) -> bool:
    """The case is on hold for another reason: a manager releases that hold first."""
    return facts.waits is None or facts.waits() is not None


def can_be_asked(facts: Facts) -> bool:
    """Nobody is named whom we could ask: add the person first."""
    return facts.has_person


def asks_again_later(facts: Facts) -> bool:
    """Give a day to ask again that is not past, and within a year."""
    day = facts.answers.get("ask_again_on")
    return not isinstance(day, dt.date) or facts.today <= day <= facts.today + dt.timedelta(days=366)


def was_asked(facts: Facts) -> bool:
    """They left nothing unanswered: first ask the person what is missing."""
    return facts.answers.get("why_no_reply") != NO_ANSWER or facts.is_waiting()


DUPLICATE, NO_ANSWER = "duplicate", "no_answer"
WHY_NO_REPLY = Question(
    code="why_no_reply",
    kind="choice",
    label="Why nothing is sent",
    choices=(
        ("praise", "It is praise"),
        ("anonymous", "An anonymous tip"),
        ("copied_for_information", "We were copied in for information"),
        (DUPLICATE, "It repeats another case"),
        ("settled_by_telephone", "Settled by telephone"),
        ("asked_not_to", "They asked us not to answer"),
        (NO_ANSWER, "They did not answer what we asked"),
    ),
)
DUPLICATE_OF = Question(
    code="duplicate_of",
    kind="line",
    label="Which case it repeats",
    hint="Its reference. Only where it repeats another case",
    required=False,
)
KEPT, ENDED = "keep", "close"
WHY_UNDONE = Question(code="reason", kind="text", label="Why it was a mistake")
LINKED_CASE = Question(
    code="linked_case",
    kind="choice",
    label="What becomes of the case that was made of it",
    choices=((KEPT, "It goes on"), (ENDED, "It is closed too, as logged by mistake")),
)
CAME_ON = Question(code="came_on", kind="date", label="When it came")
CONSENT = Question(
    code="consent",
    kind="yes_no",
    label="Does the person consent, or is there another lawful basis?",
    hint="Without one, signpost the person instead of passing anything on",
)
WHO = Question(
    code="who_will_be_asked",
    kind="text",
    label="Who will be asked, and what",
    hint="This goes into the acknowledgement, for example: the neighbourhood team of the council, about patrols",
)
QUESTION = Question(
    code="question",
    kind="text",
    label="What we ask them",
    hint="This goes into the letter to them: no more than they need",
)
REPLY = Question(
    code="reply", kind="text", label="The reply", hint="This goes into the letter as you write it", carried=True
)
