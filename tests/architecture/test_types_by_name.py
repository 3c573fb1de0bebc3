"""Outside `workflows/`, `case_types.py` and a type's own modules nobody knows a type of case by its name."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping

import jinja2
import pytest

from tests.architecture.reading import ROOT, Module, imports, inside, invented, modules, texts
from workflows.registry import WORKFLOWS

KNOWS_THEM_ALL = "casework/case_types.py"
OWN: Mapping[str, tuple[str, ...]] = {
    "enquiry": (
        "casework/letters/enquiry_fields.py",
        "casework/routes/desk/contacts.py",
        "casework/services/types/enquiry.py",
        "casework/statistics/measures/enquiries.py",
    ),
    "complaint_review": (
        "casework/letters/review_fields.py",
        "casework/services/desk/applications.py",
        "casework/services/reviews/",
        "casework/services/types/complaint_review",
        "casework/services/letters/values/review.py",
        "casework/statistics/measures/reviews.py",
        "casework/statistics/review_queries.py",
    ),
    "asb_case_review": ("casework/statistics/measures/asb_case_reviews.py",),
    "partner_question": (
        "casework/pages/partners/questions.py",
        "casework/services/partners/",
        "casework/services/types/enquiry.py",
        "casework/services/types/partner_question.py",
        "casework/services/letters/values/partner_question.py",
        "templates/partners/questions/",
        "templates/record/timeline/partner_question_moved.html",
    ),
    "recommendation": (
        "casework/letters/recommendation_fields.py",
        "casework/letters/review_fields.py",
        "casework/services/reviews/recommendations.py",
        "casework/services/types/recommendation.py",
        "casework/services/letters/values/recommendation.py",
        "casework/services/letters/values/review.py",
        "casework/statistics/measures/recommendations.py",
        "templates/record/case/recommendations.html",
        "templates/record/timeline/recommendation_moved.html",
    ),
    "surgery_appointment": (
        "casework/letters/appointment_fields.py",
        "casework/services/desk/surgery_cases.py",
        "casework/services/letters/values/appointment.py",
        "casework/services/types/surgery_appointment.py",
        "casework/statistics/measures/surgeries.py",
    ),
}
"""The modules that are about one type, and may name it. A new type has none but its entry."""

AIM = 10
"""How many places may be left once `case_types.py` carries what they say."""

COUNTS_RECORDS = "a figure counts cases, people or recommendations"
PLACES: Mapping[str, tuple[int, str]] = {
    "casework/services/desk/opening.py": (1, "a contact about a matter of its own is an enquiry"),
    "casework/development/demonstration.py": (1, "the invented office has invented cases"),
    "casework/development/demonstration_mail.py": (1, "the invented office has invented cases"),
    "casework/pages/record/parts.py": (1, "the page of the recommendations of a case"),
    "casework/pages/reports/counted_records.py": (2, COUNTS_RECORDS),
    "casework/statistics/measure.py": (1, COUNTS_RECORDS),
    "casework/statistics/measures/people.py": (1, "the figures of people rest on enquiries and reviews alone"),
    "casework/statistics/runs.py": (1, "figures of recommendations are broken down by their answers"),
    "templates/reports/counts/figure.html": (1, COUNTS_RECORDS),
}
"""Places that name a type, by file: in how many lines, and why. Only ever shortened."""


def named(text: str) -> set[str]:
    """The types that a string names: alone, or as a word of a code, a path or an address, but not in a sentence."""
    return set() if re.search(r"\s", text) else set(re.split(r"[^\w]+", text)) & WORKFLOWS.keys()


def in_module(module: Module) -> Iterator[tuple[int, str]]:
    """Each line that names a type, with it: as a string, or by its workflow."""
    tables = {id(node) for node in _names_of_tables(module)}
    for node in texts(module):
        if id(node) not in tables:
            yield from ((node.lineno, name) for name in named(str(node.value)))
    for imported, statement in imports(module):
        yield from ((statement.lineno, name) for name in WORKFLOWS if inside(imported, f"workflows.{name}"))


def _names_of_tables(module: Module) -> Iterator[ast.AST]:
    """A table may be called like the type, and foreign keys name the table."""
    for node in module.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("ForeignKey"):
            yield from node.args
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__tablename__":
            yield node.value


def in_template(text: str) -> Iterator[tuple[int, str]]:
    for node in jinja2.Environment().parse(text).find_all(jinja2.nodes.Const):
        if isinstance(node.value, str):
            yield from ((node.lineno, name) for name in named(node.value))


def elsewhere(path: str, lines: Iterator[tuple[int, str]]) -> set[int]:
    """The lines of a file that name a type which is not its own."""
    if path == KNOWS_THEM_ALL:
        return set()
    return {line for line, name in lines if not path.startswith(OWN.get(name, ()))}


def places() -> Counter[str]:
    found = {module.path: elsewhere(module.path, in_module(module)) for module in modules("casework")}
    for path in (ROOT / "templates").rglob("*.html"):
        name = str(path.relative_to(ROOT))
        found[name] = elsewhere(name, in_template(path.read_text()))
    return Counter({name: len(lines) for name, lines in found.items() if lines})


def test_a_type_is_named_only_where_the_list_allows_it() -> None:
    found = places()
    print(f"{sum(found.values())} lines of {len(found)} files name a type; the aim is {AIM} files.")
    for path, (lines, reason) in PLACES.items():
        print(f"{lines:3} {path}: {reason}")
    assert found == {path: lines for path, (lines, _) in PLACES.items()}


def test_each_type_has_modules_of_its_own_that_are_there() -> None:
    assert OWN.keys() <= WORKFLOWS.keys()
    assert [path for paths in OWN.values() for path in paths if not list(ROOT.glob(f"{path}*"))] == []


@pytest.mark.parametrize(
    "text",
    [
        'if the_matter.case_type == "enquiry": pass',
        'found.update(case_type="enquiry")',
        'setattr(found, "case_type", "enquiry")',
        'lengths[f"enquiry.{code}"]',
        'query.where(Case.case_type.in_(("enquiry",)))',
        "from workflows import enquiry as about",
        "from workflows.enquiry import WORKFLOW as ABOUT",
        'render_template("record/case/enquiry.html")',
    ],
)
def test_a_type_named_elsewhere_is_seen(text: str) -> None:
    module = invented(text)
    assert elsewhere(module.path, in_module(module)) == {1}


@pytest.mark.parametrize(
    "text",
    [
        '{% if head.case_type == "enquiry" %}x{% endif %}',
        "{{ rows|selectattr('case_type', 'equalto', 'enquiry')|list }}",
        '{% include "record/case/enquiry.html" %}',
    ],
)
def test_a_type_named_in_a_template_is_seen(text: str) -> None:
    assert elsewhere("templates/record/case/show.html", in_template(text)) == {1}


def test_a_sentence_a_table_and_the_modules_of_the_type_are_left_alone() -> None:
    sentence, key = invented('raise Conflict("This enquiry is closed.")'), invented('ForeignKey("recommendation.id")')
    table = invented('__tablename__ = "recommendation"')
    assert [*in_module(sentence), *in_module(key), *in_module(table)] == []
    own = invented('Case.case_type == "enquiry"', name="casework.services.types.enquiry")
    assert elsewhere(own.path, in_module(own)) == set()
    assert elsewhere(own.path, in_module(invented('Case.case_type == "complaint_review"'))) == {1}
