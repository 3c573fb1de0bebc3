"""The merge fields of a letter about one recommendation."""

from casework.letters.field import text

GROUPS = {"recommendation": "One recommendation"}
FIELDS = (
    text("recommendation.number", "Number of the recommendation", "1"),
    text("recommendation.text", "The recommendation", "Apologise for the invented delay."),
    text("recommendation.addressed_to", "Who it is addressed to", "Invented Constabulary"),
    text("recommendation.issued_on", "The day it was made", "20 November 2026"),
    text("recommendation.due_on", "The day the answer is due", "18 December 2026"),
    text("recommendation.answer", "How it was answered", "accepted"),
    text("recommendation.answer_text", "What the force said", "We will write to say sorry."),
    text("recommendation.implemented_on", "The day it was carried out", "8 January 2027"),
)  # fmt: skip
