"""Who has the ball: a column and a filter of the list of cases, its file, and My work."""

import re

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.desk.test_export import exported

Staff = dict[str, Actor]


@pytest.fixture
def cases(inside: Inside, staff: Staff) -> dict[str, str]:
    """One case for each way, by its reference."""

    def make() -> dict[str, str]:
        officer = staff["officer"]
        ours, asked, waits, both, replied, closed = (factories.enquiry(officer) for _ in range(6))
        factories.ask(asked, officer, "Invented Council", "Invented Housing")
        factories.move(waits, "ask_person", officer, missing="The day.")
        factories.ask(both, officer, "Invented Trust")
        factories.move(both, "ask_person", officer, missing="The day.")
        factories.move(replied, "answer_now", officer, reply="So it is.")
        factories.move(closed, "close_without_reply", officer, why_no_reply="praise")
        named = {"ours": ours, "asked": asked, "waits": waits, "both": both, "replied": replied, "closed": closed}
        return {name: db.session.merge(case).reference for name, case in named.items()}

    return inside(make)


@pytest.mark.parametrize(("whose", "found"), [
    ("us", ["ours"]), ("partner", ["asked"]), ("person", ["waits", "both", "replied"]),
    ("", ["ours", "asked", "waits", "both", "replied"]), ("nobody", ["ours", "asked", "waits", "both", "replied"]),
])  # fmt: skip
@pytest.mark.parametrize("sort", ["due", "state"])
def test_the_list_is_limited_to_who_has_the_ball(
    signed_in: SignIn, cases: dict[str, str], whose: str, found: list[str], sort: str
) -> None:
    page = signed_in("officer").get(f"/cases?ball={whose}&sort={sort}").text
    listed = re.findall(r'cw-reference" href="/cases/(E-\d+-\d+)"', page)
    assert sorted(listed) == sorted(cases[name] for name in found)


def test_the_list_names_who_has_it_and_a_kept_filter_remembers(signed_in: SignIn, cases: dict[str, str]) -> None:
    officer = signed_in("officer")
    page = officer.get("/cases?category=all").text
    cells = dict(re.findall(r'cases/(E-\d+-\d+)".*?data-label="Ball, owner">(.*?)<span', page, re.DOTALL))
    assert cells[cases["ours"]] == "Us"
    assert cells[cases["asked"]] == "Invented Council and 1 more"
    assert cells[cases["both"]] == cells[cases["replied"]] != "Us"
    assert cells[cases["closed"]] == ""
    assert "the ball with another organisation" in officer.get("/cases?ball=partner").text
    assert officer.send("/filters/new?ball=partner", name="With others").status_code == 303
    kept = officer.get("/cases?filter=1").text
    assert cases["asked"] in kept
    assert cases["ours"] not in kept


def test_my_work_says_whom_a_case_waits_for(
    inside: Inside, staff: Staff, signed_in: SignIn, cases: dict[str, str]
) -> None:
    def take() -> None:
        for case in db.session.query(Case):
            case.owner_id = staff["officer"].user_id
        db.session.commit()

    inside(take)
    page = signed_in("officer").get("/").text
    assert "Waiting for Invented Council and 1 more" in page


def test_the_file_of_the_list_says_it_too(signed_in: SignIn, cases: dict[str, str]) -> None:
    lines = exported(signed_in("officer"), "ball=partner")
    assert [line["Who has the ball"] for line in lines] == ["Invented Council and 1 more"]
    assert lines[0]["Reference"] == cases["asked"]
