"""Whether something may be sent to a person, for every flag, channel and kind of address."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import Person
from casework.services.people import adjustments
from casework.services.people.circumstances import NOTHING_IS_SENT
from casework.services.people.contact_safety import (
    CHANGED,
    MALFORMED,
    MISSING,
    NO_LETTERS_HOME,
    NOT_TAKEN_OVER,
    is_well_formed,
    may_be_automatic,
    needs_reading,
    present_address,
    problem,
)
from casework.services.people.keys import email_key
from casework.services.record.shipped_lists import STANDARD

CHANNELS = ("email", "post", "phone")
ADDRESS = "1 Invented Street\nLeeds"


def person(**values: Any) -> Person:
    known = {
        "full_name": "Pat Invented",
        "email": "pat@invented.example",
        "phone": "0113 496 0000",
        "address": ADDRESS,
        "postcode": "LS1 1AA",
        "adjustment_codes": [],
        **dict.fromkeys(("email_unsafe", "post_unsafe", "phone_unsafe"), False),
    }
    return Person(**{**known, **values})


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_address_that_is_the_present_one_is_fine(channel: str) -> None:
    pat = person()
    assert problem(pat, channel, present_address(pat, channel)) is None
    assert may_be_automatic(pat, channel)


@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_goes_to_somebody_who_has_died(channel: str) -> None:
    pat = person(circumstances=["died"])
    assert problem(pat, channel, present_address(pat, channel)) == NOTHING_IS_SENT
    assert not may_be_automatic(pat, channel)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("code", ["child", "lacks_capacity"])
def test_a_person_looks_before_anything_goes_to_whom_others_may_act_for(code: str, channel: str) -> None:
    pat = person(circumstances=[code])
    assert problem(pat, channel, present_address(pat, channel)) is None
    assert not may_be_automatic(pat, channel)


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_unsafe_channel_blocks_itself_and_everything_automatic(channel: str) -> None:
    pat = person(**{f"{channel}_unsafe": True})
    for other in CHANNELS:
        found = problem(pat, other, present_address(pat, other))
        assert (found is not None) == (other == channel)
        assert found is None or "not safe" in found
        assert not may_be_automatic(pat, other)


def test_no_letters_home_blocks_post_alone() -> None:
    pat = person(adjustment_codes=["no_letters_home"])
    assert problem(pat, "post", ADDRESS) == NO_LETTERS_HOME
    assert problem(pat, "email", pat.email) is None
    assert not may_be_automatic(pat, "email")


@pytest.mark.parametrize("note", ["Only while the children are at school", " \n Ring first "])
def test_a_safe_contact_note_is_read_first_and_stops_everything_automatic(note: str) -> None:
    pat = person(safe_contact=note)
    assert needs_reading(pat) == note.strip()
    assert problem(pat, "email", pat.email) is None
    assert not any(may_be_automatic(pat, channel) for channel in CHANNELS)


@pytest.mark.parametrize("note", [None, "", "  \n"])
def test_without_a_note_there_is_nothing_to_read(note: str | None) -> None:
    assert needs_reading(person(safe_contact=note)) is None


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_address_at_all_is_a_problem(channel: str) -> None:
    nobody = person(email=None, phone=None, address=None)
    for address in (None, "", "   ", "somewhere@invented.example, 0113 496 0000"):
        assert problem(nobody, channel, address) == MISSING[channel]
    assert problem(person(), channel, None) == (MISSING[channel] if channel == "phone" else NOT_TAKEN_OVER)
    assert not may_be_automatic(nobody, channel)


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("email", "pat@elsewhere.example"),
        ("post", "2 Invented Street\nLeeds"),
        ("post", f"{ADDRESS}\nLS9 9ZZ"),
        ("phone", "0113 496 0001"),
    ],
)
def test_an_address_that_is_not_the_present_one_has_changed(channel: str, address: str) -> None:
    assert problem(person(), channel, address) == CHANGED[channel]


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("email", " PAT@Invented.EXAMPLE "),
        ("post", "1 INVENTED STREET, Leeds"),
        ("post", "1 Invented Street\r\n  Leeds\r\nls11aa"),
        ("phone", "+44 113 4960000"),
    ],
)
def test_the_same_address_written_in_another_way_is_the_same(channel: str, address: str) -> None:
    assert problem(person(), channel, address) is None


@pytest.mark.parametrize(
    "address",
    ["pat", "pat@", "@invented.example", "pat@invented", "pat pat@invented.example", "a@b.example, c@d.example",
     "Pat <pat@invented.example>", "pat@invented..example", "pat@invented.example\nBcc: x@y.example", "p" * 255 + "@x.example"],
)  # fmt: skip
def test_a_malformed_mail_address_is_refused(address: str) -> None:
    assert problem(person(email=address), "email", address) == MALFORMED["email"]


@pytest.mark.parametrize(("channel", "address"), [("post", "Leeds"), ("phone", "12"), ("phone", "ring the bell")])
def test_other_malformed_addresses_are_refused(channel: str, address: str) -> None:
    pat = person(phone=address, address=address, postcode=None)
    assert problem(pat, channel, address) == MALFORMED[channel]


def test_the_postcode_ends_the_address_once() -> None:
    assert present_address(person(), "post") == f"{ADDRESS}\nLS1 1AA"
    assert present_address(person(address=f"{ADDRESS}\nls1 1aa"), "post") == f"{ADDRESS}\nls1 1aa"
    assert present_address(person(postcode=None), "post") == ADDRESS
    assert present_address(person(address=None), "post") is None


def test_a_channel_that_there_is_not_is_never_let_through() -> None:
    with pytest.raises(ValueError, match="pigeon"):
        problem(person(), "pigeon", "the loft")


def test_words_about_adjustments_are_read_by_a_person_first() -> None:
    assert not may_be_automatic(person(adjustments="Cannot read small type"), "email")
    assert may_be_automatic(person(adjustment_codes=["large_print", "extra_time"]), "email")
    assert not may_be_automatic(person(adjustment_codes=["easy_read"]), "email")
    assert not may_be_automatic(person(adjustment_codes=["added_by_the_office"]), "email")


def test_every_shipped_adjustment_says_what_it_changes() -> None:
    assert set(adjustments.ADJUSTMENTS) == set(STANDARD["adjustment"])
    for one in adjustments.ADJUSTMENTS.values():
        assert bool(one.to_do) == (one.effect is adjustments.Effect.BY_HAND)
        assert bool(one.channel) == (one.effect is adjustments.Effect.BLOCKS)


def test_large_print_is_larger_and_work_by_hand_is_named() -> None:
    assert adjustments.points(["large_print"]) == 18
    assert adjustments.points([]) == 12
    assert adjustments.by_hand(["language", "braille", "extra_time"]) == ["braille", "language"]


@given(st.text(max_size=300), st.sampled_from(CHANNELS))
def test_any_text_gets_an_answer_and_never_passes_as_another_address(typed: str, channel: str) -> None:
    found = problem(person(), channel, typed)
    assert found is not None or is_well_formed(channel, typed)
    if channel == "email" and email_key(typed) != "pat@invented.example":
        assert found is not None
