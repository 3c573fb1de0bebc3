"""The office's own table of where matters belong: kept on its list, given in its file, suggested before the general one."""

import pytest

from casework.access import SYSTEM, Actor
from casework.areas import reading, writing
from casework.extensions import db
from casework.models import Case
from casework.services.office import areas
from casework.transaction import unit_of_work
from tests import factories
from tests.client import words
from tests.routes.conftest import Inside, SignIn
from tests.routes.office.test_lists import LISTS, asked, confirm
from tests.services.office.test_area_files import SOUND, problems

Staff = dict[str, Actor]
ROUTES = f"{LISTS}/route"
ROW = {
    "label": "Holes in the road are for the council.",
    "issue": "roads",
    "step": "signpost",
    "sent_to": "Leeds Council",
}
FILE = """
[[routes]]
code = "holes"
name = "Holes in the road are for the council."
issue = "roads"
district = "leeds"
step = "signpost"
sent_to = "Leeds Council"

[[routes]]
code = "ours"
name = "This is about our own work."
concerns = "our_staff"
step = "convert"
target = "service_complaint"
"""


def load(text: str = FILE) -> str:
    with unit_of_work():
        areas.load(reading.read(text.encode()), source="file", actor=SYSTEM)
    return writing.write(areas.present())


def about(inside: Inside, staff: Staff, **values: str) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"], **values).reference))


def test_a_row_is_added_on_the_list_and_suggested_for_the_matters_that_it_fits(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    administrator, officer = signed_in("administrator"), signed_in("officer")
    assert "Issue: Parking and the state of roads. Signpost to Leeds Council" in words(
        asked(administrator, f"{ROUTES}/add", **ROW)
    )
    assert confirm(administrator, f"{ROUTES}/add", **ROW).status_code == 303
    assert "Signpost to Leeds Council" in administrator.get(ROUTES).text
    fitting, other = (about(inside, staff, issue=issue) for issue in ("roads", "asb"))
    page = officer.get(f"/cases/{fitting}").text
    assert ROW["label"] in page
    assert 'value="Leeds Council"' in officer.get(f"/cases/{fitting}/moves/signpost").text
    assert ROW["label"] not in officer.get(f"/cases/{other}").text
    refused = officer.send(f"/cases/{fitting}/moves/close_without_reply", why_no_reply="praise")
    assert refused.status_code == 422
    assert "why you decide otherwise than suggested" in refused.text


def test_a_file_gives_the_whole_table_and_its_order_decides(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    written = inside(load)
    assert FILE.strip() in written
    assert inside(lambda: load(written)) == written
    officer = signed_in("officer")
    fits, elsewhere = (about(inside, staff, issue="roads", district=name) for name in ("leeds", "bradford"))
    assert "Signpost to Leeds Council" in officer.get(f"/cases/{fits}").text
    assert "Signpost to" not in officer.get(f"/cases/{elsewhere}").text

    def concerns_us() -> None:
        with unit_of_work():
            db.session.query(Case).filter_by(reference=elsewhere).one().concerns = "our_staff"

    inside(concerns_us)
    page = officer.get(f"/cases/{elsewhere}").text
    assert "This is about our own work." in page
    assert "This looks like a complaint about our own service." not in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("issue", {"issue": ""}, "Say of which matters this is true"),
        ("sent_to", {"sent_to": ""}, "Say who can help"),
        ("target", {"step": "convert", "sent_to": ""}, "Choose what it becomes"),
    ],
)
def test_a_row_that_says_too_little_is_refused_at_its_question(
    signed_in: SignIn, field: str, typed: dict[str, str], said: str
) -> None:
    refused = signed_in("administrator").send(f"{ROUTES}/add", **{**ROW, **typed})
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    assert said in refused.text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('step = "convert"', "Say which type of case it becomes"),
        ('step = "signpost"', "Say whom the person is signposted to"),
        ('step = "ring"', "It is one of: signpost, convert."),
        ('step = "signpost"\nsent_to = "A"\ndistrict = "west"', "There is no district with the code west"),
    ],
)
def test_a_row_of_a_file_is_read_or_told_with_its_line(line: str, said: str) -> None:
    row = f'\n[[routes]]\ncode = "a"\nname = "A reason."\nconcerns = "officer"\n{line}\n'
    assert any(said in problem for problem in problems(SOUND + row))
