"""Where a matter may belong that is not for this office to answer (rulebook 7.2): a table, and how it is read.

It suggests and never decides. Whoever takes another way says why, and that is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from workflows.engine import Move, Workflow
from workflows.enquiry import Trigger

SIGNPOST: Final = "signpost"
CONVERT: Final = "convert"
DECIDING = frozenset(
    {
        Trigger.SIGNPOST,
        Trigger.CONVERT,
        Trigger.CLOSE_WITHOUT_REPLY,
        Trigger.ANSWER_NOW,
        Trigger.ANSWER_DIRECTLY,
        Trigger.ASK_PARTNER,
    }
)
"""Steps by which somebody decides whose matter it is."""
SAY_WHY = "Say in a few words why you decide otherwise than suggested."

CONCERNS: Mapping[str, str] = {
    "officer": "An officer or member of staff of the force, or how it works",
    "chief_own": "What the Chief Constable did in person",
    "chief_named": "The Chief Constable, for what others decided",
    "policing_body": "The local policing body or its deputy in person",
    "our_staff": "Somebody who works in this office",
    "complaint_outcome": "The outcome of a complaint to the force",
    "review_outcome": "The outcome of a review by this office",
    "iopc": "A decision of the IOPC",
    "no_charge": "A decision not to charge, or to stop investigating",
    "asb_review": "A council's case review of anti-social behaviour",
    "systemic": "How policing works everywhere",
    "custody_visitor": "An independent custody visitor",
    "personal_data": "How personal data was handled",
    "own_data": "A wish to see one's own data",
    "information": "A wish for information that the office holds",
}
"""What a matter is about where that decides whose it is: the list `concerns`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is known of an enquiry, in codes of the office's lists; empty where nobody said it."""

    concerns: str = ""
    issue: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One row. `step`: signpost or convert; `target`: the type of case that it becomes. `sent_to`: whoever can help, in
    words; `kind`: the same as a kind of organisation, which the directory knows by its name. An empty `concerns`, `issue`
    or `district` fits whatever it is."""

    step: Literal["signpost", "convert"]
    why: str
    concerns: str = ""
    issue: str = ""
    district: str = ""
    target: str = ""
    sent_to: str = ""
    kind: Literal["", "force", "iopc"] = ""

    @property
    def key(self) -> str:
        """What tells it from another one in the history."""
        return ":".join((self.step, self.target, self.concerns, self.issue, self.district))

    def fits(self, matter: Matter) -> bool:
        asked = ((self.concerns, matter.concerns), (self.issue, matter.issue), (self.district, matter.district))
        return any(wanted for wanted, _ in asked) and all(wanted in ("", known) for wanted, known in asked)

    def is_followed_by(self, trigger: str, answers: Mapping[str, object]) -> bool:
        """Whether this step, with these answers, is what it suggests."""
        return trigger == self.step and (self.step == SIGNPOST or answers.get("target_type") == self.target)


ROUTES = (
    Route(
        concerns="officer", step="signpost", kind="force", sent_to="the professional standards department of the force",
        why="Complaints about officers and staff below the Chief Constable are for the force to handle.",
    ),
    Route(
        concerns="chief_named", step="signpost", kind="force", sent_to="the professional standards department of the force",
        why="It was decided by others in the name of the Chief Constable: it goes to the force, with a written explanation.",
    ),
    Route(
        concerns="policing_body", step="signpost", sent_to="the Police and Crime Panel",
        why="Complaints about the local policing body or its deputy are for the Police and Crime Panel.",
    ),
    Route(
        concerns="our_staff", step="convert", target="service_complaint",
        why="This looks like a complaint about our own service.",
    ),
    Route(
        concerns="complaint_outcome", step="convert", target="complaint_review",
        why="This looks like an application for a review of how a complaint was handled.",
    ),
    Route(
        concerns="review_outcome", step="signpost", sent_to="a solicitor or an advice service, about judicial review",
        why="Nobody reviews the outcome of a review: it can be challenged in court alone.",
    ),
    Route(
        concerns="iopc", step="signpost", kind="iopc", sent_to="the Independent Office for Police Conduct",
        why="A decision of the IOPC is looked at by the IOPC, or in court.",
    ),
    Route(
        concerns="no_charge", step="signpost", sent_to="the Victims' Right to Review scheme of the force or the prosecutor",
        why="A decision not to charge or to stop investigating is looked at again under the Victims' Right to Review.",
    ),
    Route(
        concerns="asb_review", step="signpost", sent_to="the council that leads the case review",
        why="The threshold and the outcome of a case review are first for the council that leads it.",
    ),
    Route(
        concerns="systemic", step="signpost", sent_to="a body that may make a super-complaint",
        why="A problem of policing everywhere can be raised as a super-complaint by the bodies that the law names.",
    ),
    Route(
        concerns="custody_visitor", step="signpost", sent_to="the manager of the custody visiting scheme",
        why="A complaint about a custody visitor is for the manager of the scheme.",
    ),
    Route(
        concerns="personal_data", step="convert", target="data_protection_complaint",
        why="This looks like a complaint about how personal data was handled.",
    ),
    Route(
        concerns="own_data", step="convert", target="subject_access_request",
        why="This looks like a request of somebody for their own data.",
    ),
    Route(
        concerns="information", step="convert", target="information_request",
        why="This looks like a request for information.",
    ),
)  # fmt: skip
"""Rulebook 7.2 and 10.3. What the Chief Constable did in person is for the office itself: it has no row."""


def suggested(matter: Matter, routes: Iterable[Route], *, types: Iterable[str]) -> Route | None:
    """The first row that fits, of those that the office can follow: one that makes a type of case that it works with
    (`types`), or none."""
    known = set(types)
    fitting = (route for route in routes if route.fits(matter))
    return next((route for route in fitting if route.step == SIGNPOST or route.target in known), None)


def decides(workflow: Workflow, move: Move) -> bool:
    """Whether somebody says with this step whose matter an enquiry is."""
    return workflow.name == "enquiry" and move.trigger in DECIDING
