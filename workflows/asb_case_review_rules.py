"""What an anti-social behaviour case review asks, and when the office takes one on (table 10.5)."""

import datetime as dt
from dataclasses import replace

from workflows.engine import Question
from workflows.enquiry_organisations import PARTNER, PARTNER_ENTRY, WHY_NOT_LISTED
from workflows.simple import Facts

LIMIT = "asb_appeal_days"
"""The setting of the office for how long after the decision somebody may ask: days, 0 for no limit."""


def was_decided(facts: Facts) -> bool:
    """The council has not decided yet: it decides first whether the threshold is met, or how its review ends."""
    return facts.text("council_decision") in ("not_met", "reviewed")


def is_of_the_area(facts: Facts) -> bool:
    """It happened in another area: the office for that area reviews it."""
    return facts.answers.get("in_area") is True


def is_in_time(facts: Facts) -> bool:
    """They asked later after the decision than the limit of this area allows. Say why you take it all the same."""
    decided, limit = facts.answers.get("council_decided_on"), facts.limits.get(LIMIT, 0)
    if not limit or not isinstance(decided, dt.date) or facts.text("why_late"):
        return True
    return facts.received_on <= decided + dt.timedelta(days=limit)


def names_body(facts: Facts) -> bool:
    """Choose the body from the directory, or say who it is and why the directory does not have it."""
    said = (facts.answers.get("partner"), facts.answers.get("why_not_listed"))
    return bool(facts.answers.get("partner_entry")) or all(str(each or "").strip() for each in said)


DECISIONS = (
    ("not_met", "It said that the threshold is not met"),
    ("reviewed", "It reviewed the case"),
    ("none", "It has not decided yet"),
)
WHY_NOT = (
    ("no_decision", "The council has not decided yet"),
    ("other_area", "It happened in another area"),
    ("too_late", "They asked too late"),
    ("not_asb", "It is about something else"),
)
RESPONSES = (
    ("accepted", "They accept what we recommend"),
    ("accepted_in_part", "They accept a part of it"),
    ("not_accepted", "They do not accept it"),
)
BODY = (replace(PARTNER_ENTRY, label="Which body"), PARTNER, WHY_NOT_LISTED)
IN_LETTER = "This goes into the letter as you write it"
REASONS = Question(code="reasons", kind="text", label="The reasons", hint=IN_LETTER)
WHO_CAN_HELP = Question(code="who_can_help", kind="text", label="Who can help now", hint=IN_LETTER)
HOW_WE_KNOW = Question(code="how_we_know", kind="text", label="What the person said, when and how")
