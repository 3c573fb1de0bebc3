"""The merge fields that only the letters of an enquiry use, and those about one question to another organisation."""

from casework.letters.field import text

GROUPS = {
    "enquiry": "An enquiry",
    "limit": "A limit on contact",
    "question": "A question to another organisation",
}
FIELDS = (
    text("enquiry.reply_due_on", "The day by which we mean to reply", "16 December 2026"),
    text("enquiry.partner_due_on", "The day by which the force or partner should answer", "4 December 2026"),
    text("enquiry.answer_due_on", "The day by which the person should answer what we asked", "11 December 2026"),
    text("limit.what", "What is limited, and how the person can still reach us", "One e-mail a week, to one address."),
    text("limit.reasons", "Why: what happened, on which days, and what warning we gave", "Forty calls in one day."),
    text("limit.until_on", "The day on which the limit ends", "20 November 2027"),
    text("limit.ended_on", "The day on which the limit was ended", "3 June 2027"),
    text("limit.review_on", "The day on which we look at it again", "20 May 2027"),
    text("limit.decider", "Name and role of the manager who decided", "Max Manager, manager (invented)"),
    text("limit.challenge", "Who looks at it again: a manager who did not make the decision", "Another manager"),
    text("enquiry.closes_on", "The day on which the enquiry closes by itself", "18 January 2027"),
    text("question.number", "Number of the question", "1"),
    text("question.text", "What we ask", "When were the invented lamps last looked at?"),
    text("question.asked_of", "Who is asked", "Invented Council"),
    text("question.asked_on", "The day it was asked", "20 November 2026"),
    text("question.due_on", "The day by which we ask for the answer", "4 December 2026"),
    text("question.chased_on", "The day it was last chased", "27 November 2026"),
    text("question.escalated_to", "Who is asked to see to it", "The head of the department"),
)  # fmt: skip
