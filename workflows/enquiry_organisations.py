"""Whom an enquiry is asked of, and whom the person is signposted to: chosen from the directory, once."""

from workflows.engine import Question
from workflows.enquiry_rules import Facts

PARTNER_ENTRY = Question(
    code="partner_entry", kind="organisation", label="Who is asked", names="partner", required=False
)
PARTNER = Question(
    code="partner",
    kind="line",
    label="Their name, if they are not in the directory",
    hint="For example the neighbourhood police team",
    required=False,
)
SIGNPOSTED_ENTRY = Question(
    code="signposted_entry", kind="organisation", label="Who can help", names="signposted_to", ways=True, required=False
)
SIGNPOSTED_TO = Question(
    code="signposted_to",
    kind="line",
    label="If they are not in the directory: their name, and how to reach them",
    hint="This goes into the letter",
    required=False,
)
WHY_NOT_LISTED = Question(
    code="why_not_listed",
    kind="line",
    label="Why they are not in the directory",
    hint="For example: asked this once. Whom you often need, add to the directory",
    required=False,
)
WHOM = (PARTNER_ENTRY, PARTNER, WHY_NOT_LISTED)
WHO_CAN_HELP = (SIGNPOSTED_ENTRY, SIGNPOSTED_TO, WHY_NOT_LISTED)


def names_partner(facts: Facts) -> bool:
    """Choose who is asked from the directory, or say who it is and why the directory does not have them."""
    return _is_named(facts, "partner_entry", "partner")


def names_who_can_help(facts: Facts) -> bool:
    """Choose who can help from the directory, or say who it is and why the directory does not have them."""
    return _is_named(facts, "signposted_entry", "signposted_to")


def _is_named(facts: Facts, entry: str, name: str) -> bool:
    said = (name, "why_not_listed")
    return bool(facts.answers.get(entry)) or all(str(facts.answers.get(code) or "").strip() for code in said)
