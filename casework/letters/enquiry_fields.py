"""The merge fields that only the letters of an enquiry use."""

from casework.letters.field import text

GROUPS = {"enquiry": "An enquiry"}
FIELDS = (
    text("enquiry.reply_due_on", "The day by which we mean to reply", "16 December 2026"),
    text("enquiry.partner_due_on", "The day by which the force or partner should answer", "4 December 2026"),
    text("enquiry.closes_on", "The day on which the enquiry closes by itself", "18 January 2027"),
)  # fmt: skip
