"""What may be done on a case without moving it: one condition and the roles, written once for all states.

Moves and activities are two things (architecture section 3): no event is repeated in every state.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflows.engine import Category
from workflows.roles import MANAGER, REVIEWER, STAFF, Role

NOT_CLOSED = frozenset({Category.NEW, Category.OPEN})
ALWAYS = frozenset(Category)


class Activity(StrEnum):
    ADD_ALLEGATION = "add_allegation"
    ADD_DOCUMENT = "add_document"
    ADD_NOTE = "add_note"
    ADD_PARTY = "add_party"
    ADD_RECOMMENDATION = "add_recommendation"
    ASK_QUESTION = "ask_question"
    ASSESS_ALLEGATION = "assess_allegation"
    ASSIGN = "assign"
    CONFIRM_TRIAGE = "confirm_triage"
    DECLARE_CONFLICT = "declare_conflict"
    DESTROY_DOCUMENT = "destroy_document"
    EDIT = "edit"
    EDIT_PERSON = "edit_person"
    EXTEND_RECOMMENDATION = "extend_recommendation"
    HOLD = "hold"
    LOG_CONTACT = "log_contact"
    PUT_RIGHT = "put_right"
    PUT_RIGHT_DAY = "put_right_day"
    RELEASE = "release"
    RESTRICT = "restrict"
    TRIAGE = "triage"
    WRITE_LETTER = "write_letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRule:
    label: str
    roles: frozenset[Role]
    categories: frozenset[Category] = NOT_CLOSED
    on_closed: frozenset[Role] = frozenset()
    """Who may do it on a closed case too, where `categories` leave that out."""


ACTIVITIES: Mapping[Activity, ActivityRule] = {
    Activity.ADD_ALLEGATION: ActivityRule(label="Add an allegation", roles=REVIEWER),
    Activity.ADD_DOCUMENT: ActivityRule(label="Add documents", roles=STAFF, categories=ALWAYS),
    Activity.ADD_NOTE: ActivityRule(label="Add a note", roles=STAFF, categories=ALWAYS),
    Activity.ADD_PARTY: ActivityRule(label="Add a person", roles=STAFF),
    Activity.ADD_RECOMMENDATION: ActivityRule(label="Add a recommendation", roles=REVIEWER),
    Activity.ASK_QUESTION: ActivityRule(label="Ask another organisation", roles=STAFF),
    Activity.ASSESS_ALLEGATION: ActivityRule(label="Assess an allegation", roles=REVIEWER),
    Activity.ASSIGN: ActivityRule(label="Assign", roles=STAFF),
    Activity.CONFIRM_TRIAGE: ActivityRule(label="Confirm the review body", roles=REVIEWER | MANAGER),
    Activity.DECLARE_CONFLICT: ActivityRule(label="Declare a conflict of interest", roles=STAFF),
    Activity.DESTROY_DOCUMENT: ActivityRule(label="Destroy a document", roles=MANAGER, categories=ALWAYS),
    Activity.EDIT: ActivityRule(label="Correct the details", roles=STAFF, on_closed=MANAGER),
    Activity.EDIT_PERSON: ActivityRule(label="Correct a person's details", roles=STAFF, categories=ALWAYS),
    Activity.EXTEND_RECOMMENDATION: ActivityRule(label="Give more time", roles=REVIEWER),
    Activity.HOLD: ActivityRule(label="Put on hold", roles=MANAGER),
    Activity.LOG_CONTACT: ActivityRule(label="Log a contact", roles=STAFF, categories=ALWAYS),
    Activity.PUT_RIGHT: ActivityRule(label="Put right", roles=STAFF, on_closed=MANAGER),
    Activity.PUT_RIGHT_DAY: ActivityRule(label="Put a day right", roles=MANAGER, categories=ALWAYS),
    Activity.RELEASE: ActivityRule(label="Release the hold", roles=MANAGER),
    Activity.RESTRICT: ActivityRule(label="Restrict", roles=STAFF, categories=ALWAYS),
    Activity.TRIAGE: ActivityRule(label="Answer the triage questions", roles=REVIEWER),
    Activity.WRITE_LETTER: ActivityRule(label="Write a letter", roles=STAFF, categories=ALWAYS),
}


def allowed(activity: Activity, roles: Collection[Role], category: Category | str) -> bool:
    rule = ACTIVITIES[activity]
    may = rule.roles if category in rule.categories else rule.on_closed
    return bool(may.intersection(roles))
