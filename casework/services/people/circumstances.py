"""Somebody who has died, is a child or lacks capacity (R2.9): what it is called, and what whoever writes must know."""

from collections.abc import Collection, Mapping

DIED = "died"
CIRCUMSTANCES: Mapping[str, str] = {
    "child": "Under 18",
    "lacks_capacity": "Lacks capacity to act in this",
    DIED: "Has died",
}
MEANS: Mapping[str, str] = {
    "child": "Under 18: a parent, guardian or carer may act for them.",
    "lacks_capacity": "Lacks capacity: write to whoever acts for them.",
    DIED: "Has died: nothing is sent to them. Write to whoever acts for them.",
}
NOTHING_IS_SENT = "This person has died. Nothing is sent to them: write to whoever acts for them."


def in_words(codes: Collection[str]) -> list[str]:
    """What whoever writes or rings must know, in the order of the list."""
    return [words for code, words in MEANS.items() if code in codes]
