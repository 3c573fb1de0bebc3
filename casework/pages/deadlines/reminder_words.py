"""What a reminder is called on the page: the clock and how long before or after its due date."""

from workflows.reminders import BY_CODE, ReminderRule

GENERAL = "clock_due"
"""The rule whose reminders need no name of their own."""


def what(rule: ReminderRule, clock: str, offset: int) -> str:
    """Triage, 5 days before; Acknowledge: overdue, to the managers (3 days after)."""
    if rule.code == GENERAL:
        return f"{clock}, {_when(rule, offset)}"
    return f"{clock}: {rule.label[0].lower()}{rule.label[1:]} ({_when(rule, offset)})"


def of_message(rule: str | None, clock: str, offset: int | None) -> str:
    """The same of what was written once, also by a rule that is no more. `clock` is empty where it is about none."""
    found = BY_CODE.get(rule or "")
    if found is None:
        return clock or "Reminder"
    return what(found, clock, offset or 0) if clock else found.label


def _when(rule: ReminderRule, offset: int) -> str:
    if offset == 0:
        return "on the day"
    amount = abs(offset)
    unit = rule.unit.value.removesuffix("s") if amount == 1 else rule.unit.value
    return f"{amount} {unit} {'before' if offset < 0 else 'after'}"
