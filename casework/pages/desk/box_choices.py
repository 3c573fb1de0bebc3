"""The answers to "who is this": a case of theirs, another matter of theirs, somebody new."""

from collections.abc import Iterable, Sequence

from casework.pages.desk.box import Found
from casework.pages.desk.hits import CaseHit, PersonHit
from workflows.registry import WORKFLOWS

FROM_CASE, FROM_KNOWN, NEW = "case:", "person:", "new"
Choices = tuple[list[tuple[str, str]], dict[str, str]]
"""The answers in their order, and a hint for each."""


def joined(several: Iterable[Choices]) -> Choices:
    """One list of the answers of several, each once, with somebody new at the end."""
    offered: dict[str, str] = {}
    hints: dict[str, str] = {}
    for answers, more in several:
        offered |= {value: text for value, text in answers if value not in offered and value != NEW}
        hints = more | hints
    return [*offered.items(), (NEW, "Somebody new")], hints


def of_found(found: Found, *, with_cases: bool) -> Choices:
    """What was found in the box. Where nothing is added to a case that is there: the people alone, and those of the
    cases found."""
    answers: list[tuple[str, str, str]] = []
    for case in found.cases:
        safety = case.strip.in_words if case.strip else ""
        if with_cases:
            hint = _sentences(safety, _of_case(case, case.person))
            answers.append((f"{FROM_CASE}{case.reference}", f"Add to {case.reference}", hint))
        elif case.person_id is not None:
            hint = _sentences(safety, f"{case.reference}, {case.about}")
            answers.append((f"{FROM_KNOWN}{case.person_id}", case.person or "Name not given", hint))
    of_people = [each for person in found.people for each in _of_person(person, person.cases, with_cases=with_cases)]
    return _once([*answers, *of_people] if with_cases else [*of_people, *answers])


def of_likely(people: Sequence[PersonHit], *, with_cases: bool) -> Choices:
    """The likely people, with their open cases."""
    several = (_of_person(person, person.open_cases, with_cases=with_cases) for person in people)
    return _once([answer for answers in several for answer in answers])


def person_chosen(answer: str) -> int | None:
    """The id of the person that was chosen, where one was."""
    start, _, number = answer.partition(":")
    return int(number) if f"{start}:" == FROM_KNOWN and number.isdecimal() else None


def _of_person(person: PersonHit, cases: Sequence[CaseHit], *, with_cases: bool) -> list[tuple[str, str, str]]:
    safety = person.strip.in_words if person.strip else ""
    answers = [
        (f"{FROM_CASE}{case.reference}", f"{person.name}: add to {case.reference}", _sentences(safety, _of_case(case)))
        for case in (cases if with_cases else ())
    ]
    name = f"{person.name}: another matter" if with_cases else person.name
    return [*answers, (f"{FROM_KNOWN}{person.person_id}", name, _sentences(safety, person.in_words))]


def _once(answers: Sequence[tuple[str, str, str]]) -> Choices:
    offered: dict[str, str] = {}
    hints: dict[str, str] = {}
    for value, text, hint in answers:
        offered.setdefault(value, text)
        hints.setdefault(value, hint)
    return [*offered.items(), (NEW, "Somebody new")], hints


def _of_case(case: CaseHit, person: str | None = None) -> str:
    workflow = WORKFLOWS[case.case_type]
    state = workflow.labels[workflow.states(case.state)]
    return ", ".join(part for part in (case.about, person, state.lower() if person else state) if part)


def _sentences(*parts: str) -> str:
    return ". ".join(part for part in parts if part)
