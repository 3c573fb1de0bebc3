"""What was found in the box as answers to "who is this": a case of theirs, another matter of theirs, somebody new."""

from collections.abc import Iterable

from casework.pages.desk.box import CaseHit, Found, PersonHit
from casework.words import plural
from workflows.calendars import written
from workflows.registry import WORKFLOWS

FROM_CASE, FROM_KNOWN, NEW = "case:", "person:", "new"


Choices = tuple[list[tuple[str, str]], dict[str, str]]


def joined(several: Iterable[Choices]) -> Choices:
    """One list of the answers of several, each once, with somebody new at the end."""
    offered: dict[str, str] = {}
    hints: dict[str, str] = {}
    for answers, more in several:
        offered |= {value: text for value, text in answers if value not in offered and value != NEW}
        hints = more | hints
    return [*offered.items(), (NEW, "Somebody new")], hints


def choices(found: Found) -> Choices:
    """The answers in their order, and a hint for each."""
    offered: list[tuple[str, str]] = []
    hints: dict[str, str] = {}
    for case in found.cases:
        hint = _sentences(case.strip.in_words if case.strip else "", _of_case(case, case.person))
        _offer(f"{FROM_CASE}{case.reference}", f"Add to {case.reference}", hint, offered, hints)
    for person in found.people:
        safety = person.strip.in_words if person.strip else ""
        for case in person.cases:
            hint = _sentences(safety, _of_case(case, None))
            _offer(f"{FROM_CASE}{case.reference}", f"{person.name}: add to {case.reference}", hint, offered, hints)
        hint = _sentences(safety, _known(person))
        _offer(f"{FROM_KNOWN}{person.person_id}", f"{person.name}: another matter", hint, offered, hints)
    return [*offered, (NEW, "Somebody new")], hints


def people(found: Found) -> Choices:
    """The same where nothing is added to a case that is there: the people alone, and those of the cases found."""
    offered: list[tuple[str, str]] = []
    hints: dict[str, str] = {}
    for person in found.people:
        hint = _sentences(person.strip.in_words if person.strip else "", _known(person))
        _offer(f"{FROM_KNOWN}{person.person_id}", person.name, hint, offered, hints)
    for case in found.cases:
        if case.person_id is not None:
            hint = _sentences(case.strip.in_words if case.strip else "", f"{case.reference}, {case.about}")
            _offer(f"{FROM_KNOWN}{case.person_id}", case.person or "Name not given", hint, offered, hints)
    return [*offered, (NEW, "Somebody new")], hints


def _offer(value: str, text: str, hint: str, offered: list[tuple[str, str]], hints: dict[str, str]) -> None:
    if value not in hints:
        offered.append((value, text))
        hints[value] = hint


def _of_case(case: CaseHit, person: str | None) -> str:
    workflow = WORKFLOWS[case.case_type]
    state = workflow.labels[workflow.states(case.state)]
    return ", ".join(part for part in (case.about, person, state.lower() if person else state) if part)


def _known(person: PersonHit) -> str:
    number, last = person.number_of_cases, person.last_contact_on
    counted = plural(number, "case")
    spoken = f"last contact {written(last)}" if last else ""
    return ", ".join(part for part in (person.known_by, counted, spoken) if part)


def _sentences(*parts: str) -> str:
    return ". ".join(part for part in parts if part)
