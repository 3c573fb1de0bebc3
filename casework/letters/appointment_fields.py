"""The merge fields that only the letters of a surgery appointment use."""

from casework.letters.field import text

GROUPS = {"appointment": "A surgery appointment"}
FIELDS = (
    text("appointment.when", "The day and the time", "Saturday 28 November 2026 at 10:20am"),
    text("appointment.place", "The place, or how they take part", "Invented Town Hall, 1 Invented Street"),
    text("appointment.access", "How people get in and take part", "Step-free from the street, with a loop."),
    text("appointment.host", "Whoever holds the surgery", "The Deputy Commissioner"),
    text("appointment.length", "How long it takes", "20 minutes"),
)  # fmt: skip
