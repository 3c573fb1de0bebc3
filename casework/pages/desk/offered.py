"""What an office offers to choose from: its types of case, and the answers to a question."""

from casework.case_types import CaseType
from casework.services.desk import opening
from casework.services.types import surgery_times
from workflows.engine import Question
from workflows.registry import options


def types() -> list[CaseType]:
    """The types of case that can be logged."""
    return opening.types_in_use()


def choices(question: Question) -> tuple[tuple[str, str], ...]:
    """The answers to a question: (code, words). A type of case that the office does not deal with is not among them,
    nor a time of a surgery that is not free."""
    if question.kind == "surgery_time":
        return tuple(surgery_times.free())
    if not question.of_types:
        return question.choices
    used = {each.name for each in opening.types_in_use()}
    return tuple((code, words) for code, words in options(question) if code in used)
