"""Equality data is apart: nothing of a case, a list, a letter, the search or an export can read it (rulebook 8.8)."""

import re

from casework.models.searching import WATCHED
from tests.architecture.reading import ROOT, modules

TABLE, MODEL = "equality_answer", "EqualityAnswer"
MAY_READ = {
    "casework.models": "names it",
    "casework.models.people": "says what it is",
    "casework.pages.reports.equality": "counts it, and says whether somebody answered",
    "casework.services.reports.equality": "keeps it",
}
PAGES = "casework.routes.reports.equality"


def readers(word: str) -> set[str]:
    """The modules in which it stands."""
    return {module.name for module in modules("casework") if re.search(rf"\b{word}\b", module.text)}


def test_nothing_reads_it_but_its_own_pages() -> None:
    assert readers(MODEL) == set(MAY_READ)
    migrations = "casework.migrations."
    assert {name for name in readers(TABLE) if not name.startswith(migrations)} <= set(MAY_READ)


def test_only_its_own_views_use_what_reads_it() -> None:
    users = readers(r"reports\.equality") | readers(r"reports import equality")
    assert users - set(MAY_READ) == {PAGES, "casework.forms.reports.equality"}


def test_no_page_of_a_case_leads_to_it() -> None:
    templates = (ROOT / "templates").rglob("*.html")
    leading = {str(path.relative_to(ROOT)) for path in templates if "equality." in path.read_text()}
    own = {f"templates/reports/equality/{name}.html" for name in ("ask", "count", "delete")}
    assert leading - own == {"templates/people/show.html", "templates/reports/counts/index.html"}


def test_it_is_not_searched() -> None:
    assert TABLE not in WATCHED
