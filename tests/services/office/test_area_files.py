"""An area file is read whole or not at all, and whoever wrote it is told each mistake with its line."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.areas import reading
from casework.areas.area import (
    Area,
    District,
    Entry,
    EqualityQuestion,
    Force,
    Issue,
    Office,
    Partner,
    Plan,
    PolicingBody,
    Priority,
)
from casework.areas.reading import BadArea
from casework.areas.writing import write
from tests import areas

SOUND = """name = "Anyshire"

[office]
name = "Casework team"
address = ["1 High Street", "Anytown"]

[[districts]]
code = "north"
name = "North"

[[plans]]
code = "plan_2026"
name = "Plan 2026"
from = 2026-04-01

[[plans.priorities]]
code = "safe"
name = "Safe streets"
"""


def problems(text: str) -> list[str]:
    with pytest.raises(BadArea) as refused:
        reading.read(text.encode())
    return [str(each) for each in refused.value.problems]


def test_what_a_file_says_is_read_and_what_it_leaves_out_is_empty() -> None:
    area = reading.read(SOUND.encode())
    assert area.office == Office(name="Casework team", address=("1 High Street", "Anytown"))
    assert area.districts == (District(code="north", name="North"),)
    (plan,) = area.plans
    assert (plan.valid_from, plan.priorities) == (dt.date(2026, 4, 1), (Priority(code="safe", name="Safe streets"),))
    assert (area.policing_body, area.issues, area.partners) == (PolicingBody(), (), ())


@pytest.mark.parametrize("name", areas.NAMES)
def test_the_shipped_files_are_sound_and_say_all_that_letters_need(name: str) -> None:
    area = areas.of(name)
    assert all(
        (area.office.name, area.office.address, area.office.phone, area.office.email, area.office.privacy_notice)
    )
    assert all(
        (area.policing_body.name, area.policing_body.title, area.forces, area.districts, area.issues, area.channels)
    )
    assert reading.read(write(area).encode()) == area


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('name = "North"', "name = 7", "Line 9: name: Write a text in quotation marks."),
        ('code = "north"', 'code = "North East"', "Line 8: code: A code is made of small letters, digits and _, 30 at most, like north_east."),
        ('code = "north"\n', "", "Line 7: code is missing."),
        ('name = "Casework team"', 'nmae = "Casework team"', "Line 4: “nmae” is not known here. Did you mean name?"),
        ("[office]", "[ofice]", "Line 3: “ofice” is not known here. Did you mean office?"),
        ('"Anytown"]', '"Anytown, AB1"]', "Line 5: address: Write each line of the address as a line of its own, without a comma in it."),
        ("from = 2026-04-01", 'from = "1 April"', "Line 14: from: Write a day like 2026-04-01, without quotation marks."),
        ("from = 2026-04-01", "from = 2026-04-01\nto = 2026-03-31", "Line 15: It ends before it begins."),
        ("[[districts]]", "[districts]", "Line 7: Write each of them as a table that begins with [[districts]]."),
        ('name = "Anyshire"', 'name = "Any\\u0007shire"', "Line 1: name: Take out the characters that cannot be printed."),
        ('name = "Safe streets"', f'name = "{"x" * 201}"', "Line 18: name: Shorten it to 200 characters or fewer."),
        ("[[districts]]", '[[districts]]\ncode = "a"\nname = "A"\nforce = "b"\n[[districts]]', "Line 10: There is no force with the code b here."),
        ("[[districts]]", '[[districts]]\ncode = "north"\nname = "A"\n[[districts]]', "Line 11: “north” stands in this file twice."),
        ('name = "Casework team"', 'email = "nobody"', "Line 4: email: It should look like name@example.org."),
        ('name = "Casework team"', "name = ", "Line 4: This cannot be read as TOML (Invalid value, column 8)."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(was: str, becomes: str, said: str) -> None:
    assert was in SOUND
    assert problems(SOUND.replace(was, becomes, 1)) == [said]


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines() -> None:
    wrong = (
        SOUND.replace('name = "North"', "name = 7")
        .replace('name = "Anyshire"', "name = true")
        .replace("plan_2026", "Plan")
    )
    assert [each.partition(":")[0] for each in problems(wrong)] == ["Line 1", "Line 9", "Line 12"]


def test_a_text_of_several_lines_that_looks_like_keys_moves_no_line() -> None:
    long = SOUND.replace('name = "Casework team"', 'name = """one\nphone = "x"\n[[issues]]\nthree"""')
    assert problems(long.replace('name = "North"', "name = 7")) == ["Line 12: name: Write a text in quotation marks."]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "There is nothing in it. Choose an area file."),
        (b"name = \"x\"\n[office]\nname = \"\xff\"", "Line 3: Save the file as UTF-8: there is a character here that is none."),
        (b"x = 1\n" * 100_000, "This is no area file: it is larger than 100 kilobytes."),
        (b"a = " + b"[\n" * 40_000, "This cannot be read as TOML"),
        (b"name = 1\n" + b"a." * 40_000 + b"a = 1", "Line 2: Shorten this line to 1,000 characters or fewer."),
    ],
)  # fmt: skip
def test_what_is_no_area_file_is_refused_in_a_sentence(raw: bytes, said: str) -> None:
    with pytest.raises(BadArea) as refused:
        reading.read(raw)
    assert str(refused.value.problems[0]).startswith(said)


def test_a_byte_order_mark_and_line_ends_of_windows_change_nothing() -> None:
    assert reading.read(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode()) == reading.read(SOUND.encode())


LINE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
CODES = st.lists(st.from_regex(r"[a-z0-9_]{1,30}", fullmatch=True), unique=True, min_size=1, max_size=4)


@given(st.data())
def test_whatever_an_office_is_called_its_file_gives_the_same_office_again(data: st.DataObject) -> None:
    codes = data.draw(CODES)
    area = Area(
        name=data.draw(LINE),
        office=Office(name=data.draw(LINE), address=tuple(data.draw(st.lists(LINE.filter(lambda said: "," not in said), max_size=4)))),
        policing_body=PolicingBody(title=data.draw(LINE)),
        forces=tuple(Force(code=code, name=data.draw(LINE), department=data.draw(LINE)) for code in codes),
        districts=tuple(District(code=code, name=data.draw(LINE), force=codes[0]) for code in codes),
        issues=tuple(Issue(code=code, name=data.draw(LINE), relates_to_policing=data.draw(st.booleans())) for code in codes),
        plans=(Plan(code="p", name=data.draw(LINE), valid_to=data.draw(st.dates()), priorities=(Priority(code="q", name=data.draw(LINE), issues=(codes[0],)),)),),
        not_casework=tuple(Entry(code=code, name=data.draw(LINE)) for code in codes),
        equality=(EqualityQuestion(code="e", name=data.draw(LINE), answers=(Entry(code="a", name=data.draw(LINE), valid_from=data.draw(st.dates())),)),),
        partners=(Partner(kind="support", name=data.draw(LINE), address=(data.draw(LINE),)),),
    )  # fmt: skip
    assert reading.read(write(area).encode()) == replace(area)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('postcodes = ["zz1"]', "A postcode begins like ZZ, ZZ1 or ZZ1 2, in capitals."),
        ('postcodes = "ZZ1"', "Write them like this"),
        ('postcodes = ["ZZ1 2AB"]', "A postcode begins like"),
    ],
)
def test_what_postcodes_begin_with_is_read_or_told(lines: str, said: str) -> None:
    (problem,) = problems(SOUND.replace('name = "North"', f'name = "North"\n{lines}'))
    assert said in problem


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("a_question_with_a_long_code", "yes", "Shorten the code to 20 characters"),
        ("faith", "not_said", "everybody may prefer not to say"),
        ("faith", "Yes", "A code is made of small letters"),
    ],
)
def test_a_question_of_equality_data_is_read_with_its_answers_or_told(question: str, answer: str, said: str) -> None:
    text = f'{SOUND}\n[[equality]]\ncode = "{question}"\nname = "Faith"\n'
    (problem,) = problems(f'{text}\n[[equality.answers]]\ncode = "{answer}"\nname = "Yes"\n')
    assert said in problem


def test_a_priority_is_suggested_for_issues_of_the_file_alone() -> None:
    wrong = f'{SOUND}issues = ["asb", "noise"]\n\n[[issues]]\ncode = "asb"\nname = "Anti-social behaviour"\n'
    (problem,) = problems(wrong)
    assert "There is no issue with the code noise in this file." in problem
    assert reading.read(f'{SOUND}issues = ["asb"]\n'.encode()).plans[0].priorities[0].issues == ("asb",)
