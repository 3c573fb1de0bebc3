"""Letters of a service complaint have other codes since those of a surgery appointment have the rulebook's (10.4)."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Letter, LetterTemplate
from tests import factories
from tests.architecture.reading import ROOT
from tests.migrations.test_rows import rows, version
from tests.services.letters import offices

pytestmark = pytest.mark.usefixtures("context")
MIGRATION = next((ROOT / "casework" / "migrations" / "versions").glob("*_surgeries.py"))
BEFORE = f"{int(MIGRATION.stem[:4]) - 1:04}"
CODES = "SELECT code FROM letter UNION ALL SELECT code FROM letter_template WHERE body LIKE '%Invented wording%' ORDER BY code"


def test_a_letter_its_wording_and_its_events_keep_together_under_the_new_code(staff: dict[str, Actor]) -> None:
    case = factories.logged("service_complaint", staff["officer"])
    offices.prepare(case, "acknowledge", staff["officer"], who_looks="Robin Invented")
    template = db.session.query(LetterTemplate).filter_by(code="L-V01").one()
    template.body = f"{template.body}\n\nInvented wording."
    db.session.commit()
    assert db.session.query(Letter.code).one().code == "L-V01"
    db.session.remove()
    events = "SELECT data FROM case_event WHERE kind = 'letter_drafted'"
    kept = rows("SELECT count(*) AS number FROM letter_template")
    with version(BEFORE):
        assert [row["code"] for row in rows(CODES)] == ["L-S01", "L-S01"]
        assert '"L-S01"' in str(rows(events)[0]["data"]).replace("'", '"')
        assert rows("SELECT count(*) AS number FROM letter_template") == kept
    assert [row["code"] for row in rows(CODES)] == ["L-V01", "L-V01"]
    assert '"L-V01"' in str(rows(events)[0]["data"]).replace("'", '"')
    assert db.session.query(LetterTemplate).filter_by(code="L-S01").one().body.startswith("Dear")
