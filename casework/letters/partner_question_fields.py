"""The merge fields of a letter about one question to another organisation."""

from casework.letters.field import text

GROUPS = {"question": "A question to another organisation"}
FIELDS = (
    text("question.number", "Number of the question", "1"),
    text("question.text", "What we ask", "When were the invented lamps last looked at?"),
    text("question.asked_of", "Who is asked", "Invented Council"),
    text("question.asked_on", "The day it was asked", "20 November 2026"),
    text("question.due_on", "The day by which we ask for the answer", "4 December 2026"),
    text("question.chased_on", "The day it was last chased", "27 November 2026"),
    text("question.escalated_to", "Who is asked to see to it", "The head of the department"),
)  # fmt: skip
