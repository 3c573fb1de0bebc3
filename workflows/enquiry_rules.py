"""What an enquiry asks and what it is refused for: facts, guards and questions of rulebook 10.3."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from workflows.engine import Question

REOPEN_WITHIN_MONTHS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`is_sensitive`: it was ticked, or it came that way. `looked_up`: the same of whoever it is from, asked only where a
    guard does."""

    actor_id: int | None = None
    author_id: int | None = None
    is_sensitive: bool = False
    looked_up: Callable[[], bool] | None = None
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

    def of_another(self) -> Self:
        return replace(self, actor_id=None)


def says_who_will_be_asked(facts: Facts) -> bool:
    """Say what enquiries will be made and with whom: the acknowledgement must name them (R7.1)."""
    return bool(facts.who_will_be_asked.strip())


def may_share(facts: Facts) -> bool:
    """Confirm the person's consent, or another lawful basis, before anything is passed on."""
    return facts.consent_or_basis


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


DUPLICATE = "duplicate"
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
PARTNER = Question(code="partner", kind="line", label="Who is asked", hint="For example the neighbourhood police team")
QUESTION = Question(
    code="question",
    kind="text",
    label="What we ask them",
    hint="This goes into the letter to them: no more than they need",
)
REPLY = Question(
    code="reply", kind="text", label="The reply", hint="This goes into the letter as you write it", carried=True
)
