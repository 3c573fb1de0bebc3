"""A record's state has one writer. The language forbids the common ways; what is left is looked for."""

import ast

import pytest

from casework.models import Case, Recommendation
from casework.services.record import states
from tests.architecture.reading import Module, invented, modules, row_writers, used
from workflows import complaint_review, enquiry

COLUMN = "_state"
KNOWS_THE_COLUMN = {
    "casework.models.base": "what every record with a state has",
    "casework.models.cases": "the column itself",
    "casework.models.work": "the column itself",
    "casework.services.record.states": "the one writer",
    "casework.services.desk.bulk": "inserts the cases of an old register in their states",
}
MOVES_ON = {"casework.services.steps.moves": "makes the steps"}
BEGINS = {
    "casework.services.desk.opening": "logs cases",
    "casework.services.reviews.recommendations": "drafts recommendations",
    "casework.services.types.partner_question": "asks other organisations",
}
WHOLE_TABLES = {
    "casework.services.desk.bulk": "inserts the cases of an old register",
    "casework.services.office.lists": "gives open cases the value that takes the place of one that ends",
    "casework.services.deadlines.clocks": "keeps the nearest dates of all cases that the bank holidays move",
}
TABLES = {"Case": "cases", "PartnerQuestion": "partner_question", "Recommendation": "recommendation"}


def names_the_column(module: Module) -> list[str]:
    """Where the column is named: as an attribute, as an argument, as a string."""
    found = [
        node
        for node in module.nodes
        if (isinstance(node, ast.Attribute) and node.attr == COLUMN)
        or (isinstance(node, ast.keyword) and node.arg == COLUMN)
        or (isinstance(node, ast.Constant) and node.value == COLUMN)
        or (isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == COLUMN)
    ]
    return [module.at(node) for node in found]


def calls_of(module: Module, name: str) -> list[str]:
    """Where a function of `states` is called or taken, by whatever name the module or the function goes there."""
    return [module.at(node) for taken, node in used(module) if taken == f"casework.services.record.states.{name}"]


def elsewhere(found: dict[str, list[str]], allowed: dict[str, str]) -> list[str]:
    return [line for name, lines in found.items() if name not in allowed for line in lines]


def test_only_the_writer_of_states_knows_their_column() -> None:
    assert elsewhere({each.name: names_the_column(each) for each in modules("casework")}, KNOWS_THE_COLUMN) == []


def test_only_steps_move_a_record_on_and_only_what_logs_it_begins_it() -> None:
    ours = [each for each in modules("casework") if each.name != "casework.services.record.states"]
    assert elsewhere({each.name: calls_of(each, "enter") for each in ours}, MOVES_ON) == []
    assert elsewhere({each.name: calls_of(each, "begin") for each in ours}, BEGINS) == []


def test_no_statement_changes_cases_in_bulk() -> None:
    assert (
        elsewhere({each.name: row_writers(each, TABLES, makes=False) for each in modules("casework")}, WHOLE_TABLES)
        == []
    )


@pytest.mark.parametrize("kind", [Case, Recommendation])
def test_a_state_is_not_assigned_in_any_spelling(kind: type[Case] | type[Recommendation]) -> None:
    the_matter = kind()
    with pytest.raises(AttributeError, match="Only a step"):
        the_matter.state = "closed"
    with pytest.raises(AttributeError, match="Only a step"):
        setattr(the_matter, "state", "closed")  # noqa: B010 - the spelling that is tried
    with pytest.raises(AttributeError, match="Only a step"):
        kind(state="closed")


def test_a_record_begins_once_and_in_its_first_state() -> None:
    case = Case()
    states.begin(case, enquiry.WORKFLOW)
    assert (case.state, case.category, case.workflow_version) == ("new", "new", enquiry.WORKFLOW.version)
    with pytest.raises(ValueError, match="begun already"):
        states.begin(case, complaint_review.WORKFLOW)


@pytest.mark.parametrize(
    "text",
    [
        'the_matter._state = "closed"',
        'setattr(the_matter, "_state", "closed")',
        'db.session.query(Case).update({"_state": "closed"})',
        'Case(_state="closed")',
    ],
)
def test_whoever_names_the_column_is_seen(text: str) -> None:
    assert names_the_column(invented(text)) != []


@pytest.mark.parametrize(
    "text",
    [
        "from casework.services.record import states\nstates.enter(the_matter, workflow, target)",
        "from casework.services.record import states as lives\nlives.enter(the_matter, workflow, target)",
        "from casework.services.record.states import enter as put\nput(the_matter, workflow, target)",
    ],
)
def test_whoever_moves_a_record_on_is_seen(text: str) -> None:
    assert calls_of(invented(text), "enter") != []


@pytest.mark.parametrize(
    "text",
    [
        "from casework.models import Case\ndb.session.execute(update(Case).where(about).values(values))",
        'db.session.execute(update(Case).values({Case.state: "closed"}))',
        "from casework.models import Case as Matter\nsa.update(Matter).values(values)",
        "insert(Recommendation.__table__)",
        'TABLE = Base.metadata.tables["cases"]\nupdate(TABLE).values(values)',
        "Case.__table__.update().values(values)",
        "db.session.query(Case).filter(about).update(values)",
        "with db.engine.begin() as connection: connection.execute(text(\"UPDATE cases SET state = 'closed'\"))",
    ],
)
def test_a_bulk_statement_over_cases_is_seen(text: str) -> None:
    assert row_writers(invented(text), TABLES, makes=False) != []
