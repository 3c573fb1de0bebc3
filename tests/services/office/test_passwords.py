"""Which passwords are refused, and why: the common ones, and what anybody knows of the office and the person."""

import pytest

from casework.errors import Invalid
from casework.services.office import passwords
from casework.writing import Waiting, writing

KNOWN = [
    "Wilma Invented",
    "wilma.invented@office.example",
    "wilma.invented",
    "office.example",
    "Policing and Crime Team",
]


def refusal(password: str) -> str:
    try:
        passwords.check(password, KNOWN)
    except Invalid as problem:
        return f"{problem.field}: {problem.message}"
    return ""


@pytest.mark.parametrize(
    "password",
    ["password1234", "PassWord1234", "aaaaaaaaaaaa", "123456789012", " " * 12, "qwertyuiop12", "invented-office",
     "abcdefghijkl", "zyxwvutsrqpo", "abcabcabcabcab", "P4$$word!!2026", "changemechangeme", "123456123456"],
)  # fmt: skip
def test_a_common_password_is_refused(password: str) -> None:
    assert refusal(password).startswith("password: Many people have this password")


@pytest.mark.parametrize(
    "password",
    ["wilma.invented@office.example", "WilmaInvented1", "invented-wilma-2026", "casework1234", "Casework-Casework!",
     "policingandcrime", "Office.Example.1", "policing crime team"],
)  # fmt: skip
def test_what_anybody_knows_of_the_office_and_the_person_is_refused(password: str) -> None:
    assert "of the office, of this service or of you" in refusal(password)


@pytest.mark.parametrize(("password", "sentence"), [("short", "at least 12"), ("x y" * 70, "at most 200")])
def test_a_password_has_a_length(password: str, sentence: str) -> None:
    assert sentence in refusal(password)


@pytest.mark.parametrize(
    "password",
    [
        "four words without sense",
        "a long test password",
        "Invented gatepost lemon 4",
        "vellichor-qat-brume",
        "ΩΨ крыжовник 茶",
    ],
)
def test_words_that_have_nothing_to_do_with_each_other_are_taken(password: str) -> None:
    assert refusal(password) == ""


def test_the_list_holds_the_commonest_three_thousand_that_our_rule_would_take_and_says_whose_it_is() -> None:
    lines = passwords.COMMON.read_text().splitlines()
    listed = [line for line in lines if not line.startswith("#")]
    assert len([line for line in listed if passwords.SHORTEST <= len(line) <= passwords.LONGEST]) >= 3000
    assert all(refusal(line) for line in listed[:3000])
    assert "Attribution-ShareAlike" in " ".join(lines[:6])


def test_a_password_is_never_checked_while_others_wait_to_write() -> None:
    token = writing.set(True)
    try:
        with pytest.raises(Waiting):
            passwords.matches("", "a long test password")
        with pytest.raises(Waiting):
            passwords.make_hash("a long test password")
    finally:
        writing.reset(token)


def test_no_password_opens_an_account_that_has_none_yet() -> None:
    assert not passwords.matches("", "")
    assert not passwords.matches("", "nobody has this password")
